package logtail.drain.sink.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import logtail.drain.sink.Sink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies that are made small, and what comes out of them again. */
@Timeout(60)
class CompressionTest {
    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void whatIsPackedComesOutAgain(Compression compression) throws IOException {
        long seed = 20261127;
        var random = new Random(seed);
        try (BodyPacker packer = compression.packer().orElseThrow()) {
            for (int length : new int[] {1, 3 << 20, 0, 100, 300_000, 64 << 10}) {
                byte[] bytes = new byte[length + 7];
                random.nextBytes(bytes); // grows when it is packed
                assertThat(unpacked(compression, packer, bytes))
                        .as("%d bytes", length)
                        .isEqualTo(body(bytes));
                byte[] text =
                        "at=info method=GET path=/ ".repeat(length / 26 + 1).getBytes(UTF_8);
                assertThat(unpacked(compression, packer, text))
                        .as("%d of text", length)
                        .isEqualTo(body(text));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ndjson, , ''",
        "logplex, , ''",
        "elasticsearch, , gzip",
        "loki, , gzip",
        "otlp, , gzip",
        "otlp, off, ''",
        "ndjson, gzip, gzip",
        "logplex, zstd, zstd",
        "otlp, zstd, zstd"
    })
    void formatsKnowWhatTheirReceiversUnderstand(String format, String compress, String encoding) throws Exception {
        try (var server = new ScriptedServer();
                var drain = new HttpDrain();
                Sink packing = compress == null
                        ? drain.to(server.url(), "format", format)
                        : drain.to(server.url(), "format", format, "compress", compress);
                Sink plain = drain.to(server.url(), "format", format, "compress", "off")) {
            packing.send(Events.many(1000).batch(packing));
            plain.send(Events.many(1000).batch(plain));
            var asked = server.take();
            byte[] body = server.take().body();
            assertThat(asked.headers().getOrDefault("content-encoding", "")).isEqualTo(encoding);
            byte[] unpacked = encoding.isEmpty()
                    ? asked.body()
                    : unpack(encoding.equals("gzip") ? Compression.GZIP : Compression.ZSTD, asked.body());
            assertThat(unpacked).isEqualTo(body);
            if (!encoding.isEmpty()) {
                assertThat(asked.body().length).isLessThan(body.length / 5);
            }
        }
    }

    @Test
    void offNeedsNothing() {
        assertThat(Compression.OFF.packer()).isEmpty();
    }

    /** All but the first three and the last four bytes. */
    private static byte[] body(byte[] bytes) {
        return java.util.Arrays.copyOfRange(bytes, 3, bytes.length - 4);
    }

    private static byte[] unpacked(Compression compression, BodyPacker packer, byte[] bytes) throws IOException {
        int length = packer.pack(bytes, 3, bytes.length - 7);
        return unpack(compression, java.util.Arrays.copyOf(packer.bytes(), length));
    }

    private static byte[] unpack(Compression compression, byte[] packed) throws IOException {
        if (compression == Compression.GZIP) {
            return new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
        }
        return Zstd.decompress(packed, Math.toIntExact(Zstd.getFrameContentSize(packed)));
    }
}
