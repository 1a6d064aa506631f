package logtail.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks at the first bytes of a connection: the preface of HTTP/2 (RFC 9113, section 3.4), however it is cut, or a request of HTTP/1,
 * which differs from it in its second byte at the latest. Then it leaves the pipeline, and what came goes on behind it. Belongs to the
 * connection's event loop.
 */
final class PrefaceSwitch extends ByteToMessageDecoder {
    private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf().asReadOnly();

    private final Consumer<ChannelPipeline> onHttp2;

    /** @param onHttp2 exchanges the handlers; what came is read by those that it adds */
    PrefaceSwitch(Consumer<ChannelPipeline> onHttp2) {
        this.onHttp2 = onHttp2;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int length = Math.min(in.readableBytes(), PREFACE.readableBytes());
        for (int i = 0; i < length; i++) {
            if (in.getByte(in.readerIndex() + i) != PREFACE.getByte(i)) {
                ctx.pipeline().remove(this); // hands on the bytes
                return;
            }
        }
        if (length == PREFACE.readableBytes()) {
            onHttp2.accept(ctx.pipeline());
            ctx.pipeline().remove(this);
        }
    }
}
