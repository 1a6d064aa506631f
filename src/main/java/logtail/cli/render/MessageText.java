package logtail.cli.render;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import logtail.cli.base.LineOutput;
import logtail.cli.client.StreamLine;
import logtail.event.Severity;
import logtail.runtime.TimeWords;

/**
 * A message for people. Of a JSON object the text comes first and the other members follow as {@code key=value}, without
 * those that only repeat what the event says; the keys of logfmt step back; all else is as it was sent. One thread.
 */
public final class MessageText {
    private static final Set<String> TEXT_KEYS = Set.of("message", "msg", "event", "text");
    private static final Set<String> LEVEL_KEYS = Set.of("level", "severity", "lvl", "log.level");
    private static final Set<String> TIME_KEYS = Set.of("time", "timestamp", "ts", "@timestamp");

    private final Painter painter;
    private final MessageMembers members = new MessageMembers();

    MessageText(Painter painter) {
        this.painter = painter;
    }

    void put(StreamLine.Event event, LineOutput out) {
        String style = event.context() ? Painter.DIM : Painter.ofLevel(event.level());
        List<Member> json = members.ofJson(event.message());
        if (!json.isEmpty()) {
            json(event, json, style, out);
        } else if (painter.hasColor()) {
            logfmt(event.message(), style, out);
        } else {
            out.visible(event.message());
        }
    }

    private void json(StreamLine.Event event, List<Member> json, String style, LineOutput out) {
        int text = 0;
        while (text < json.size() && !TEXT_KEYS.contains(json.get(text).key())) {
            text++;
        }
        boolean first = text == json.size();
        if (!first) {
            painter.put(json.get(text).value(), style, out);
        }
        for (int i = 0; i < json.size(); i++) {
            Member member = json.get(i);
            if (i == text || isKnown(member, event)) {
                continue;
            }
            if (!first) {
                out.ascii(' ');
            }
            first = false;
            painter.put(member.key() + "=", Painter.DIM, out);
            painter.put(Member.logfmt(member.value()), style, out);
        }
    }

    private static boolean isKnown(Member member, StreamLine.Event event) {
        String key = member.key();
        String value = member.value();
        if (LEVEL_KEYS.contains(key)) {
            return levelOf(value).equals(event.level());
        }
        if (TIME_KEYS.contains(key)) {
            return TimeWords.parse(value, Instant.EPOCH, ZoneOffset.UTC)
                    .map(Instant::toEpochMilli)
                    .equals(TimeWords.parse(event.time(), Instant.EPOCH, ZoneOffset.UTC)
                            .map(Instant::toEpochMilli));
        }
        return (key.equals("app") && value.equals(event.app()))
                || (key.equals("process") && value.equals(event.process()));
    }

    /** Numbers are those of bunyan and pino. */
    private static String levelOf(String value) {
        return switch (value) {
            case "10", "20" -> "debug";
            case "30" -> "info";
            case "40" -> "warn";
            case "50" -> "error";
            case "60" -> "crit";
            default -> Severity.named(value).map(Severity::label).orElse("");
        };
    }

    private void logfmt(String message, String style, LineOutput out) {
        int done = 0;
        for (int equals = LogfmtKeys.next(message, 0); equals >= 0; equals = LogfmtKeys.next(message, equals + 1)) {
            int key = LogfmtKeys.keyFrom(message, equals);
            painter.put(message.substring(done, key), style, out);
            painter.put(message.substring(key, equals + 1), Painter.DIM, out);
            done = equals + 1;
        }
        painter.put(message.substring(done), style, out);
    }
}
