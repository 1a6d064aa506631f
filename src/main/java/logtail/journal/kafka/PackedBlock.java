package logtail.journal.kafka;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import logtail.event.AttemptKey;
import logtail.event.Block;
import logtail.event.ByteOrders;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import org.jspecify.annotations.Nullable;

/**
 * A block as the value of a record. Head, stamp and sources are plain, so that a reader can pass over what it does not want
 * without unpacking it; the events are packed by us, as brokers would unpack what Kafka's clients packed. All numbers are
 * little-endian.
 *
 * <pre>
 *   0     1      2       3     4          8             12             16       20
 *   +-----+------+-------+-----+----------+-------------+--------------+--------+-------+---------+-----------+---------+
 *   | ver | pack | lanes | key | events   | sources     | packed       | crc32c | stamp | head of | sources,  | events, |
 *   |     |      | - 1   |     | length   | length      | events length|        |       | block   | receipts  | packed  |
 *   +-----+------+-------+-----+----------+-------------+--------------+--------+-------+---------+-----------+---------+
 *
 *   crc32c over the 16 bytes before it, in every version: by it a block is known, and one of a later version told from what is none
 *
 *   key    0: the block has no stamp; 1: it holds lines of one delivery, as its {@link Stamp} says:
 *
 *   20            28            36            44      48      52        56
 *   +-------------+-------------+-------------+-------+-------+---------+
 *   | key high    | key low     | read to     | from  | to    | crc32c  |
 *   +-------------+-------------+-------------+-------+-------+---------+
 *
 *   read to   bit 63 tells that the key is the sequence of a producer
 *   crc32c    over the stamp before it
 * </pre>
 *
 * The block's checksum was made with no id; the id is the record's place. One thread at a time.
 */
final class PackedBlock implements AutoCloseable {
    static final int VERSION = 1;

    private static final int PACKING = 1;
    private static final int LANES = 2;
    private static final int KEY = 3;
    private static final int STAMPED = 1;
    private static final int EVENTS_LENGTH = 4;
    private static final int REST_LENGTH = 8;
    private static final int PACKED_LENGTH = 12;
    private static final int HEAD_CRC = 16;
    private static final int HEADER_BYTES = 20;
    private static final int STAMP_KEY_LOW = HEADER_BYTES + 8;
    private static final int STAMP_READ_TO = HEADER_BYTES + 16;
    private static final int STAMP_FROM = HEADER_BYTES + 24;
    private static final int STAMP_TO = HEADER_BYTES + 28;
    private static final int STAMP_CRC = HEADER_BYTES + 32;
    private static final int STAMP_BYTES = 36;
    private static final long SEQUENCE = 1L << 63;
    private static final int ZSTD_LEVEL = 1; // more saves nothing worth its time
    private static final int SMALL_BYTES = 4 << 10; // below it Zstandard costs more than it saves
    private static final int MOST_BYTES = 16 << 20; // of a block, unpacked
    private static final long NO_ID = 0;

    private final CRC32C crc = new CRC32C();
    private final ZstdCompressCtx packer = new ZstdCompressCtx().setLevel(ZSTD_LEVEL);
    private final ZstdDecompressCtx unpacker = new ZstdDecompressCtx();
    private final LZ4Factory lz4 = LZ4Factory.fastestInstance();
    private byte[] packed = {};

    /**
     * Seals a finished block of one of so many lanes and packs it.
     *
     * @param stamp of the delivery whose lines it holds, all of them its events; null for none
     */
    byte[] pack(byte[] bytes, Packing wanted, int lanes, @Nullable Stamp stamp) {
        var block = new Block().wrap(bytes, 0);
        Block.sealInLane(bytes, 0, NO_ID, block.maxReceivedNs(), crc);
        int eventsLength = block.eventsEnd() - Block.HEADER_BYTES;
        int restLength = block.lengthBytes() - block.eventsEnd();
        Packing packing = wanted == Packing.ZSTD && eventsLength < SMALL_BYTES ? Packing.LZ4 : wanted;
        int packedLength = pack(bytes, Block.HEADER_BYTES, eventsLength, packing);
        if (packedLength >= eventsLength) {
            packing = Packing.OFF;
            packedLength = eventsLength;
        }
        int head = HEADER_BYTES + (stamp == null ? 0 : STAMP_BYTES);
        int events = head + Block.HEADER_BYTES + restLength;
        byte[] value = new byte[events + packedLength];
        value[0] = VERSION;
        value[PACKING] = (byte) packing.code();
        value[LANES] = (byte) (lanes - 1);
        ByteOrders.putInt(value, EVENTS_LENGTH, eventsLength);
        ByteOrders.putInt(value, REST_LENGTH, restLength);
        ByteOrders.putInt(value, PACKED_LENGTH, packedLength);
        if (stamp != null) {
            value[KEY] = STAMPED;
            put(stamp, value);
        }
        ByteOrders.putInt(value, HEAD_CRC, crcOfHead(value));
        System.arraycopy(bytes, 0, value, head, Block.HEADER_BYTES);
        System.arraycopy(bytes, block.eventsEnd(), value, head + Block.HEADER_BYTES, restLength);
        System.arraycopy(
                packing == Packing.OFF ? bytes : packed,
                packing == Packing.OFF ? Block.HEADER_BYTES : 0,
                value,
                events,
                packedLength);
        return value;
    }

