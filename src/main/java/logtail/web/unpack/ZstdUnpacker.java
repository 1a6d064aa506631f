package logtail.web.unpack;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;

/**
 * Any number of Zstandard frames (RFC 8878), one behind the other, with windows of at most 8 MiB, which RFC 9659 lets receivers ask
 * for; checksums are compared where there are any. The window that the header of a frame asks for is taken from the memory before
 * the library sees that header, as a few bytes make it allocate all of it.
 */
final class ZstdUnpacker implements BodyUnpacker {
    private static final int WINDOW_LOG = 23;
    private static final int CONTEXT_BYTES = 256 * 1024; // with its buffers for one block
    private static final int LEAST_WINDOW_BYTES = 64 * 1024; // what counts as none

    private final NativeMemory memory;
    private final ZstdDecompressCtx context;
    private final ByteBuffer head = ByteBuffer.allocate(ZstdHead.MOST_BYTES); // of the next frame, as far as it came
    private boolean isInHead = true;
    private long takenWindow = LEAST_WINDOW_BYTES;
    private boolean isWhole;
    private boolean isClosed;

    ZstdUnpacker(NativeMemory memory) {
        this.memory = memory;
        memory.take(CONTEXT_BYTES);
        context = new ZstdDecompressCtx().setLongMax(WINDOW_LOG);
    }

    @Override
    public void unpack(ByteBuffer packed, ByteBuffer into) {
        try {
            boolean isMoving = true;
            while (isMoving && into.hasRemaining()) {
                isMoving = isInHead ? readHead(packed) : unpackFrame(packed, into);
            }
        } catch (ZstdException e) {
            throw new BrokenBodyException("its zstd data is damaged: " + e.getMessage(), e);
        }
    }

    /** Collects the header of a frame up to its window; false when more has to come. */
    private boolean readHead(ByteBuffer packed) {
        long window = ZstdHead.UNKNOWN;
        while (window == ZstdHead.UNKNOWN && packed.hasRemaining()) {
            isWhole = false;
            head.put(packed.get());
            window = ZstdHead.windowBytes(head.array(), head.position());
        }
        if (window == ZstdHead.UNKNOWN) {
            return false;
        }
        if (window <= 1L << WINDOW_LOG && window > takenWindow) { // the library refuses a larger one
            memory.take(window - takenWindow);
            takenWindow = window;
        }
        head.flip();
        isInHead = false;
        return true;
    }

    @SuppressWarnings("ReferenceEquality") // whether it is our own buffer
    private boolean unpackFrame(ByteBuffer packed, ByteBuffer into) {
        ByteBuffer from = head.hasRemaining() ? head : packed;
        int before = from.remaining() + into.remaining();
        boolean isEnd = context.decompressByteBufferStream(into, from);
        if (isEnd) {
            isWhole = true;
            isInHead = true;
            head.clear();
            return true;
        }
        return from.remaining() + into.remaining() != before || (from == head && !head.hasRemaining());
    }

    @Override
    public boolean isWhole() {
        return isWhole;
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            context.close();
        }
    }
}
