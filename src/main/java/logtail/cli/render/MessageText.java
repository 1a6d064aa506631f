package logtail.cli.render;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import logtail.cli.base.LineOutput;
import logtail.cli.client.StreamLine;
import logtail.event.Severity;
import logtail.runtime.TimeWords;

/**
 * A message for people. Of a JSON object the text comes first and the other members follow as {@code key=value}, without
 * those that only repeat what the event says; the keys of logfmt step back; all else is as it was sent. On a terminal the
 * lines of a message, and of a member such as a stack trace, are lines, below the first and indented. One thread.
 */
public final class MessageText {
    private static final Set<String> TEXT_KEYS = Set.of("message", "msg", "event", "text", "log");
    private static final Set<String> LEVEL_KEYS = Set.of("level", "severity", "lvl", "log.level");
    private static final Set<String> TIME_KEYS = Set.of("time", "timestamp", "ts", "@timestamp");

    private static final Pattern STACK_KEY =
            Pattern.compile("(?i).*(?:stack|trace|traceback|exception|exc_info|exc_text)[a-z_.]*");
    private static final String INDENT = "    ";
    private static final int KIB = 1024;

    private final Painter painter;
    private final boolean hasLines;
    private final MessageMembers members = new MessageMembers();

    /** @param hasLines whether the lines of a message are shown as lines, instead of {@code \n} */
    MessageText(Painter painter, boolean hasLines) {
        this.painter = painter;
        this.hasLines = hasLines;
    }

    void put(StreamLine.Event event, LineOutput out) {
        String style = event.context() ? Painter.DIM : Painter.ofLevel(event.level());
        List<Member> json = members.ofJson(event.message());
        if (!json.isEmpty()) {
            json(event, json, style, out);
        } else {
            String message = event.message();
            int end = hasLines ? message.indexOf('\n') : -1;
            first(end < 0 ? message : withoutReturn(message.substring(0, end)), style, out);
            lines(end < 0 ? "" : message.substring(end + 1), style, out);
        }
        tellCut(event, out);
    }

    /** The rest of the event above, each line indented. */
    void putFurther(StreamLine.Event event, LineOutput out) {
        String style = event.context() ? Painter.DIM : Painter.ofLevel(event.level());
        String[] lines = event.message().stripTrailing().split("\n", -1);
        out.ascii(INDENT);
        painter.put(withoutReturn(lines[0]), style, out);
        for (int i = 1; i < lines.length; i++) {
            out.ascii('\n').ascii(INDENT);
            painter.put(withoutReturn(lines[i]), style, out);
        }
        tellCut(event, out);
    }

    private void tellCut(StreamLine.Event event, LineOutput out) {
        if (event.cut()) {
            painter.put(" … [cut at " + size(event.message()) + "]", Painter.DIM, out);
        }
    }

    private void first(String line, String style, LineOutput out) {
        if (painter.hasColor() && !Sgr.isIn(line)) {
            logfmt(line, style, out);
        } else {
            painter.put(line, style, out);
        }
    }

    private void lines(String text, String style, LineOutput out) {
        for (String line : text.stripTrailing().split("\n", -1)) {
            if (!text.isEmpty()) {
                out.ascii('\n').ascii(INDENT);
                painter.put(withoutReturn(line), style, out);
            }
        }
    }

    private static String withoutReturn(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    private static String size(String message) {
        int bytes = message.getBytes(UTF_8).length;
        return bytes < KIB ? bytes + " bytes" : Math.round(bytes / (double) KIB) + " KiB";
    }

    private void json(StreamLine.Event event, List<Member> json, String style, LineOutput out) {
        int text = 0;
        while (text < json.size() && !TEXT_KEYS.contains(json.get(text).key())) {
            text++;
        }
        boolean first = text == json.size();
        String message = first ? "" : json.get(text).value().stripTrailing();
        int end = hasLines ? message.indexOf('\n') : -1;
        if (!first) {
            painter.put(end < 0 ? message : withoutReturn(message.substring(0, end)), style, out);
        }
        for (int i = 0; i < json.size(); i++) {
            Member member = json.get(i);
            if (i == text || isKnown(member, event) || isOfLines(member)) {
                continue;
            }
            if (!first) {
                out.ascii(' ');
            }
            first = false;
            painter.put(member.key() + "=", Painter.DIM, out);
            painter.put(Member.logfmt(Sgr.stripped(member.value())), style, out);
        }
        lines(end < 0 ? "" : message.substring(end + 1), style, out);
        for (int i = 0; i < json.size(); i++) {
            if (i != text && isOfLines(json.get(i))) {
                String key = json.get(i).key();
                lines(
                        (STACK_KEY.matcher(key).matches() ? "" : key + "=\n")
                                + json.get(i).value(),
                        style,
                        out);
            }
        }
    }

    private boolean isOfLines(Member member) {
        return hasLines && member.value().stripTrailing().indexOf('\n') >= 0;
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