    private static void put(Stamp stamp, byte[] value) {
        AttemptKey key = stamp.key();
        ByteOrders.putLong(value, HEADER_BYTES, key.high());
        ByteOrders.putLong(value, STAMP_KEY_LOW, key.low());
        ByteOrders.putLong(value, STAMP_READ_TO, stamp.readTo() | (key.isSequence() ? SEQUENCE : 0));
        ByteOrders.putInt(value, STAMP_FROM, stamp.from());
        ByteOrders.putInt(value, STAMP_TO, stamp.to());
        ByteOrders.putInt(value, STAMP_CRC, crcOfStamp(value));
    }

    private static int crcOfStamp(byte[] value) {
        return crc(value, HEADER_BYTES, STAMP_CRC);
    }

    private static int crcOfHead(byte[] value) {
        return crc(value, 0, HEAD_CRC);
    }

    private static int crc(byte[] value, int from, int to) {
        var sum = new CRC32C();
        sum.update(value, from, to - from);
        return (int) sum.getValue();
    }

    /**
     * What a block says of the delivery whose lines it holds; null when it is none of a delivery, or nothing that can be read.
     * Unpacks nothing.
     */
    static @Nullable Stamp stamp(byte[] value) {
        if (!isPlausible(value)
                || value[KEY] != STAMPED
                || value.length < HEADER_BYTES + STAMP_BYTES
                || ByteOrders.getInt(value, STAMP_CRC) != crcOfStamp(value)) {
            return null;
        }
        long readTo = ByteOrders.getLong(value, STAMP_READ_TO);
        var key = new AttemptKey(
                ByteOrders.getLong(value, HEADER_BYTES), ByteOrders.getLong(value, STAMP_KEY_LOW), readTo < 0);
        return new Stamp(
                key, ByteOrders.getInt(value, STAMP_FROM), ByteOrders.getInt(value, STAMP_TO), readTo & ~SEQUENCE);
    }

    /** How many events a block has; 0 when that cannot be read. Unpacks nothing. */
    static int events(byte[] value) {
        int head = head(value);
        return isPlausible(value) && value.length > head + Block.HEADER_BYTES
                ? new Block().wrap(value, head).count()
                : 0;
    }

    /**
     * A block that tells how many events it has, of whom and from when to when, and has none itself. Unpacks nothing, and looks at
     * no checksum.
     *
     * @throws DamagedBlockException when that cannot be read
     */
    static byte[] outline(byte[] value) {
        if (!isPlausible(value)) {
            throw noneOfThisVersion();
        }
        int head = head(value);
        int restLength = ByteOrders.getInt(value, REST_LENGTH);
        if (restLength <= 0 || restLength > value.length - head - Block.HEADER_BYTES) {
            throw new DamagedBlockException("its lengths do not fit");
        }
        byte[] outline = Arrays.copyOfRange(value, head, head + Block.HEADER_BYTES + restLength);
        if (!Block.takeOutEvents(outline)) {
            throw new DamagedBlockException("its sources do not fit");
        }
        return outline;
    }

    private static DamagedBlockException noneOfThisVersion() {
        return new DamagedBlockException("its head is none of version " + VERSION);
    }

    private static int head(byte[] value) {
        return value.length > KEY && value[KEY] == STAMPED ? HEADER_BYTES + STAMP_BYTES : HEADER_BYTES;
    }

    /** Whether it may be a block of this version: its head is whole. */
    static boolean isPlausible(byte[] value) {
        return value.length > HEADER_BYTES + Block.HEADER_BYTES && value[0] == VERSION && isBlock(value);
    }

