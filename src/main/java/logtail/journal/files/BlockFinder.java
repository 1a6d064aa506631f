package logtail.journal.files;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.zip.CRC32C;
import logtail.event.Block;
import logtail.journal.JournalSettings;

/**
 * Finds the next sound block of a cycle file behind damage. A word followed by the same number marks a candidate; the
 * checksum decides. A block is loaded only after its header was found plausible, because text makes lengths of half a GiB.
 *
 * <p>Behind bytes that the disk refuses to read, the search resumes after a stride that doubles up to 1 MiB: a disk that is
 * gone costs a thousand failing reads per file instead of a quarter of a million. At most as many readable bytes are
 * skipped as were refused. One thread.
 */
final class BlockFinder {
    private static final int PAGE_BYTES = 4096; // a disk refuses at least a page
    private static final int MOST_STRIDE_BYTES = 1 << 20;

    private final FileWindow window;
    private final Block block;
    private final CRC32C crc = new CRC32C();
    private long found;

    /** @param block is made the view of each block that was found sound */
    BlockFinder(FileWindow window, Block block) {
        this.window = window;
        this.block = block;
    }

    /** Where the last search ended: at the word of a sound block, or at the end of the file. */
    long found() {
        return found;
    }

    /** Searches for a sound block whose word is at {@code from} or behind it; false when the file holds none. */
    boolean findFrom(long from) throws IOException {
        window.forget();
        found = Word.align(from);
        while (window.load(found, 2 * Word.BYTES)) {
            int word = window.intAt(found);
            if (word == 0) {
                found = window.zeroesEnd(found) & -Word.BYTES;
                continue;
            }
            if (window.intAt(found + Word.BYTES) == word && isSoundAt(found, word)) {
                return true;
            }
            found += Word.BYTES;
        }
        return false;
    }

    /**
     * Searches behind the bytes at {@code position} that the disk refuses; false when the file holds no sound block there.
     *
     * @param first the failed read
     * @throws IOException when the failure has no place in the file that could be passed over
     */
    boolean findBehindRefused(long position, IOException first) throws IOException {
        IOException refusal = first;
        long from = position;
        for (long stride = PAGE_BYTES; ; stride = Math.min(2 * stride, MOST_STRIDE_BYTES)) {
            long next = (window.readableEnd() & -PAGE_BYTES) + stride;
            if (next <= from) {
                throw refusal;
            }
            from = next;
            try {
                return findFrom(from);
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException e) {
                refusal = e;
            }
        }
    }

    /** Whether a sound block of {@code length} bytes follows the word at {@code at}. */
    boolean isSoundAt(long at, int length) throws IOException {
        if (!isPlausibleAt(at, length)
                || !window.load(at, Word.BYTES + length)
                || !Block.isSound(window.bytes(), window.at(at) + Word.BYTES, length, crc)) {
            return false;
        }
        block.wrap(window.bytes(), window.at(at) + Word.BYTES);
        return true;
    }

    /** Whether the header behind the word at {@code at} may be that of a block of {@code length} bytes. Loads no more. */
    boolean isPlausibleAt(long at, int length) throws IOException {
        return length >= Block.HEADER_BYTES
                && length <= JournalSettings.LARGEST_BLOCK_BYTES
                && window.load(at, Word.BYTES + Block.HEADER_BYTES)
                && Block.isPlausible(window.bytes(), window.at(at) + Word.BYTES, length);
    }

    /** Whether the word at {@code at} can follow a document: an end, one of Chronicle's own, or the start of a block. */
    boolean mayBeWord(long at) throws IOException {
        if (!window.load(at, Word.BYTES)) {
            return false;
        }
        int word = window.intAt(at);
        if (Word.isEnd(word)) {
            return true;
        }
        if (!window.reaches(at + Word.BYTES + Word.length(word))) {
            return false;
        }
        return Word.isOwn(word) || (window.load(at, 2 * Word.BYTES) && window.intAt(at + Word.BYTES) == word);
    }
}
