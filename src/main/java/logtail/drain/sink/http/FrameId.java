package logtail.drain.sink.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import logtail.drain.sink.Batch;

/**
 * Names a batch so that a receiver knows it again when it comes twice, be it from another run of the daemon: by the drain, the
 * ids of its first and last event, and what is in it, as ids begin anew when a daemon loses its journal. One thread.
 */
final class FrameId {
    private static final int LENGTH_BYTES = 16; // as long as those of Logplex

    private final byte[] drain;
    private final ByteBuffer numbers = ByteBuffer.allocate(3 * Long.BYTES + Integer.BYTES);
    private final CRC32C crc = new CRC32C();
    private final MessageDigest hash;

    FrameId(String drain) {
        this.drain = drain.getBytes(UTF_8);
        try {
            hash = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** 32 hexadecimal digits, for a batch that is not empty. */
    String of(Batch batch) {
        crc.reset();
        crc.update(batch.bytes(), batch.start(), batch.lengthBytes());
        numbers.clear()
                .putLong(batch.shownId(0))
                .putLong(batch.shownId(batch.count() - 1))
                .putLong(crc.getValue())
                .putInt(batch.count())
                .flip();
        hash.update(drain);
        hash.update(numbers);
        return HexFormat.of().withUpperCase().formatHex(hash.digest(), 0, LENGTH_BYTES);
    }
}
