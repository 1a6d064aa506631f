package logtail.journal.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import logtail.journal.Journal;
import logtail.runtime.Clock;
import logtail.runtime.Disk;
import logtail.runtime.OwnLog;
import logtail.runtime.OwnerOnly;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores an upper bound of the ids given so far in the file {@code reserved-ids}, so that no id is ever given twice,
 * even after a power cut. Readers, drains and other stores remember ids of events that never reached the disk; without
 * the bound, the journal would continue at an earlier block and give those ids to other events.
 *
 * <p>Ids are reserved ahead, and an id is given only after its reservation was forced. One reservation lasts for some
 * seconds at the current rate, so the writer rarely waits for the disk. An orderly close lowers the reservation to the
 * last id given.
 *
 * <p>At open, the boot id tells whether a power cut is possible. In the same boot, as after {@code kill -9}, all that
 * was written is in the files, and ids continue without a hole. After a reboot, or when {@code newest-id} was lost, ids
 * continue behind the reservation,
 * and the ids between are reported as lost, at most a few seconds' worth too many.
 *
 * <pre>
 *   0          8           16         24         32        40
 *   +----------+-----------+----------+----------+---------+
 *   | turn     | reserved  | boot id             | crc32c  |   little-endian; twice, at 0 and 512, written in turn:
 *   +----------+-----------+----------+----------+---------+   the sound one with the higher turn counts
 * </pre>
 *
 * Opened on one thread, used on the writer's.
 */
public final class ReservedIds implements AutoCloseable {
    /** The fewest ids reserved at a time: as many may be reported as lost although they were never given. */
    static final long LEAST = 1 << 10;

    /** The most ids reserved at a time. */
    static final long MOST = 1 << 24;

    private static final Logger LOG = LoggerFactory.getLogger(ReservedIds.class);
    private static final String FILE = "reserved-ids";
    private static final int SLOT_BYTES = 512; // a sector, so that one torn write leaves the other slot whole
    private static final int CHECKED_BYTES = 4 * Long.BYTES;
    private static final int RECORD_BYTES = CHECKED_BYTES + Long.BYTES;
    private static final long SHORT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(60);
    private static final UUID UNKNOWN_BOOT = new UUID(0, 0); // never equal to a real one

    private final Disk disk;
    private final Path file;
    private final FileChannel channel;
    private final Clock ticker;
    private final UUID boot;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer record = ByteBuffer.allocate(RECORD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final boolean isNew;
    private long turn;
    private long reserved = Journal.NONE;
    private UUID reservedIn = UNKNOWN_BOOT;
    private long atOnce = LEAST;
    private long reservedAtNs;

    /**
     * Reads the reservation in {@code directory}.
     *
     * @param ticker counts nanoseconds from any origin and never jumps
     */
    public ReservedIds(Disk disk, Path directory, Clock ticker) throws IOException {
        this.disk = disk;
        this.ticker = ticker;
        file = directory.resolve(FILE);
        boot = boot(disk);
        channel = OwnerOnly.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        isNew = channel.size() == 0;
        read(0);
        read(SLOT_BYTES);
        reservedAtNs = ticker.nowNs();
    }

    /**
     * The last id that may have been given, also to an event that is not in the journal's files.
     *
     * @param last the last id known to have been given
     * @param isExact whether {@code last} comes from what was noted at each commit, so that the same boot has no later one
     */
    public long lastGiven(long last, boolean isExact) {
        if (turn == 0 && !isNew) {
            LOG.error("at=journal.reservation.unreadable file={} skipped={}", file, MOST);
            return last + MOST; // more than was ever reserved at once
        }
        return isExact && isSameBoot() ? last : Math.max(last, reserved);
    }

    /** Begins a run of the journal in which ids up to {@code last} may be shown from the start. */
    public void begin(long last) throws IOException {
        if (last > reserved || turn == 0 || !isSameBoot()) {
            write(Math.max(last, reserved));
            disk.forceDirectory(parent());
        }
    }

    /** Returns once {@code id} and all before it may be given: immediately, unless the reservation is used up. */
    public void cover(long id) throws IOException {
        if (id > reserved) {
            long lastedNs = ticker.nowNs() - reservedAtNs;
            if (lastedNs < SHORT_NS) {
                atOnce = Math.min(4 * atOnce, MOST);
            } else if (lastedNs > LONG_NS) {
                atOnce = Math.max(atOnce / 4, LEAST);
            }
            write(id + atOnce);
            reservedAtNs = ticker.nowNs();
        }
    }

    /** Ends the run in an orderly way; {@code last} is the last id given. */
    public void end(long last) throws IOException {
        if (last < reserved) {
            write(last);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("at=journal.close.failed file={} reason={}", file, OwnLog.quoted(e.toString()));
        }
    }

    private static UUID boot(Disk disk) {
        try {
            return disk.bootId();
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("at=journal.boot.unknown reason={}", OwnLog.quoted(e.toString()));
            return UNKNOWN_BOOT;
        }
    }

    private boolean isSameBoot() {
        return !boot.equals(UNKNOWN_BOOT) && boot.equals(reservedIn);
    }

    private void read(int at) throws IOException {
        record.clear();
        while (record.hasRemaining() && disk.read(channel, file, record, at + record.position()) > 0) {
            // until it is complete or the file ends
        }
        long itsTurn = record.getLong(0);
        if (!record.hasRemaining() && itsTurn > turn && record.getLong(CHECKED_BYTES) == checksum()) {
            turn = itsTurn;
            reserved = record.getLong(Long.BYTES);
            reservedIn = new UUID(record.getLong(2 * Long.BYTES), record.getLong(3 * Long.BYTES));
        }
    }

    private void write(long id) throws IOException {
        long next = turn + 1;
        record.clear();
        record.putLong(next).putLong(id);
        record.putLong(boot.getMostSignificantBits()).putLong(boot.getLeastSignificantBits());
        record.putLong(checksum()).flip();
        long at = next % 2 * SLOT_BYTES;
        while (record.hasRemaining()) {
            disk.write(channel, file, record, at + record.position());
        }
        disk.force(channel, file);
        turn = next;
        reserved = id;
        reservedIn = boot;
    }

    private long checksum() {
        crc.reset();
        crc.update(record.array(), 0, CHECKED_BYTES);
        return crc.getValue();
    }

    private Path parent() {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file : parent;
    }
}
