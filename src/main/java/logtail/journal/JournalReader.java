package logtail.journal;

import java.util.function.Consumer;
import logtail.event.Block;
import org.jspecify.annotations.Nullable;

/** One reader's own place in a journal. Not thread-safe; independent of all other readers and of the writer. */
public interface JournalReader extends AutoCloseable {
    /** More places without a block between them than there are in a journal that can be read at all. */
    int MOST_REFUSALS = 64;

    /**
     * Makes the block that holds {@code index} the next one. An older id than any kept leads to the oldest block, a
     * newer one than {@link Journal#lastIndex()} to the end.
     */
    void seek(long index);

    /** Makes the first block that may hold an event received at {@code receivedNs} or later the next one. */
    void seekReceived(long receivedNs);

    /**
     * The next block, sound by its checksum, or null at the end of what readers may see; then try again after
     * {@link Journal#onGrowth}. Its bytes are the reader's own and good until the next call. When its
     * {@link Block#firstIndex()} is not the one expected, the ids between were lost: retention or damage took them.
     *
     * @throws JournalUnreadableException when the disk refuses what comes next; thrown once for each place, also for one
     *     that a seek by time met. The call after that goes on behind it, with the next block that can be read. Only when
     *     no file can be opened at all, as when the process has too many open, every call throws until one can: so try
     *     again at once after the first exception, and after a pause when a second one follows it
     */
    @Nullable
    Block next();

    /**
     * The next block that can be read, or null as above; for readers that go on whatever was lost.
     *
     * @param refused told of each place that the disk refuses
     * @throws JournalUnreadableException when {@value #MOST_REFUSALS} were refused in a row: try again later
     */
    default @Nullable Block nextReadable(Consumer<JournalUnreadableException> refused) {
        for (int refusals = 1; ; refusals++) {
            try {
                return next();
            } catch (JournalUnreadableException e) {
                if (refusals == MOST_REFUSALS) {
                    throw e;
                }
                refused.accept(e);
            }
        }
    }

    @Override
    void close();
}
