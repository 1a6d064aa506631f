package logtail.web.unpack;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;

/**
 * Any number of Zstandard frames (RFC 8878), one behind the other, with windows of at most 8 MiB, which RFC 9659 lets receivers ask
 * for; checksums are compared where there are any.
 */
final class ZstdUnpacker implements BodyUnpacker {
    private static final int WINDOW_LOG = 23;

    private final ZstdDecompressCtx context = new ZstdDecompressCtx().setLongMax(WINDOW_LOG);
    private boolean isWhole;
    private boolean isClosed;

    @Override
    public String encoding() {
        return "zstd";
    }

    @Override
    public void unpack(ByteBuffer packed, ByteBuffer into) {
        try {
            while (into.hasRemaining() && (packed.hasRemaining() || !isWhole)) {
                int before = packed.remaining() + into.remaining();
                isWhole = context.decompressByteBufferStream(into, packed);
                if (!isWhole && packed.remaining() + into.remaining() == before) {
                    return; // it waits for more bytes
                }
            }
        } catch (ZstdException e) {
            throw new BrokenBodyException("its zstd data is damaged: " + e.getMessage(), e);
        }
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
