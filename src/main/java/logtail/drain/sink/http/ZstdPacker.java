package logtail.drain.sink.http;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.util.Native;
import org.jspecify.annotations.Nullable;

/** Writes Zstandard frames (RFC 8878) that tell their size. */
final class ZstdPacker implements BodyPacker {
    private static final int LEVEL = 3;

    private @Nullable ZstdCompressCtx context; // native memory, taken when it is needed
    private byte[] bytes = {};

    /** @throws LinkageError when the library cannot be had here */
    ZstdPacker() {
        Native.load();
    }

    @Override
    public String encoding() {
        return "zstd";
    }

    @Override
    public int pack(byte[] source, int from, int length) {
        if (context == null) {
            context = new ZstdCompressCtx().setLevel(LEVEL);
        }
        int bound = Math.toIntExact(Zstd.compressBound(length));
        if (bytes.length < bound) {
            bytes = new byte[bound + bound / 4];
        }
        return context.compressByteArray(bytes, 0, bytes.length, source, from, length);
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public void release() {
        bytes = new byte[0];
    }

    @Override
    public void close() {
        if (context != null) {
            context.close();
            context = null;
        }
    }
}
