package logtail.journal.files;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.function.Predicate;
import logtail.event.Block;
import logtail.runtime.Disk;

/**
 * Reads the blocks of one cycle file in order, without Chronicle: needs no lock, creates nothing, reads files that
 * Chronicle refuses, and continues behind damage. One thread.
 *
 * <pre>
 *   0        4                      align 4
 *   +--------+---------------------+--------+---------------------+-- - -
 *   | word   | document            | word   | document            |
 *   +--------+---------------------+--------+---------------------+-- - -
 *
 *   word   little-endian: bit 31 incomplete (being written, or the writer died), bit 30 Chronicle's own (the file's
 *          head and its indexes), 30 bits of length; 0 where nothing has been written yet, {@link Word#END_OF_FILE} behind
 *          the last document of a cycle that is over
 * </pre>
 *
 * The document of an excerpt is one block, which begins with its own length. So a word followed by the same number
 * marks a possible block, and its checksum decides: {@link BlockFinder} finds the next sound block behind damage that
 * way.
 */
public final class CycleFile implements AutoCloseable {
    /** What {@link #next} found. */
    public enum Found {
        /** A sound block: {@link #block}. */
        BLOCK,
        /** Bytes that are no sound block: {@link #damage} says why. The next call continues behind them. */
        DAMAGE,
        /** Bytes that the disk refuses to read: {@link #damage} says why. The next call continues behind them. */
        UNREADABLE,
        /** The end of what is written. */
        END
    }

    private final String name;
    private final FileWindow window;
    private final long newestDocument;
    private final Block block = new Block();
    private final BlockFinder finder;
    private long position;
    private long soundEnd; // behind the last sound block
    private long excerpt = -1;
    private boolean isBroken; // the damage is reported; search again from soundEnd
    private boolean isOver;
    private String damage = "";
    private long recordAt;
    private long claimedFrom;
    private long claimedTo;

    /**
     * Opens the file for reading.
     *
     * @throws java.nio.file.NoSuchFileException when retention has deleted it
     */
    public CycleFile(Disk disk, Path file) throws IOException {
        name = String.valueOf(file.getFileName());
        window = new FileWindow(disk, file);
        finder = new BlockFinder(window, block);
        newestDocument = CycleHead.newestDocument(window); // first, because a writer only moves it forward
    }

    /** Opens the file on the real disk. */
    public CycleFile(Path file) throws IOException {
        this(Disk.REAL, file);
    }

    /** Continues behind the document that ends at {@code offset}. */
    public void startAt(long offset) {
        position = Word.align(offset);
        soundEnd = position;
        isBroken = false;
        isOver = false;
    }

    /** The offset of the newest document when the file was opened, or 0 when the file's head does not tell. */
    public long newestDocument() {
        return newestDocument;
    }

    /** Whether the file holds nothing but what Chronicle begins every file with. Moves to the end. */
    boolean isBlank() throws IOException {
        startAt(0);
        return window.sizeBytes() == 0 || next() == Found.END;
    }

    /** Makes {@link #next} return the last block again. */
    public void unread() {
        startAt(recordAt);
        excerpt--;
    }

    /**
     * Skips blocks that {@code isUnwanted} accepts by their headers. Reads little more than the headers and verifies no
     * checksum; stops at anything that looks damaged or cannot be read, which {@link #next} then reports.
     */
    public void skipWhile(Predicate<Block> isUnwanted) throws ClosedChannelException {
        try {
            skip(isUnwanted);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            window.forget(); // next() reports it
        }
    }

    private void skip(Predicate<Block> isUnwanted) throws IOException {
        while (window.load(position, Word.BYTES + Block.HEADER_BYTES)) {
            int word = window.intAt(position);
            int length = Word.length(word);
            boolean isOwn = Word.isOwn(word);
            if (Word.isEnd(word) || !(isOwn || finder.mayBeWord(position))) {
                return;
            }
            block.wrap(window.bytes(), window.at(position) + Word.BYTES);
            if (!isOwn && !isUnwanted.test(block)) {
                return;
            }
            long next = Word.behind(position, length);
            if (!finder.mayBeWord(next)) {
                return;
            }
            excerpt += isOwn ? 0 : 1;
            startAt(next);
        }
    }

    /** Reads the next block or damage. After {@link Found#END} of a growing file, try again later. */
    public Found next() throws IOException {
        claimedFrom = Loss.UNKNOWN;
        claimedTo = Loss.UNKNOWN;
        try {
            return read();
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            return unreadable(e);
        }
    }

