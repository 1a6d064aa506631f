package logtail.journal.files;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import logtail.event.Block;
import logtail.journal.JournalSettings;
import logtail.runtime.Disk;

/**
 * Reads the blocks of one cycle file from its first to its last, without Chronicle, so it needs no lock, creates
 * nothing, works on what Chronicle refuses, and goes on behind what is broken. One thread.
 *
 * <pre>
 *   0        4                      align 4
 *   +--------+---------------------+--------+---------------------+-- - -
 *   | word   | document            | word   | document            |
 *   +--------+---------------------+--------+---------------------+-- - -
 *
 *   word   little-endian: bit 31 not complete (somebody is writing it, or died at it), bit 30 Chronicle's own (the file's
 *          head and its indexes), 30 bits of length; 0 where nothing has been written yet, {@link #END_OF_FILE} behind
 *          the last document of a cycle that is over
 * </pre>
 *
 * The document of an excerpt is one block, which begins with its length. So a word and the same number again is where a
 * block may begin, and the checksum tells whether it does: that is how the way is found again after damage. Nothing is read at
 * the word of a length before the header behind it was found to be one of a block, as text makes lengths of half a GiB.
 *
 * <p>Behind what the disk refuses the way is found in the same manner. The strides over it double, up to a MiB, so that a
 * disk that is gone costs a thousand failing reads a file and not a quarter of a million; at most as much is passed
 * unread as was refused.
 */
public final class CycleFile implements AutoCloseable {
    /** What {@link #next} came to. */
    public enum Step {
        /** {@link #block} is the next one. */
        BLOCK,
        /** What is here is not a sound block: {@link #damage} tells. Reading goes on behind it. */
        DAMAGE,
        /** The disk refuses what is here: {@link #damage} tells. Reading goes on behind it, once for each place. */
        UNREADABLE,
        /** Nothing more is written. */
        END
    }

    private static final int WORD_BYTES = 4;
    private static final int NOT_COMPLETE = 1 << 31;
    private static final int OWN = 1 << 30;
    private static final int LENGTH = OWN - 1;
    private static final int END_OF_FILE = NOT_COMPLETE | OWN;
    private static final int PAGE_BYTES = 4096; // what a disk refuses, at least
    private static final int MOST_STRIDE_BYTES = 1 << 20;

    private final String name;
    private final FileWindow window;
    private final long newestDocument;
    private final CRC32C crc = new CRC32C();
    private final Block block = new Block();
    private long position;
    private long soundEnd; // behind the last sound block
    private long excerpt = -1;
    private long found;
    private boolean isBroken; // what was passed is told; the way is found again from soundEnd
    private boolean isOver;
    private String damage = "";
    private long steppedAt;
    private long claimedFrom;
    private long claimedTo;

    /**
     * Opens the file for reading.
     *
     * @throws java.nio.file.NoSuchFileException when retention was faster
     */
    public CycleFile(Disk disk, Path file) throws IOException {
        name = String.valueOf(file.getFileName());
        window = new FileWindow(disk, file);
        newestDocument = CycleHead.newestDocument(window); // first of all: a writer only goes on from there
    }

    /** The same on the disk that there is. */
    public CycleFile(Path file) throws IOException {
        this(Disk.REAL, file);
    }

    /** Reads on where the document that ends at {@code offset} is followed by another one. */
    public void startAt(long offset) {
        position = align(offset);
        soundEnd = position;
        isBroken = false;
        isOver = false;
    }

    /** Where the newest document began when the file was opened, or 0 when its head does not tell. */
    public long newestDocument() {
        return newestDocument;
    }

    /** Whether nothing was ever written to it but what Chronicle begins a file with. Moves to the end. */
    boolean isBlank() throws IOException {
        startAt(0);
        return window.sizeBytes() == 0 || next() == Step.END;
    }

    /** Makes the block read last the next one again. */
    public void unread() {
        startAt(steppedAt);
        excerpt--;
    }

