package logtail.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes inputs from others: bytes changed, left out, put in, repeated, and two inputs put together. */
final class Mutator {
    private static final int MOST_BYTES = 4096;
    private static final List<byte[]> WORDS = List.of(
                    "\n",
                    "\r\n",
                    "\0",
                    "<34>",
                    "<191>1 ",
                    "1 ",
                    "999999999 ",
                    "99999999999999999999 ",
                    " - ",
                    "[a@1 b=\"c\"]",
                    "\\\"",
                    "\"]",
                    "{\"",
                    "\":",
                    "}",
                    "[",
                    "\\u0000",
                    "\\ud800",
                    "Nov 30 12:00:00 ",
                    "2026-11-30T12:00:00Z",
                    "\u00ef\u00bb\u00bf",
                    "\u00ff",
                    "\u001b[31m",
                    "\t",
                    "=",
                    "%40",
                    "::",
                    "127.0.0.1",
                    "\"level\":\"error\",",
                    "{\"id\":1,\"received\":",
                    "AND",
                    "(",
                    "/",
                    "~")
            .stream()
            .map(word -> word.getBytes(ISO_8859_1))
            .toList();

    private final Random random;

    Mutator(Random random) {
        this.random = random;
    }

    byte[] mutate(List<byte[]> seeds) {
        byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            bytes = change(bytes, seeds);
        }
        return bytes.length > MOST_BYTES ? Arrays.copyOf(bytes, MOST_BYTES) : bytes;
    }

    private byte[] change(byte[] bytes, List<byte[]> seeds) {
        int from = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.nextInt(12));
        return switch (random.nextInt(8)) {
            case 0 -> join(bytes, from, new byte[] {(byte) random.nextInt()}, Math.min(bytes.length, from + 1));
            case 1 -> join(bytes, from, new byte[] {(byte) (' ' + random.nextInt(95))}, from);
            case 2 -> join(bytes, from, new byte[0], to);
            case 3 -> join(bytes, from, WORDS.get(random.nextInt(WORDS.size())), random.nextBoolean() ? from : to);
            case 4 -> repeat(bytes, from, to);
            case 5 -> join(bytes, from, seeds.get(random.nextInt(seeds.size())), bytes.length);
            case 6 -> Arrays.copyOf(bytes, from);
            default -> flip(bytes, from);
        };
    }

    private byte[] flip(byte[] bytes, int at) {
        if (at < bytes.length) {
            bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private byte[] repeat(byte[] bytes, int from, int to) {
        var piece = new ByteArrayOutputStream();
        for (int i = random.nextInt(40); i >= 0; i--) {
            piece.write(bytes, from, to - from);
        }
        return join(bytes, from, piece.toByteArray(), to);
    }

    private static byte[] join(byte[] bytes, int from, byte[] piece, int to) {
        byte[] joined = Arrays.copyOf(bytes, from + piece.length + bytes.length - to);
        System.arraycopy(piece, 0, joined, from, piece.length);
        System.arraycopy(bytes, to, joined, from + piece.length, bytes.length - to);
        return joined;
    }
}
