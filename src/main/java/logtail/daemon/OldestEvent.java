package logtail.daemon;

import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalUnreadableException;
import logtail.runtime.Clock;

/** When the oldest event in the journal was received; read from the journal once per oldest id. Any thread. */
final class OldestEvent {
    private final Journal journal;
    private final Clock clock;
    private long index = Journal.NONE;
    private long receivedNs;

    OldestEvent(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** 0 while there is none, unknown while it cannot be read. */
    synchronized double ageSeconds() {
        long oldest = journal.firstIndex();
        if (oldest > journal.lastIndex()) {
            return 0;
        }
        try {
            if (oldest != index) {
                receivedNs = receivedNs();
                index = oldest;
            }
            return Math.max(0, clock.nowNs() - receivedNs) / 1e9;
        } catch (JournalUnreadableException e) {
            return Double.NaN;
        }
    }

    private long receivedNs() {
        try (var reader = journal.openReader()) {
            Block block = reader.nextReadable(e -> {});
            return block == null ? clock.nowNs() : block.minReceivedNs();
        }
    }
}
