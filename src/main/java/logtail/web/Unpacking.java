package logtail.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.ByteBuffer;
import java.util.Optional;
import logtail.web.unpack.BodyUnpacker;
import logtail.web.unpack.BrokenBodyException;
import org.jspecify.annotations.Nullable;

/**
 * The compressed body of one request, unpacked a piece at a time: however much a few bytes unpack to, no more than {@value
 * #PIECE_BYTES} bytes of it are there at once. A body that ends within its compressed stream, or is damaged, ends with a piece whose
 * decoder result is a failure. Belongs to the connection's event loop.
 */
final class Unpacking implements AutoCloseable {
    static final int PIECE_BYTES = 64 * 1024;

    private final BodyUnpacker unpacker;
    private @Nullable HttpContent packed; // with bytes that are not unpacked yet, or the last of the body
    private boolean hasMore; // the unpacker may have more without new bytes
    private boolean isBroken;

    private Unpacking(BodyUnpacker unpacker) {
        this.unpacker = unpacker;
    }

    /** That of a request whose encoding is known, which is then as if its body came unpacked; empty for any other. */
    static Optional<Unpacking> of(HttpRequest request) {
        String encoding = request.headers().get(HttpHeaderNames.CONTENT_ENCODING);
        boolean hasBody = HttpUtil.isContentLengthSet(request) || HttpUtil.isTransferEncodingChunked(request);
        Optional<Unpacking> found = encoding == null || !hasBody
                ? Optional.empty()
                : BodyUnpacker.of(encoding).map(Unpacking::new);
        if (found.isPresent()) {
            request.headers()
                    .remove(HttpHeaderNames.CONTENT_ENCODING)
                    .remove(HttpHeaderNames.CONTENT_LENGTH)
                    .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        return found;
    }

    /** Adds what came, when {@link #next} has given all of what came before. */
    void add(HttpContent content) {
        packed = content;
    }

    /** The next piece, or null when more has to come. */
    @Nullable
    HttpContent next(ChannelHandlerContext ctx) {
        HttpContent from = packed;
        if (from == null || (isBroken && !isEnd(from))) {
            release();
            return null;
        }
        if (from.decoderResult().isFailure()) {
            packed = null;
            return from;
        }
        ByteBuf piece = ctx.alloc().buffer(PIECE_BYTES, PIECE_BYTES);
        try {
            unpack(from.content(), piece);
            if (piece.isReadable()) {
                return new DefaultHttpContent(piece.retain());
            }
            return isEnd(from) ? end(from) : none();
        } catch (BrokenBodyException e) {
            return broken(e);
        } finally {
            piece.release();
        }
    }

    /** Whether bytes wait here. */
    boolean holdsBytes() {
        return packed != null;
    }

    @Override
    public void close() {
        release();
        unpacker.close();
    }

    private void unpack(ByteBuf bytes, ByteBuf piece) {
        if (isBroken || !(bytes.isReadable() || hasMore)) {
            return;
        }
        ByteBuffer in = bytes.nioBuffer();
        ByteBuffer out = piece.nioBuffer(0, PIECE_BYTES);
        int before = in.remaining();
        unpacker.unpack(in, out);
        bytes.skipBytes(before - in.remaining());
        piece.writerIndex(PIECE_BYTES - out.remaining());
        hasMore = !out.hasRemaining();
    }

    private @Nullable HttpContent none() {
        release();
        return null;
    }

    private HttpContent end(HttpContent last) {
        if (!isBroken && !unpacker.isWhole()) {
            throw new BrokenBodyException("it ends before its %s data does".formatted(unpacker.encoding()));
        }
        packed = null;
        last.release();
        return new DefaultLastHttpContent();
    }

    private HttpContent broken(BrokenBodyException cause) {
        HttpContent from = packed;
        boolean isLast = from instanceof LastHttpContent;
        isBroken = true;
        release();
        HttpContent failed = isLast ? new DefaultLastHttpContent() : new DefaultHttpContent(Unpooled.EMPTY_BUFFER);
        failed.setDecoderResult(DecoderResult.failure(cause));
        return failed;
    }

    private static boolean isEnd(HttpContent content) {
        return content instanceof LastHttpContent;
    }

    private void release() {
        if (packed != null) {
            packed.release();
            packed = null;
        }
    }
}
