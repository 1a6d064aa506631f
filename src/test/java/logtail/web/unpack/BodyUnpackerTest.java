package logtail.web.unpack;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compressed bodies: whole ones come out as they went in, and no other counts as whole. */
class BodyUnpackerTest {
    private static final byte[] TEXT = IntStream.range(0, 400)
            .mapToObj(i -> "line %d of a body that is sent compressed\n".formatted(i * 7919))
            .collect(Collectors.joining())
            .getBytes(US_ASCII);

    private static final byte[] TWICE = join(TEXT, TEXT);

    /** @param plain what it unpacks to */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sample(String name, String encoding, byte[] packed, byte[] plain) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Sample> samples() throws IOException {
        return Stream.of(
                new Sample("gzip", "gzip", gzip(TEXT), TEXT),
                new Sample("two gzip members", "X-GZIP", join(gzip(TEXT), gzip(TEXT)), TWICE),
                new Sample("gzip with all headers", "gzip", gzipWithAllHeaders(TEXT), TEXT),
                new Sample("gzip of nothing", "gzip", gzip(new byte[0]), new byte[0]),
                new Sample("deflate within zlib", "deflate", deflate(TEXT, false), TEXT),
                new Sample("bare deflate", "deflate", deflate(TEXT, true), TEXT),
                new Sample("zstd", "zstd", Zstd.compress(TEXT), TEXT),
                new Sample("zstd with a checksum", "zstd", zstdWithChecksum(TEXT), TEXT),
                new Sample("two zstd frames", "Zstd", join(Zstd.compress(TEXT), zstdWithChecksum(TEXT)), TWICE));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void unpacksAWholeBodyHoweverItIsCutIntoPieces(Sample sample) {
        for (int piece : List.of(1, 2, 7, 1000, sample.packed.length)) {
            for (int room : List.of(1, 100, 100_000)) {
                assertThat(unpack(sample, sample.packed, piece, room)).isEqualTo(sample.plain);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void takesNoBodyForWholeThatIsCutAnywhere(Sample sample) {
        for (int end = 0; end < sample.packed.length; end++) {
            byte[] cut = Arrays.copyOf(sample.packed, end);
            try (BodyUnpacker unpacker =
                    BodyUnpacker.of(sample.encoding).orElseThrow().open(bytes -> {})) {
                read(unpacker, cut, 1 << 20, 1 << 20);
                boolean isEndOfTheFirst = Arrays.equals(sample.plain, TWICE) && end == firstLength(sample);
                assertThat(unpacker.isWhole()).as("cut at %d", end).isEqualTo(isEndOfTheFirst);
            }
        }
    }

    private static int firstLength(Sample sample) {
        int half = sample.packed.length / 2;
        return sample.encoding.equals("Zstd") ? Zstd.compress(TEXT).length : half;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void refusesBytesBehindTheEnd(Sample sample) {
        byte[] longer = join(sample.packed, "x".getBytes(US_ASCII));
        assertThatThrownBy(() -> unpack(sample, longer, longer.length, 1 << 20))
                .isInstanceOf(BrokenBodyException.class);
    }

    @Test
    void neverTakesDamagedDataWithAChecksumForSound() throws IOException {
        var random = new Random(42);
        int noticed = 0;
        for (Sample sample : List.of(
                new Sample("gzip", "gzip", gzip(TEXT), TEXT),
                new Sample("zlib", "deflate", deflate(TEXT, false), TEXT),
                new Sample("zstd", "zstd", zstdWithChecksum(TEXT), TEXT))) {
            for (int round = 0; round < 300; round++) {
                byte[] flipped = sample.packed.clone();
                int head = 10; // some bits of the header mean nothing, such as the time of gzip
                int at = head + random.nextInt(flipped.length - head);
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                try { // padding bits mean nothing
                    assertThat(unpack(sample, flipped, 1000, 1 << 16))
                            .as("%s, byte %d", sample, at)
                            .isEqualTo(TEXT);
                } catch (BrokenBodyException e) {
                    noticed++;
                }
            }
        }
        assertThat(noticed).isGreaterThan(890);
    }

    @Test
    void refusesWhatIsNoneOfIt() {
        byte[] garbage = "garbage".getBytes(US_ASCII);
        for (String encoding : List.of("gzip", "deflate", "zstd")) {
            var sample = new Sample(encoding, encoding, garbage, garbage);
            assertThatThrownBy(() -> unpack(sample, garbage, 1, 100)).isInstanceOf(BrokenBodyException.class);
        }
    }

    @Test
    void knowsNoOtherEncodings() {
        for (String encoding : List.of("br", "identity", "gzip, gzip", "")) {
            assertThat(BodyUnpacker.of(encoding)).isEmpty();
        }
    }

    /** Throws unless the body is whole. */
    private static byte[] unpack(Sample sample, byte[] packed, int piece, int room) {
        try (BodyUnpacker unpacker =
                BodyUnpacker.of(sample.encoding).orElseThrow().open(bytes -> {})) {
            byte[] plain = read(unpacker, packed, piece, room);
            if (!unpacker.isWhole()) {
                throw new BrokenBodyException("it is cut");
            }
            return plain;
        }
    }

    private static byte[] read(BodyUnpacker unpacker, byte[] packed, int piece, int room) {
        var plain = new ByteArrayOutputStream();
        for (int from = 0; from < packed.length; from += piece) {
            ByteBuffer in = ByteBuffer.wrap(packed, from, Math.min(piece, packed.length - from));
            ByteBuffer out;
            do {
                out = ByteBuffer.allocate(room);
                unpacker.unpack(in, out);
                plain.write(out.array(), 0, out.position());
            } while (!out.hasRemaining());
            assertThat(in.hasRemaining()).isFalse();
        }
        return plain.toByteArray();
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }

    private static byte[] gzipWithAllHeaders(byte[] plain) throws IOException {
        var packed = new ByteArrayOutputStream();
        packed.write(new byte[] {0x1F, (byte) 0x8B, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3});
        packed.write(new byte[] {3, 0, 'e', 'x', 't'});
        packed.write("name\0comment\0".getBytes(US_ASCII));
        packed.write(new byte[] {1, 2}); // not compared
        packed.write(deflate(plain, true));
        var crc = new CRC32();
        crc.update(plain);
        for (long number : new long[] {crc.getValue(), plain.length}) {
            for (int shift = 0; shift < 32; shift += 8) {
                packed.write((int) (number >>> shift));
            }
        }
        return packed.toByteArray();
    }

    private static byte[] deflate(byte[] plain, boolean isBare) throws IOException {
        var packed = new ByteArrayOutputStream();
        var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, isBare);
        try (var out = new DeflaterOutputStream(packed, deflater)) {
            out.write(plain);
        } finally {
            deflater.end();
        }
        return packed.toByteArray();
    }

    private static byte[] zstdWithChecksum(byte[] plain) {
        try (var context = new com.github.luben.zstd.ZstdCompressCtx()) {
            return context.setChecksum(true).compress(plain);
        }
    }
}
