package logtail.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Refuses connections of a plain port that begin with a handshake of TLS. Leaves a connection with its first bytes. Any event loop. */
@Sharable
final class PlainEntry extends ChannelInboundHandlerAdapter {
    private static final int CLIENT_HELLO = 1;
    private static final int TYPE_AT = 5; // behind type, version and length of the record

    private final Refusals refusals;

    PlainEntry(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf first && isClientHello(first)) {
            first.release();
            refusals.tell(Refusal.TLS, Remote.of(ctx.channel()).address(), "");
            ctx.close();
            return;
        }
        ctx.fireChannelRead(message);
        if (!ctx.isRemoved()) {
            ctx.pipeline().remove(this);
        }
    }

    /** A record of a handshake whose first message is a ClientHello (RFC 8446 sections 4 and 5.1). */
    static boolean isClientHello(ByteBuf first) {
        int at = first.readerIndex();
        return first.readableBytes() > TYPE_AT
                && first.getByte(at) == TlsEntry.HANDSHAKE
                && first.getByte(at + 1) == 3
                && first.getByte(at + TYPE_AT) == CLIENT_HELLO;
    }
}
