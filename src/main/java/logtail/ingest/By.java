package logtail.ingest;

import logtail.access.Credentials;
import logtail.access.Principal;

/** Who sends lines. */
public sealed interface By {
    /** Whoever reaches the daemon's own memory: its rights are not asked for. */
    By SELF = new Admitted(Principal.ANYBODY);

    /** Somebody who was let in before its first line, such as the sender of a request, or who reached a socket by the rights of its file. */
    record Admitted(Principal principal, String address) implements By {
        /** Somebody without an address that rates could go by. */
        public Admitted(Principal principal) {
            this(principal, "");
        }
    }

    /**
     * Somebody of whom this is known so far. The gate is asked when the first line comes, and again every second; lines may show
     * a token.
     */
    record Unproven(Credentials credentials) implements By {}
}
