package logtail.drain.sink.http;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import logtail.event.ByteOrders;

/** Writes gzip members (RFC 1952). */
final class GzipPacker implements BodyPacker {
    private static final byte[] HEADER = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF
    }; // deflate, no time, any system
    private static final int TRAILER_BYTES = 8;
    private static final int FIRST_BYTES = 64 << 10;
    private static final int LEVEL = 3; // level 6 makes logs a seventh smaller and takes 1.6 times as long

    private final Deflater deflater = new Deflater(LEVEL, true);
    private final CRC32 crc = new CRC32();
    private byte[] bytes = Arrays.copyOf(HEADER, FIRST_BYTES);

    @Override
    public String encoding() {
        return "gzip";
    }

    @Override
    public int pack(byte[] source, int from, int length) {
        deflater.reset();
        deflater.setInput(source, from, length);
        deflater.finish();
        int end = HEADER.length;
        while (!deflater.finished()) {
            if (bytes.length - end <= TRAILER_BYTES) {
                bytes = Arrays.copyOf(bytes, 2 * bytes.length);
            }
            end += deflater.deflate(bytes, end, bytes.length - end - TRAILER_BYTES);
        }
        crc.reset();
        crc.update(source, from, length);
        ByteOrders.putInt(bytes, end, (int) crc.getValue());
        ByteOrders.putInt(bytes, end + Integer.BYTES, length);
        return end + TRAILER_BYTES;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public void release() {
        bytes = Arrays.copyOf(HEADER, FIRST_BYTES);
    }

    @Override
    public void close() {
        deflater.end();
    }
}