    /**
     * Passes over blocks that are unwanted by what their heads say, which is not checked: reads hardly more than the heads,
     * and stops at whatever looks odd or cannot be read, for {@link #next} to look at.
     */
    public void skipWhile(Predicate<Block> isUnwanted) throws ClosedChannelException {
        try {
            skip(isUnwanted);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            window.forget(); // next() meets it again
        }
    }

    private void skip(Predicate<Block> isUnwanted) throws IOException {
        while (window.load(position, WORD_BYTES + Block.HEADER_BYTES)) {
            int word = window.intAt(position);
            int length = word & LENGTH;
            boolean isOwn = (word & OWN) != 0;
            if (word == 0 || (word & NOT_COMPLETE) != 0 || !(isOwn || mayBeWord(position))) {
                return;
            }
            block.wrap(window.bytes(), window.at(position) + WORD_BYTES);
            if (!isOwn && !isUnwanted.test(block)) {
                return;
            }
            long next = behind(position, length);
            if (!mayBeWord(next)) {
                return;
            }
            excerpt += isOwn ? 0 : 1;
            startAt(next);
        }
    }

    /** What comes next; after {@link Step#END} of a file that grows, try again later. */
    public Step next() throws IOException {
        claimedFrom = Loss.UNKNOWN;
        claimedTo = Loss.UNKNOWN;
        try {
            return step();
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            return unreadable(e);
        }
    }

    private Step step() throws IOException {
        while (!isOver) {
            if (isBroken) {
                isBroken = false;
                isOver = !findBlockFrom(soundEnd);
                position = found;
                continue;
            }
            if (!window.load(position, WORD_BYTES)) {
                isOver = true;
                return damaged(window.sizeBytes() == 0 ? "the file is empty" : "the file is cut off here");
            }
            int word = window.intAt(position);
            if (word == 0 || (word & NOT_COMPLETE) != 0) {
                if (hasGrown(word)) {
                    continue;
                }
                return end();
            }
            if ((word & OWN) == 0) {
                excerpt++;
                return excerpt(word);
            }
            if (!window.reaches(position + WORD_BYTES + (word & LENGTH))) {
                return broken("the file is cut off here, or its structure is broken");
            }
            position = behind(position, word & LENGTH);
        }
        return Step.END;
    }

    /** The block read last; good until the next step. */
    public Block block() {
        return block;
    }

    public String name() {
        return name;
    }

    /** The number of the excerpt read last in its file, from 0; a guess once structure was broken. */
    long excerpt() {
        return excerpt;
    }

    /** Where in the file the block or the damage begins, in bytes. */
    public long offset() {
        return steppedAt;
    }

    /** Where in the file the block read last begins, behind its word. */
    public long blockOffset() {
        return steppedAt + WORD_BYTES;
    }

    /** Where in the file the last step went to, in bytes. */
    long position() {
        return position;
    }

    /** In words, why what is at {@link #offset} is no sound block. */
    public String damage() {
        return damage;
    }

    /** The first id that the damaged block says it has, or 0 when it says nothing. */
    long claimedFrom() {
        return claimedFrom;
    }

    long claimedTo() {
        return claimedTo;
    }

    @Override
    public void close() throws IOException {
        window.close();
    }

    private Step excerpt(int length) throws IOException {
        if (isSoundAt(position, length)) {
            return sound(length);
        }
        window.forget();
        if (isSoundAt(position, length)) { // the window was read while the writer was at it
            return sound(length);
        }
        claim(length);
        long next = behind(position, length);
        if (!mayBeWord(next)) {
            return broken("the file is cut off here, or its structure is broken");
        }
        damaged("the checksum does not match");
        position = next;
        return Step.DAMAGE;
    }

    private Step sound(int length) {
        steppedAt = position;
        position = behind(position, length);
        soundEnd = position;
        return Step.BLOCK;
    }

    private Step damaged(String what) {
        damage = what;
        steppedAt = position;
        return Step.DAMAGE;
    }

    private Step broken(String what) {
        isBroken = true;
        return damaged(what);
    }

