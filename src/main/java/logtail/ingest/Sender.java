package logtail.ingest;

import logtail.event.Line;
import logtail.event.Severity;
import logtail.event.Slice;

/**
 * What is known of a sender besides its lines.
 *
 * @param app named by the sender for all its lines, stronger than what a line says; empty for none
 * @param process likewise
 * @param host likewise
 * @param peerHost where it sends from, for lines that name no host; empty for none
 * @param severity for lines that tell none, or {@link Severity#NONE}
 */
public record Sender(Slice app, Slice process, Slice host, Slice peerHost, int severity) {
    private static final Slice NONE = new Slice();

    /** A sender of whom only the address is known. */
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
