package logtail.ingest;

import logtail.runtime.MemoryBudget;

/** The memory for unfinished messages and for lines that wait for the ring is used up; the sender may retry. */
public final class MemoryUsedUpException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MemoryUsedUpException(MemoryBudget.Share share, long wantedBytes) {
        super("no memory to hold %d bytes more of this sender: all senders together may have %d, a part of -Xmx"
                .formatted(wantedBytes, share.limitBytes()));
    }
}