    /** Goes to the next sound block that can be read; without one the file is over. */
    private Step unreadable(IOException first) throws IOException {
        damaged("the disk refuses it: " + first.getMessage());
        IOException refusal = first;
        long from = position;
        for (long stride = PAGE_BYTES; ; stride = Math.min(2 * stride, MOST_STRIDE_BYTES)) {
            long next = (window.readableEnd() & -PAGE_BYTES) + stride;
            if (next <= from) {
                throw refusal; // whatever failed, it is no place in the file
            }
            from = next;
            try {
                isOver = !findBlockFrom(from);
                isBroken = false;
                position = found;
                soundEnd = found;
                return Step.UNREADABLE;
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException e) {
                refusal = e;
            }
        }
    }

    /**
     * Nothing is written here. When sound blocks follow all the same, something was; and when they follow the last sound
     * one, then a damaged length led here, past them.
     */
    private Step end() throws IOException {
        long end = position;
        int word = window.load(end, WORD_BYTES) ? window.intAt(end) : 0;
        if (findBlockFrom(soundEnd)) {
            if (hasChanged(end, word)) {
                return next(); // the writer was here meanwhile
            }
            damaged("its structure is broken");
            position = found;
            return Step.DAMAGE;
        }
        isOver = newestDocument > 0 && newestDocument >= end && word != END_OF_FILE;
        return isOver ? damaged("what was written last is not there any more") : Step.END;
    }

    private boolean hasGrown(int word) throws IOException {
        return word != END_OF_FILE && hasChanged(position, word);
    }

    private boolean hasChanged(long at, int word) throws IOException {
        window.forget();
        return window.load(at, WORD_BYTES) && window.intAt(at) != word;
    }

    private boolean isSoundAt(long at, int length) throws IOException {
        if (!isPlausibleAt(at, length)
                || !window.load(at, WORD_BYTES + length)
                || !Block.isSound(window.bytes(), window.at(at) + WORD_BYTES, length, crc)) {
            return false;
        }
        block.wrap(window.bytes(), window.at(at) + WORD_BYTES);
        return true;
    }

    private boolean isPlausibleAt(long at, int length) throws IOException {
        return length >= Block.HEADER_BYTES
                && length <= JournalSettings.LARGEST_BLOCK_BYTES
                && window.load(at, WORD_BYTES + Block.HEADER_BYTES)
                && Block.isPlausible(window.bytes(), window.at(at) + WORD_BYTES, length);
    }

    /** What the damaged block's head says of its ids, which may be damaged too. */
    private void claim(int length) throws IOException {
        if (!isPlausibleAt(position, length)) {
            return;
        }
        block.wrap(window.bytes(), window.at(position) + WORD_BYTES);
        if (block.firstIndex() < Long.MAX_VALUE / 2) {
            claimedFrom = block.firstIndex();
            claimedTo = block.lastIndex();
        }
    }

    /** Whether what is here can follow a document: the end, one of Chronicle's own, or the beginning of a block. */
    private boolean mayBeWord(long at) throws IOException {
        if (!window.load(at, WORD_BYTES)) {
            return false;
        }
        int word = window.intAt(at);
        if (word == 0 || (word & NOT_COMPLETE) != 0) {
            return true;
        }
        if (!window.reaches(at + WORD_BYTES + (word & LENGTH))) {
            return false;
        }
        return (word & OWN) != 0 || (window.load(at, 2 * WORD_BYTES) && window.intAt(at + WORD_BYTES) == word);
    }

    /** Looks for the next sound block and leaves its place in {@link #found}, or the end of the file. */
    private boolean findBlockFrom(long from) throws IOException {
        window.forget();
        found = align(from);
        while (window.load(found, 2 * WORD_BYTES)) {
            int word = window.intAt(found);
            if (word == 0) {
                found = window.zeroesEnd(found) & -WORD_BYTES;
                continue;
            }
            if (window.intAt(found + WORD_BYTES) == word && isSoundAt(found, word)) {
                return true;
            }
            found += WORD_BYTES;
        }
        return false;
    }

    private static long behind(long position, int length) {
        return align(position + WORD_BYTES + length);
    }

    private static long align(long position) {
        return (position + WORD_BYTES - 1) & -WORD_BYTES;
    }
}
