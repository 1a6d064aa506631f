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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to which id ids may have been given, in the file {@code reserved-ids}, so that a power cut never lets an id be given
 * twice. Readers, drains and other stores remember ids of events that the disk never saw; without this, the journal would
 * find its last block further back and give the same ids to other events.
 *
 * <p>Ids are reserved ahead, and no id is given before its reservation was forced. What is reserved at a time lasts for
 * some seconds at the pace of before, so the writer waits for the disk rarely however fast it is. A close in good order
 * lowers the reservation to the last id that was given.
 *
 * <p>At open, the run of the machine tells whether a power cut is possible. In the same run, as after {@code kill -9}, all
 * that was written is there and ids go on behind it without a hole. After another start of the machine ids go on behind
 * the reservation; what lies between is told as lost, at most a few seconds' worth of ids more than were.
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
    /** As many ids are reserved at least, so as many may be told as lost that never were. */
    static final long LEAST = 1 << 10;

    /** As many at most. */
    static final long MOST = 1 << 24;

    private static final Logger LOG = LoggerFactory.getLogger(ReservedIds.class);
    private static final String FILE = "reserved-ids";
    private static final int SLOT_BYTES = 512; // a sector, so that one torn write leaves the other slot whole
    private static final int CHECKED_BYTES = 4 * Long.BYTES;
    private static final int RECORD_BYTES = CHECKED_BYTES + Long.BYTES;
    private static final long SHORT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(60);
    private static final UUID UNKNOWN_BOOT = new UUID(0, 0); // equal to none

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
     * Reads what {@code directory} holds.
     *
     * @param ticker counts nanoseconds from anywhere and never jumps
     */
    public ReservedIds(Disk disk, Path directory, Clock ticker) throws IOException {
        this.disk = disk;
        this.ticker = ticker;
        file = directory.resolve(FILE);
        boot = boot(disk);
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        isNew = channel.size() == 0;
        read(0);
        read(SLOT_BYTES);
        reservedAtNs = ticker.nowNs();
    }

    /**
     * The last id that may have been given to an event which is not in the journal's files.
     *
     * @param last the last id that is known to be given
     */
    public long lastGiven(long last) {
        if (turn == 0 && !isNew) {
            LOG.error("at=journal.reservation.unreadable file={} skipped={}", file, MOST);
            return last + MOST; // more than was ever reserved at once
        }
        return isSameBoot() ? last : Math.max(last, reserved);
    }

    /** Begins a run of the journal in which ids up to {@code last} may be shown at once. */
    public void begin(long last) throws IOException {
        if (last > reserved || turn == 0 || !isSameBoot()) {
            write(Math.max(last, reserved));
            disk.forceDirectory(parent());
        }
    }

    /** Returns when {@code id} and all before it may be given: at once, unless the reservation is used up. */
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

    /** Ends the run in good order: {@code last} is the last id that was given. */
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
            // until it is whole or the file ends
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
