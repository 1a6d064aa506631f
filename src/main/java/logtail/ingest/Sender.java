package logtail.ingest;

import logtail.event.Line;
import logtail.event.Severity;
import logtail.event.Slice;
import org.jspecify.annotations.Nullable;

/**
 * The fields that a sender sets for all its lines.
 *
 * @param app the app, which overrides that of a line; empty for none
 * @param process likewise
 * @param host likewise
 * @param peerHost the address of the sender, for lines without a host; empty for none
 * @param severity for lines without one, or {@link Severity#NONE}
 * @param times where the time of its lines comes from
 */
public record Sender(Slice app, Slice process, Slice host, Slice peerHost, int severity, Times times) {
    private static final Slice NONE = new Slice();

    /**
     * Where the time of lines comes from.
     *
     * @param from whether lines are believed; null as the intake's setting has it
     * @param readAtNs for lines without a time, when they were read, or {@link Line#NO_TIME}
     */
    public record Times(@Nullable TimeFrom from, long readAtNs) {
        /** As the intake's setting has it, and the time of receipt for lines without one. */
        public static final Times STANDARD = new Times(null, Line.NO_TIME);

        void complete(Line line) {
            if (from == TimeFrom.LINE && line.timeNs == Line.NO_TIME) {
                line.timeNs = line.textTimeNs;
            } else if (from == TimeFrom.RECEIVE) {
                line.timeNs = Line.NO_TIME;
            }
            if (line.timeNs == Line.NO_TIME) {
                line.timeNs = readAtNs != Line.NO_TIME ? readAtNs : line.heldSinceNs;
            }
        }
    }

    /** A sender with standard times. */
    public Sender(Slice app, Slice process, Slice host, Slice peerHost, int severity) {
        this(app, process, host, peerHost, severity, Times.STANDARD);
    }

    /** A sender with only an address. */
    public static Sender at(String peerHost) {
        return new Sender(NONE, NONE, NONE, Slice.of(peerHost), Severity.NONE);
    }

    void complete(Line line) {
        times.complete(line);
        if (!app.isEmpty()) {
            line.app.set(app);
        }
        if (!process.isEmpty()) {
            line.process.set(process);
        }
        if (!host.isEmpty()) {
            line.host.set(host);
        } else if (line.host.isEmpty() && !line.isComplete) {
            line.host.set(peerHost);
        }
        if (line.severity == Severity.NONE) {
            line.severity = severity;
        }
    }
}
