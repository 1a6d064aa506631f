package logtail.daemon;

import java.util.Objects;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalUnreadableException;
import logtail.journal.Place;
import logtail.runtime.Clock;
import org.jspecify.annotations.Nullable;

/** When the oldest event in the journal was received; read from the journal once per oldest place. Any thread. */
final class OldestEvent {
    private final Journal journal;
    private final Clock clock;
    private @Nullable Place read; // for which the time is known
    private long receivedNs;

    OldestEvent(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** 0 while there is none, unknown while it cannot be read. */
    synchronized double ageSeconds() {
        Place oldest = journal.oldest();
        if (oldest.covers(journal.newest())) {
            return 0;
        }
        try {
            if (!Objects.equals(oldest, read)) {
                receivedNs = receivedNs();
                read = oldest;
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
