package logtail.ingest;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import logtail.event.Line;
import logtail.event.Names;
import logtail.event.Severity;
import logtail.event.Slice;
import logtail.ingest.rate.RateRule;

/**
 * Datagrams that were dropped as they came too fast, until they are told in the stream: for each app and rule one line of that
 * app, from process {@code logtail}, so that whoever reads the app sees the hole. Apps beyond {@value #MOST_APPS} are told
 * together, as app {@code logtail}. One thread at a time.
 */
final class LimitedLines {
    static final int MOST_APPS = 100;

    private static final Slice SELF = Slice.of("logtail");
    private static final String UNNAMED = "unknown";

    private final Map<Key, long[]> counts = new LinkedHashMap<>();
    private final Sender sender = Sender.at("");

    private record Key(String app, RateRule rule) {}

    void add(Slice app, RateRule rule) {
        String name = Names.fit(app.toString(), Names.MAX_BYTES);
        var key = new Key(name.isEmpty() ? UNNAMED : name, rule);
        if (counts.size() >= MOST_APPS && !counts.containsKey(key)) {
            key = new Key("", rule);
        }
        counts.computeIfAbsent(key, k -> new long[1])[0]++;
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    /** Adds the lines; false when the ring is full, and what is left is told by a later call. */
    boolean tell(LineSink sink, long nowNs) {
        for (Iterator<Map.Entry<Key, long[]>> all = counts.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Key, long[]> entry = all.next();
            if (!sink.tryAdd(line(entry.getKey(), entry.getValue()[0]), sender, null, nowNs)) {
                return false;
            }
            all.remove();
        }
        return true;
    }

    private static Line line(Key key, long count) {
        var line = new Line();
        line.app.set(key.app().isEmpty() ? SELF : Slice.of(key.app()));
        line.process.set(SELF);
        line.severity = Severity.WARN.code();
        line.message.set(Slice.of("dropped %d lines of %s, as they came faster than LOGTAIL_RATE has it: %s"
                .formatted(count, key.app().isEmpty() ? "other apps" : "app " + key.app(), key.rule())));
        line.isComplete = true; // no host, as the line is ours
        return line;
    }
}
