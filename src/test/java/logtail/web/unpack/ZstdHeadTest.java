package logtail.web.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The windows that frames ask for, as the library itself writes them, and that they are taken before it allocates. */
class ZstdHeadTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 70_000, 300_000})
    void readsTheSizeOfAFrameInOneSegment(int size) {
        assertThat(window(Zstd.compress(new byte[size]))).isEqualTo(size);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 17, 20, 23, 27})
    void readsTheWindowOfAStream(int log) throws IOException {
        assertThat(window(stream(log))).isEqualTo(1L << log);
    }

    @Test
    void waitsForTheWholeOfIt() throws IOException {
        byte[] stream = stream(20);
        for (int length = 0; length < 6; length++) {
            assertThat(ZstdHead.windowBytes(stream, length)).isEqualTo(ZstdHead.UNKNOWN);
        }
    }

    @Test
    void knowsOfNoWindowInWhatIsNoFrame() {
        assertThat(ZstdHead.windowBytes("some text".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 4))
                .isZero();
    }

    @Test
    void takesTheMemoryOfTheLargestWindowOnce() throws IOException {
        var taken = new ArrayList<Long>();
        try (var unpacker = BodyUnpacker.of("zstd").orElseThrow().open(taken::add)) {
            var into = ByteBuffer.allocate(1000);
            for (int log : List.of(20, 22, 21)) {
                unpacker.unpack(ByteBuffer.wrap(stream(log)), into);
            }
            assertThat(unpacker.isWhole()).isTrue();
            assertThat(taken.stream().mapToLong(Long::longValue).sum()).isBetween(1L << 22, (1L << 22) + (1L << 19));
        }
    }

    @Test
    void allocatesNothingWithoutMemory() throws IOException {
        byte[] stream = stream(23);
        try (var unpacker = BodyUnpacker.of("zstd").orElseThrow().open(bytes -> {
            if (bytes > 1 << 20) {
                throw new IllegalStateException("none left");
            }
        })) {
            assertThatThrownBy(() -> unpacker.unpack(ByteBuffer.wrap(stream), ByteBuffer.allocate(1000)))
                    .hasMessage("none left");
        }
    }

    private static long window(byte[] frame) {
        for (int length = 0; length <= Math.min(frame.length, ZstdHead.MOST_BYTES); length++) {
            long window = ZstdHead.windowBytes(frame, length);
            if (window != ZstdHead.UNKNOWN) {
                return window;
            }
        }
        return ZstdHead.UNKNOWN;
    }

    private static byte[] stream(int windowLog) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var zstd = new ZstdOutputStream(packed)) {
            zstd.setLong(windowLog);
            zstd.write("text".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        return packed.toByteArray();
    }
}