    private Found read() throws IOException {
        while (!isOver) {
            if (isBroken) {
                isBroken = false;
                isOver = !finder.findFrom(soundEnd);
                position = finder.found();
                continue;
            }
            if (!window.load(position, Word.BYTES)) {
                isOver = true;
                return damaged(window.sizeBytes() == 0 ? "the file is empty" : "the file is cut off here");
            }
            int word = window.intAt(position);
            if (Word.isEnd(word)) {
                if (hasGrown(word)) {
                    continue;
                }
                return end();
            }
            if (!Word.isOwn(word)) {
                excerpt++;
                return excerpt(word);
            }
            if (!window.reaches(position + Word.BYTES + Word.length(word))) {
                return broken("the file is cut off here, or its structure is broken");
            }
            position = Word.behind(position, Word.length(word));
        }
        return Found.END;
    }

    /** The last block; valid until the next call of {@link #next}. */
    public Block block() {
        return block;
    }

    public String name() {
        return name;
    }

    /** The number of the last excerpt in its file, from 0; an estimate once the structure was broken. */
    long excerpt() {
        return excerpt;
    }

    /** The offset in the file at which the last block or damage begins. */
    public long offset() {
        return recordAt;
    }

    /** The offset in the file at which the last block begins, behind its word. */
    public long blockOffset() {
        return recordAt + Word.BYTES;
    }

    /** The offset in the file behind the last block or damage. */
    long position() {
        return position;
    }

    /** Why the bytes at {@link #offset} are no sound block, in words. */
    public String damage() {
        return damage;
    }

    /** The first id according to the header of the damaged block, or 0 when that is implausible. */
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

    private Found excerpt(int length) throws IOException {
        if (finder.isSoundAt(position, length)) {
            return sound(length);
        }
        window.forget();
        if (finder.isSoundAt(position, length)) { // the window was loaded while the writer wrote it
            return sound(length);
        }
        claim(length);
        long next = Word.behind(position, length);
        if (!finder.mayBeWord(next)) {
            return broken("the file is cut off here, or its structure is broken");
        }
        damaged("the checksum does not match");
        position = next;
        return Found.DAMAGE;
    }

    private Found sound(int length) {
        recordAt = position;
        position = Word.behind(position, length);
        soundEnd = position;
        return Found.BLOCK;
    }

    private Found damaged(String what) {
        damage = what;
        recordAt = position;
        return Found.DAMAGE;
    }

    private Found broken(String what) {
        isBroken = true;
        return damaged(what);
    }

    /** Moves to the next sound block that can be read, or to the end when there is none. */
    private Found unreadable(IOException refusal) throws IOException {
        damaged("the disk refuses it: " + refusal.getMessage());
        isOver = !finder.findBehindRefused(position, refusal);
        isBroken = false;
        position = finder.found();
        soundEnd = position;
        return Found.UNREADABLE;
    }

    /**
     * Called at a word that ends the file. If a sound block follows, the word is damage, not the end. The search starts
     * at the last sound block, because a damaged length may have led here past others.
     */
    private Found end() throws IOException {
        long end = position;
        int word = window.load(end, Word.BYTES) ? window.intAt(end) : 0;
        if (finder.findFrom(soundEnd)) {
            if (hasChanged(end, word)) {
                return next(); // the writer has written here meanwhile
            }
            damaged("its structure is broken");
            position = finder.found();
            return Found.DAMAGE;
        }
        isOver = newestDocument > 0 && newestDocument >= end && word != Word.END_OF_FILE;
        return isOver ? damaged("the newest document is missing") : Found.END;
    }

    private boolean hasGrown(int word) throws IOException {
        return word != Word.END_OF_FILE && hasChanged(position, word);
    }

    private boolean hasChanged(long at, int word) throws IOException {
        window.forget();
        return window.load(at, Word.BYTES) && window.intAt(at) != word;
    }

    /** Reads the ids from the header of the damaged block, which may be wrong too. */
    private void claim(int length) throws IOException {
        if (!finder.isPlausibleAt(position, length)) {
            return;
        }
        block.wrap(window.bytes(), window.at(position) + Word.BYTES);
        if (block.firstIndex() < Long.MAX_VALUE / 2) {
            claimedFrom = block.firstIndex();
            claimedTo = block.lastIndex();
        }
    }
}
