package logtail.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import logtail.web.unpack.BodyUnpacker;
import logtail.web.unpack.BrokenBodyException;

/** A compressed body gives the same bytes in whatever pieces it comes, or is refused; each call gets on. */
record UnpackCheck(String encoding) implements FuzzTarget.Check {
    private static final int MOST_BYTES =
            1 << 20; // what a small body can grow to without an end is the caller's to stop

    @Override
    public void run(byte[] input) {
        var random = new Random(Arrays.hashCode(input));
        byte[] whole = unpacked(input, input.length + 1, 64 * 1024);
        byte[] pieces = unpacked(input, 1 + random.nextInt(16), 1 + random.nextInt(4096));
        int common = Math.min(whole.length, pieces.length);
        assertThat(Arrays.copyOf(pieces, common)).isEqualTo(Arrays.copyOf(whole, common));
    }

    private byte[] unpacked(byte[] input, int pieceBytes, int roomBytes) {
        var out = new ByteArrayOutputStream();
        ByteBuffer room = ByteBuffer.allocateDirect(roomBytes);
        try (BodyUnpacker unpacker = BodyUnpacker.of(encoding).orElseThrow().open(bytes -> {})) {
            for (int from = 0; from < input.length; from += pieceBytes) {
                int length = Math.min(pieceBytes, input.length - from);
                ByteBuffer packed = ByteBuffer.allocateDirect(length)
                        .put(input, from, length)
                        .flip();
                boolean isMore = true;
                while (isMore && out.size() < MOST_BYTES) {
                    int left = packed.remaining();
                    room.clear();
                    unpacker.unpack(packed, room);
                    isMore = !room.hasRemaining() || packed.hasRemaining();
                    room.flip();
                    assertThat(!isMore || room.hasRemaining() || packed.remaining() < left)
                            .as("gets on")
                            .isTrue();
                    byte[] got = new byte[room.remaining()];
                    room.get(got);
                    out.write(got, 0, got.length);
                }
            }
            unpacker.isWhole();
        } catch (BrokenBodyException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        return out.toByteArray();
    }
}