    /** Whether it is a block of some version. */
    private static boolean isBlock(byte[] value) {
        return value.length >= HEADER_BYTES && ByteOrders.getInt(value, HEAD_CRC) == crcOfHead(value);
    }

    /** How many lanes its writer dealt events to. */
    static int lanes(byte[] value) {
        return (value[LANES] & 0xFF) + 1;
    }

    /** What is wrong with this node that a block is {@linkplain #isNewer newer}. */
    static String older(byte[] value) {
        return "this node is older than the blocks' format, which is %d".formatted(value[0] & 0xFF);
    }

    /** Whether a later version wrote it, which this one does not understand. */
    static boolean isNewer(byte[] value) {
        return isBlock(value) && (value[0] & 0xFF) > VERSION;
    }

    /**
     * The block, with the ids of its place.
     *
     * @param firstIndex the first id of its number
     * @param highWaterNs when it was appended
     * @param leftOut how many of its first events are not to be shown, as they were told before
     * @throws DamagedBlockException when it is not as it was written
     */
    byte[] unpack(byte[] value, long firstIndex, long highWaterNs, int leftOut) {
        byte[] bytes = unpack(value);
        Block.sealInLane(bytes, 0, firstIndex, highWaterNs, crc);
        return leftOut == 0 ? bytes : new Block().wrap(bytes, 0).without(leftOut, crc);
    }

    private byte[] unpack(byte[] value) {
        if (!isPlausible(value) || (value[KEY] & ~STAMPED) != 0) {
            throw noneOfThisVersion();
        }
        int eventsLength = ByteOrders.getInt(value, EVENTS_LENGTH);
        int restLength = ByteOrders.getInt(value, REST_LENGTH);
        int packedLength = ByteOrders.getInt(value, PACKED_LENGTH);
        int head = head(value);
        long length = (long) Block.HEADER_BYTES + eventsLength + restLength;
        long events = (long) head + Block.HEADER_BYTES + restLength;
        if (eventsLength <= 0
                || restLength <= 0
                || packedLength <= 0
                || length > MOST_BYTES
                || events + packedLength != value.length) {
            throw new DamagedBlockException("its lengths do not fit");
        }
        if (value[KEY] == STAMPED && stamp(value) == null) {
            throw new DamagedBlockException("the checksum of its stamp does not match");
        }
        byte[] bytes = new byte[(int) length];
        System.arraycopy(value, head, bytes, 0, Block.HEADER_BYTES);
        System.arraycopy(value, head + Block.HEADER_BYTES, bytes, Block.HEADER_BYTES + eventsLength, restLength);
        unpack(value, (int) events, packedLength, bytes, Block.HEADER_BYTES, eventsLength);
        if (!Block.isSound(bytes, 0, bytes.length, crc)) {
            throw new DamagedBlockException("the checksum does not match");
        }
        return bytes;
    }

    private int pack(byte[] bytes, int from, int length, Packing packing) {
        return switch (packing) {
            case OFF -> length;
            case ZSTD -> {
                makeRoom(Math.toIntExact(Zstd.compressBound(length)));
                yield packer.compressByteArray(packed, 0, packed.length, bytes, from, length);
            }
            case LZ4 -> {
                makeRoom(lz4.fastCompressor().maxCompressedLength(length));
                yield lz4.fastCompressor().compress(bytes, from, length, packed, 0, packed.length);
            }
        };
    }

    private void unpack(byte[] value, int from, int packedLength, byte[] to, int at, int length) {
        try {
            int unpacked = switch (Packing.of(value[PACKING])) {
                case OFF -> {
                    if (packedLength == length) {
                        System.arraycopy(value, from, to, at, length);
                    }
                    yield packedLength;
                }
                case ZSTD -> unpacker.decompressByteArray(to, at, length, value, from, packedLength);
                case LZ4 -> lz4.safeDecompressor().decompress(value, from, packedLength, to, at, length);
            };
            if (unpacked != length) {
                throw new DamagedBlockException("it unpacks to another length");
            }
        } catch (ZstdException | LZ4Exception | IllegalArgumentException e) {
            throw new DamagedBlockException("it cannot be unpacked: " + e.getMessage());
        }
    }

    private void makeRoom(int length) {
        if (packed.length < length) {
            packed = new byte[length + length / 4];
        }
    }

    @Override
    public void close() {
        packer.close();
        unpacker.close();
    }
}
