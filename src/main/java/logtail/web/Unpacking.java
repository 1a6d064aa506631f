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
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import logtail.web.unpack.BodyUnpacker;
import logtail.web.unpack.BrokenBodyException;
import logtail.web.unpack.MissingUnpackerException;
import org.jspecify.annotations.Nullable;

/**
 * The compressed body of one request, unpacked a piece at a time: however much a few bytes unpack to, no more than {@value
 * #PIECE_BYTES} bytes of it are there at once, and it is not more than {@link Inflation} lets it. A body that ends within its compressed stream, or is damaged, ends with a piece whose
 * decoder result is a failure. Belongs to the connection's event loop.
 */
final class Unpacking implements AutoCloseable {
    static final int PIECE_BYTES = 64 * 1024;

    private final BodyUnpacker.Opening opening;
    private final Inflation inflation;
    private final HeldMemory memory;
    private final boolean isAnnounced;
    private long packedBytes;
    private long unpackedBytes;
    private @Nullable BodyUnpacker unpacker; // null before the first byte
    private @Nullable HttpContent packed; // with bytes that are not unpacked yet, or the last of the body
    private boolean hasMore; // the unpacker may have more without new bytes
    private boolean isBroken;
    private boolean isAwaited;

    private Unpacking(BodyUnpacker.Opening opening, HttpContext server, boolean isAnnounced) {
        this.opening = opening;
        inflation = server.inflation();
        memory = new HeldMemory(server.bodies());
        this.isAnnounced = isAnnounced;
    }

    /**
     * That of a request whose encoding is known, which is then as if its body came unpacked; empty for any other.
     *
     * @param openings what unpacks an encoding
     */
    static Optional<Unpacking> of(
            HttpRequest request, HttpContext server, Function<String, Optional<BodyUnpacker.Opening>> openings) {
        List<String> encodings = request.headers().getAll(HttpHeaderNames.CONTENT_ENCODING);
        boolean isAnnounced = HttpUtil.isContentLengthSet(request);
        boolean hasBody = isAnnounced || HttpUtil.isTransferEncodingChunked(request);
        Optional<Unpacking> found = encodings.size() != 1 || !hasBody
                ? Optional.empty()
                : openings.apply(encodings.getFirst()).map(opening -> new Unpacking(opening, server, isAnnounced));
        if (found.isPresent()) {
            request.headers()
                    .remove(HttpHeaderNames.CONTENT_ENCODING)
                    .remove(HttpHeaderNames.CONTENT_LENGTH)
                    .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        return found;
    }

    /**
     * Whether its first bytes wait for what unpacks them, which is loaded when it is needed first.
     *
     * @param goOn runs when that is there, on the thread that has loaded it
     */
    boolean isWaiting(Runnable goOn) {
        if (packed == null || unpacker != null || isBroken) {
            return false;
        }
        CompletableFuture<Void> loaded = opening.loading().get();
        if (loaded.isDone()) {
            return false;
        }
        if (!isAwaited) {
            isAwaited = true;
            loaded.whenComplete((done, failure) -> goOn.run());
        }
        return true;
    }

    /** Lets the rest of the body pass as nothing, as nobody wants it any more: it is not unpacked. */
    void discard() {
        isBroken = true;
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
            return lost(new LostBodyException(Problem.badRequest("the body cannot be unpacked: " + e.getMessage())));
        } catch (MissingUnpackerException e) {
            return lost(new LostBodyException(
                    new Problem(HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, String.valueOf(e.getMessage()))));
        } catch (LostBodyException e) {
            return lost(e);
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
        if (unpacker != null) {
            unpacker.close();
        }
        memory.end();
    }

    private void unpack(ByteBuf bytes, ByteBuf piece) {
        if (isBroken || !(bytes.isReadable() || hasMore)) {
            return;
        }
        ByteBuffer in = bytes.nioBuffer();
        ByteBuffer out = piece.nioBuffer(0, PIECE_BYTES);
        int before = in.remaining();
        if (unpacker == null) {
            unpacker = opening.open(this::take);
        }
        unpacker.unpack(in, out);
        int taken = before - in.remaining();
        bytes.skipBytes(taken);
        packedBytes += taken;
        piece.writerIndex(PIECE_BYTES - out.remaining());
        unpackedBytes += piece.readableBytes();
        hasMore = !out.hasRemaining();
        inflation.check(packedBytes, unpackedBytes, isAnnounced);
    }

    private void take(long bytes) {
        if (!memory.tryTake(bytes)) {
            throw new LostBodyException(new Problem(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "the memory for the bodies of requests is used up; send it again"));
        }
    }

    private @Nullable HttpContent none() {
        release();
        return null;
    }

    private HttpContent end(HttpContent last) {
        if (!isBroken && (unpacker == null || !unpacker.isWhole())) {
            throw new BrokenBodyException("it ends before its %s data does".formatted(opening.encoding()));
        }
        packed = null;
        last.release();
        return new DefaultLastHttpContent();
    }

    private HttpContent lost(LostBodyException cause) {
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
