package logtail.web.unpack;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * {@code deflate} as RFC 9110 means it, within zlib (RFC 1950) with its checksum, or bare (RFC 1951) as many clients send
 * it; the first two bytes tell which.
 */
final class DeflateUnpacker implements BodyUnpacker {
    /** What zlib allocates for one: its window of 32 KiB, and its tables. */
    static final int INFLATER_BYTES = 48 * 1024;

    private final ByteBuffer head = ByteBuffer.allocate(2);
    private @Nullable Inflater inflater;

    DeflateUnpacker(NativeMemory memory) {
        memory.take(INFLATER_BYTES);
    }

    @Override
    public void unpack(ByteBuffer packed, ByteBuffer into) {
        while (inflater == null) {
            if (!packed.hasRemaining()) {
                return;
            }
            head.put(packed.get());
            if (!head.hasRemaining()) {
                head.flip();
                inflater = new Inflater(!isZlib(head.get(0) & 0xFF, head.get(1) & 0xFF));
            }
        }
        if (head.hasRemaining()) {
            inflate(inflater, head, into);
        }
        if (!head.hasRemaining()) {
            inflate(inflater, packed, into);
        }
    }

    /** Method 8, a window that there is, and a multiple of 31. */
    private static boolean isZlib(int first, int second) {
        return (first & 0x0F) == 8 && first >> 4 <= 7 && (first << 8 | second) % 31 == 0;
    }

    private static void inflate(Inflater inflater, ByteBuffer packed, ByteBuffer into) {
        if (inflater.finished()) {
            if (packed.hasRemaining()) {
                throw new BrokenBodyException("there are bytes behind its end");
            }
            return;
        }
        inflater.setInput(packed);
        try {
            inflater.inflate(into);
        } catch (DataFormatException e) {
            throw new BrokenBodyException("its deflate data is damaged: " + e.getMessage(), e);
        }
        if (inflater.needsDictionary()) {
            throw new BrokenBodyException("it needs a dictionary");
        }
        if (inflater.finished() && packed.hasRemaining()) {
            throw new BrokenBodyException("there are bytes behind its end");
        }
    }

    @Override
    public boolean isWhole() {
        return inflater != null && inflater.finished();
    }

    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
        }
    }
}
