package logtail.ingest;

import java.util.Optional;
import logtail.access.Credentials;
import logtail.access.Principal;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.event.Slice;
import logtail.net.Remote;
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
 * @param by who it is
 */
public record Sender(Slice app, Slice process, Slice host, Slice peerHost, int severity, Times times, By by) {
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

    /** A sender of whom only an address is known. */
    public static Sender at(String peerHost) {
        return of(Credentials.none(peerHost));
    }

    /** Whoever is at the other end of a connection. */
    public static Sender of(Remote remote) {
        return of(new Credentials(Optional.empty(), Optional.empty(), remote.subject(), remote.host()));
    }

    /** The same, when it needs no more proof. */
    public Sender admitted(Principal principal) {
        return new Sender(app, process, host, peerHost, severity, times, new By.Admitted(principal));
    }

    private static Sender of(Credentials shown) {
        return new Sender(
                NONE, NONE, NONE, Slice.of(shown.address()), Severity.NONE, Times.STANDARD, new By.Unproven(shown));
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
