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
    private final Counter joined;
    private final Counter droppedAttributes;
    private final Counter empty;
    private final Counter denied;
    private final Counter outOfScope;
    private final Counter tooFast;

    /** Registers the counters of {@code intake}, one of a few fixed names such as {@code syslog-tcp}. */
    public IntakeMeters(MeterRegistry metrics, String intake) {
        this.metrics = metrics;
        this.intake = intake;
        lines = counter("lines", "Lines received");
        bytes = counter("bytes", "Bytes of lines received");
        malformed = counter("malformed", "Lines that could not be parsed; they are kept whole");
        denied = dropped(metrics, intake, "denied");
        outOfScope = dropped(metrics, intake, "app");
        tooFast = dropped(metrics, intake, "rate");
        truncated = counter("truncated", "Lines cut at LOGTAIL_MAX_MESSAGE");
        joined = counter("joined", "Lines joined to the one before, so that they are no events of their own");
        empty = counter("empty", "Empty lines, which make no event");
        droppedAttributes = counter("attributes.dropped", "Attributes left out, as their event had too many");
    }

    private Counter counter(String name, String description) {
        return Counter.builder("logtail.intake." + name)
                .description(description)
                .tag("intake", intake)
                .register(metrics);
    }

    static Counter dropped(MeterRegistry metrics, String intake, String why) {
        return Counter.builder("logtail.intake.dropped")
                .description("Lines lost before the journal")
                .tag("intake", intake)
                .tag("reason", why)
                .register(metrics);
    }

    /** Adds the counts of one read and starts the next. */
    void take(LineWriter.Tally tally) {
        add(lines, tally.lines);
        add(bytes, tally.bytes);
        add(malformed, tally.malformed);
        add(truncated, tally.truncated);
        add(joined, tally.joined);
        add(droppedAttributes, tally.droppedAttributes);
        tally.clear();
    }

    /** Counts lost lines; {@code why} is one of a few fixed words. */
    void dropped(String why, long lines) {
        dropped(metrics, intake, why).increment((double) lines);
    }

    /** Counts lines refused as their sender may not send at all. */
    void denied(long lines) {
        add(denied, lines);
    }

    /** Counts lines refused as their sender may not send for their app. */
    void outOfScope(long lines) {
        add(outOfScope, lines);
    }

    /** Counts lines dropped as they came faster than the rules have it. */
    void tooFast(long lines) {
        add(tooFast, lines);
    }

    /** Counts a closed connection; {@code why} is one of a few fixed words. */
    void closed(String why) {
        Counter.builder("logtail.intake.closed")
                .description("Connections that we closed, or that failed, with lines unfinished or not")
                .tag("intake", intake)
                .tag("reason", why)
                .register(metrics)
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
