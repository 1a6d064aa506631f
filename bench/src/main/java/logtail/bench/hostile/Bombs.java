package logtail.bench.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Small bodies that unpack to large ones. */
final class Bombs {
    private static final int MIB = 1 << 20;
    private static final int ZSTD_BLOCK_BYTES = 128 * 1024;

    private Bombs() {}

    static byte[] gzip(int mib) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            fill(out, mib);
        }
        return packed.toByteArray();
    }

    static byte[] deflate(int mib) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(packed)) {
            fill(out, mib);
        }
        return packed.toByteArray();
    }

    /** A frame of blocks that repeat one byte: four bytes for 128 KiB (RFC 8878, section 3.1.1.2). */
    static byte[] zstd(int mib) {
        int blocks = mib * (MIB / ZSTD_BLOCK_BYTES);
        var packed = new ByteArrayOutputStream();
        packed.writeBytes(new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, 0x50}); // magic, no size, window 1 MiB
        for (int block = 1; block <= blocks; block++) {
            int header = ZSTD_BLOCK_BYTES << 3 | 1 << 1 | (block == blocks ? 1 : 0);
            packed.write(header);
            packed.write(header >> 8);
            packed.write(header >> 16);
            packed.write(block % 2 == 0 ? 'x' : '\n');
        }
        return packed.toByteArray();
    }

    private static void fill(OutputStream out, int mib) throws IOException {
        byte[] line = "x".repeat(1023).concat("\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (int i = 0; i < mib * 1024; i++) {
            out.write(line);
        }
    }
}
