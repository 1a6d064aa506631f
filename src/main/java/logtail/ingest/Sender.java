package logtail.ingest;

import logtail.event.Line;
import logtail.event.Severity;
import logtail.event.Slice;

/**
 * The fields that a sender sets for all its lines.
 *
 * @param app the app, which overrides that of a line; empty for none
 * @param process likewise
 * @param host likewise
 * @param peerHost the address of the sender, for lines without a host; empty for none
 * @param severity for lines without one, or {@link Severity#NONE}
 */
public record Sender(Slice app, Slice process, Slice host, Slice peerHost, int severity) {
    private static final Slice NONE = new Slice();

    /** A sender with only an address. */
    public static Sender at(String peerHost) {
        return new Sender(NONE, NONE, NONE, Slice.of(peerHost), Severity.NONE);
    }

    void complete(Line line) {
        if (!app.isEmpty()) {
            line.app.set(app);
        }
        if (!process.isEmpty()) {
            line.process.set(process);
        }
        if (!host.isEmpty()) {
            line.host.set(host);
        } else if (line.host.isEmpty()) {
            line.host.set(peerHost);
        }
        if (line.severity == Severity.NONE) {
            line.severity = severity;
        }
    }
}
