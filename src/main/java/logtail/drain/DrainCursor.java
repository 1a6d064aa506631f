package logtail.drain;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import logtail.journal.Journal;
import logtail.journal.JournalId;
import logtail.runtime.Disk;

/**
 * How far a drain has come in which journal, in a small mapped file: setting it costs a few stores and outlives the process
 * at any moment, as two slots are written in turn and the newest sound one counts. Opened and closed by one thread, used by
 * one.
 *
 * <pre>
 *   0          8           16          24          32          40          48
 *   +----------+-----------+-----------+-----------+-----------+-----------+
 *   | turn     | journal   | accepted  | tried     | check     |     0     |   twice; little-endian
 *   +----------+-----------+-----------+-----------+-----------+-----------+
 * </pre>
 *
 * An older version wrote slots of 32 bytes, without the journal. They are taken for places in the journal that is there,
 * once: the file is written anew.
 */
final class DrainCursor implements AutoCloseable {
    /** What the file said when it was opened. */
    enum Found {
        /** A place in this journal. */
        SAME_JOURNAL,
        /** A place in another one. */
        OTHER_JOURNAL,
        /** Nothing that can be believed, or there was no file. */
        NOTHING_SOUND
    }

    private static final int SLOT_BYTES = 6 * Long.BYTES;
    private static final int LENGTH = 2 * SLOT_BYTES;
    private static final int OLD_SLOT_BYTES = 4 * Long.BYTES;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long SALT = 0x6C6F677461696CL; // so that a slot of zeros is not sound

    private final Arena arena = Arena.ofShared();
    private final MemorySegment slots;
    private final JournalId journal;
    private final Found found;
    private long turn;
    private long foundIn;
    private long accepted = Journal.NONE;
    private long tried = Journal.NONE;

    private DrainCursor(Path path, JournalId journal) throws IOException {
        this.journal = journal;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            slots = channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH, arena);
        } catch (Throwable e) {
            arena.close();
            throw e;
        }
        read(0);
        read(SLOT_BYTES);
        found = turn == 0 ? Found.NOTHING_SOUND : foundIn == journal.value() ? Found.SAME_JOURNAL : Found.OTHER_JOURNAL;
    }

    /** Makes the cursor of a new drain, which begins behind {@code first} in this journal. */
    static void make(Path path, JournalId journal, long first) throws IOException {
        var bytes = new byte[LENGTH];
        write(MemorySegment.ofArray(bytes), 1, journal.value(), first, first);
        replace(path, bytes);
    }

    /** Opens the cursor of a drain that there was before. */
    static DrainCursor open(Path path, JournalId journal) throws IOException {
        byte[] bytes = Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
        if (bytes.length == 2 * OLD_SLOT_BYTES) {
            replace(path, ofOldFormat(bytes, journal));
        } else if (bytes.length != LENGTH) {
            replace(path, new byte[LENGTH]);
        }
        return new DrainCursor(path, journal);
    }

    Found found() {
        return found;
    }

    /** The last id up to which the other side has everything. */
    long accepted() {
        return accepted;
    }

    /** The last id of the newest batch that was begun: after a failure the same batch is sent again, with the same ids. */
    long tried() {
        return tried;
    }

    /** Everything up to this id is accepted. */
    void accept(long id) {
        accepted = id;
        tried = Math.max(tried, id);
        write();
    }

    /** A batch that ends with this id is begun. */
    void begin(long id) {
        if (id > tried) {
            tried = id;
            write();
        }
    }

    /** Begins behind this id of this journal, whatever was. */
    void move(long id) {
        accepted = id;
        tried = id;
        write();
        force();
    }

    /** Makes what was set survive a power cut too. */
    void force() {
        slots.force();
    }

    @Override
    public void close() {
        force();
        arena.close();
    }

    private void read(long at) {
        long itsTurn = slots.get(LONG, at);
        long itsJournal = slots.get(LONG, at + Long.BYTES);
        long itsAccepted = slots.get(LONG, at + 2 * Long.BYTES);
        long itsTried = slots.get(LONG, at + 3 * Long.BYTES);
        boolean isSound = slots.get(LONG, at + 4 * Long.BYTES) == check(itsTurn, itsJournal, itsAccepted, itsTried);
        if (isSound && itsTurn > turn) {
            turn = itsTurn;
            foundIn = itsJournal;
            accepted = itsAccepted;
            tried = itsTried;
        }
    }

    private void write() {
        turn++;
        write(slots, turn, journal.value(), accepted, tried);
    }

    private static void write(MemorySegment slots, long turn, long journal, long accepted, long tried) {
        long at = turn % 2 * SLOT_BYTES;
        long check = at + 4 * Long.BYTES;
        slots.set(LONG, check, 0);
        slots.set(LONG, at, turn);
        slots.set(LONG, at + Long.BYTES, journal);
        slots.set(LONG, at + 2 * Long.BYTES, accepted);
        slots.set(LONG, at + 3 * Long.BYTES, tried);
        slots.set(LONG, check, check(turn, journal, accepted, tried));
    }

    private static long check(long turn, long journal, long accepted, long tried) {
        return ((turn * 31 + journal) * 31 + accepted) * 31 + tried ^ SALT;
    }

    /** The newest sound slot as one of this journal; no slot at all when none is sound. */
    private static byte[] ofOldFormat(byte[] old, JournalId journal) {
        var slots = ByteBuffer.wrap(old).order(ByteOrder.LITTLE_ENDIAN);
        var bytes = new byte[LENGTH];
        long newest = 0;
        for (int at = 0; at < old.length; at += OLD_SLOT_BYTES) {
            long turn = slots.getLong(at);
            long accepted = slots.getLong(at + Long.BYTES);
            long tried = slots.getLong(at + 2 * Long.BYTES);
            long check = (turn * 31 + accepted) * 31 + tried ^ SALT;
            if (slots.getLong(at + 3 * Long.BYTES) == check && turn > newest) {
                newest = turn;
                write(MemorySegment.ofArray(bytes), turn, journal.value(), accepted, tried);
            }
        }
        return bytes;
    }

    /** There is the old file or the new one, whole, whatever happens meanwhile. */
    private static void replace(Path path, byte[] bytes) throws IOException {
        Path draft = path.resolveSibling(path.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes));
            channel.force(true);
        }
        Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Disk.REAL.forceDirectory(folder);
        }
    }
}
