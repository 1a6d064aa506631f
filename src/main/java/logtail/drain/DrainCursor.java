package logtail.drain;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How far a drain has come, in a small mapped file: setting it costs a few stores and outlives the process at any moment, as
 * two slots are written in turn and the newest sound one counts. Opened and closed by one thread, used by one.
 *
 * <pre>
 *   0          8           16          24          32
 *   +----------+-----------+-----------+-----------+
 *   | turn     | accepted  | tried     | check     |   twice; little-endian
 *   +----------+-----------+-----------+-----------+
 * </pre>
 */
final class DrainCursor implements AutoCloseable {
    private static final int SLOT_BYTES = 4 * Long.BYTES;
    private static final int LENGTH = 2 * SLOT_BYTES;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long SALT = 0x6C6F677461696CL; // so that a slot of zeros is not sound

    private final Arena arena = Arena.ofShared();
    private final MemorySegment slots;
    private long turn;
    private long accepted;
    private long tried;

    /** Opens or makes the file; {@code first} is what counts as accepted when it is new. */
    DrainCursor(Path path, long first) throws IOException {
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() < LENGTH) {
                channel.write(ByteBuffer.allocate(LENGTH), 0);
            }
            slots = channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH, arena);
        } catch (Throwable e) {
            arena.close();
            throw e;
        }
        accepted = first;
        tried = first;
        read(0);
        read(SLOT_BYTES);
        write();
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

    /** Begins behind this id, whatever was. */
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
        long itsAccepted = slots.get(LONG, at + Long.BYTES);
        long itsTried = slots.get(LONG, at + 2 * Long.BYTES);
        boolean isSound = slots.get(LONG, at + 3 * Long.BYTES) == check(itsTurn, itsAccepted, itsTried);
        if (isSound && itsTurn > turn) {
            turn = itsTurn;
            accepted = itsAccepted;
            tried = itsTried;
        }
    }

    private void write() {
        turn++;
        long at = turn % 2 * SLOT_BYTES;
        slots.set(LONG, at + 3 * Long.BYTES, 0);
        slots.set(LONG, at, turn);
        slots.set(LONG, at + Long.BYTES, accepted);
        slots.set(LONG, at + 2 * Long.BYTES, tried);
        slots.set(LONG, at + 3 * Long.BYTES, check(turn, accepted, tried));
    }

    private static long check(long turn, long accepted, long tried) {
        return (turn * 31 + accepted) * 31 + tried ^ SALT;
    }
}
