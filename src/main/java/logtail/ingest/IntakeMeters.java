package logtail.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The counters of one intake, under the tag {@code intake}; updated once per socket read. Any thread. */
public final class IntakeMeters {
    private final MeterRegistry metrics;
    private final String intake;
    private final Counter lines;
    private final Counter bytes;
    private final Counter malformed;
    private final Counter truncated;
    private final Counter droppedAttributes;
    private final Counter empty;

    /** Registers the counters of {@code intake}, one of a few fixed names such as {@code syslog-tcp}. */
    public IntakeMeters(MeterRegistry metrics, String intake) {
        this.metrics = metrics;
        this.intake = intake;
        lines = metrics.counter("logtail.intake.lines", "intake", intake);
        bytes = metrics.counter("logtail.intake.bytes", "intake", intake);
        malformed = metrics.counter("logtail.intake.malformed", "intake", intake);
        truncated = metrics.counter("logtail.intake.truncated", "intake", intake);
        empty = metrics.counter("logtail.intake.empty", "intake", intake);
        droppedAttributes = metrics.counter("logtail.intake.attributes.dropped", "intake", intake);
    }

    /** Adds the counts of one read and starts the next. */
    void take(LineWriter.Tally tally) {
        add(lines, tally.lines);
        add(bytes, tally.bytes);
        add(malformed, tally.malformed);
        add(truncated, tally.truncated);
        add(droppedAttributes, tally.droppedAttributes);
        tally.clear();
    }

    /** Counts lost lines; {@code why} is one of a few fixed words. */
    void dropped(String why, long lines) {
        metrics.counter("logtail.intake.dropped", "intake", intake, "reason", why)
                .increment((double) lines);
    }

    /** Counts a closed connection; {@code why} is one of a few fixed words. */
    void closed(String why) {
        metrics.counter("logtail.intake.closed", "intake", intake, "reason", why)
                .increment();
    }

    /** Counts empty lines, which make no event. */
    void takeEmpty(int lines) {
        add(empty, lines);
    }

    private static void add(Counter counter, long more) {
        if (more > 0) {
            counter.increment((double) more);
        }
    }
}
