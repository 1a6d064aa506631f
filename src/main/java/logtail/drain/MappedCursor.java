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
import logtail.journal.Place;
import logtail.runtime.Disk;
import logtail.runtime.OwnerOnly;

/**
 * The cursor of a drain that reads a journal of one lane, in a small mapped file. An update is a few stores: two slots are
 * written in turn, and the newest valid one counts.
 *
 * <pre>
 *   0          8           16          24          32          40          48
 *   +----------+-----------+-----------+-----------+-----------+-----------+
 *   | turn     | journal   | accepted  | tried     | check     |     0     |   twice; little-endian
 *   +----------+-----------+-----------+-----------+-----------+-----------+
 * </pre>
 *
 * An older version wrote slots of 32 bytes without the journal's id. They are converted once, as positions in the current
 * journal.
 */
final class MappedCursor implements DrainCursor {
    private static final int SLOT_BYTES = 6 * Long.BYTES;
    private static final int LENGTH = 2 * SLOT_BYTES;
    private static final int OLD_SLOT_BYTES = 4 * Long.BYTES;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long SALT = 0x6C6F677461696CL; // so that a slot of zeros is invalid

    private final Arena arena = Arena.ofShared();
    private final MemorySegment slots;
    private final JournalId journal;
    private final Found found;
    private long turn;
    private long foundIn;
    private long accepted = Journal.NONE;
    private long tried = Journal.NONE;

    private MappedCursor(Path path, JournalId journal) throws IOException {
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

    /** Creates the cursor of a new drain that starts behind {@code first} in this journal. */
    static void make(Path path, JournalId journal, Place first) throws IOException {
        var bytes = new byte[LENGTH];
        write(MemorySegment.ofArray(bytes), 1, journal.value(), id(first), id(first));
        replace(path, bytes);
    }

    /** Opens the cursor of an existing drain. */
    static MappedCursor open(Path path, JournalId journal) throws IOException {
        byte[] bytes = Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
        if (bytes.length == 2 * OLD_SLOT_BYTES) {
            replace(path, ofOldFormat(bytes, journal));
        } else if (bytes.length != LENGTH) {
            replace(path, new byte[LENGTH]);
        }
        return new MappedCursor(path, journal);
    }

    @Override
    public Found found() {
        return found;
    }

    @Override
    public Place accepted() {
        return Place.of(accepted);
    }

    @Override
    public Place tried() {
        return Place.of(tried);
    }

    @Override
    public void accept(Place place) {
        accepted = id(place);
        tried = Math.max(tried, accepted);
        write();
    }

    @Override
    public void begin(Place end) {
        if (id(end) > tried) {
            tried = id(end);
            write();
        }
    }

    @Override
    public void move(Place place) {
        accepted = id(place);
        tried = accepted;
        write();
        force();
    }

    /** Forces the file to disk. */
    @Override
    public void force() {
        slots.force();
    }

    @Override
    public void close() {
        force();
        arena.close();
    }

    private static long id(Place place) {
        if (place.lanes() != 1) {
            throw new IllegalArgumentException("the file of a cursor has no room for a place in several lanes");
        }
        return place.behind(0);
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

    /** The newest valid slot, converted with this journal's id; empty when none is valid. */
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

    /** Replaces the file atomically. */
    private static void replace(Path path, byte[] bytes) throws IOException {
        Path draft = path.resolveSibling(path.getFileName() + ".new");
        try (FileChannel channel = OwnerOnly.open(
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
