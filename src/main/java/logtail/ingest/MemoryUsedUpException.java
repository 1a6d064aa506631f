package logtail.ingest;

import logtail.runtime.MemoryBudget;

/** There is no memory left to hold what a sender has begun or what the ring has no room for; it may come again. */
public final class MemoryUsedUpException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MemoryUsedUpException(MemoryBudget.Share share, long wantedBytes) {
        super("no memory to hold %d bytes more of this sender: all senders together may have %d, a part of -Xmx"
                .formatted(wantedBytes, share.limitBytes()));
    }
}
