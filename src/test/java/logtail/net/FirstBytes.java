package logtail.net;

import io.netty.buffer.Unpooled;

/** What a connection begins with, for the fuzz targets. */
public final class FirstBytes {
    private FirstBytes() {}

    /** A header of the PROXY protocol is the same however much stands behind it, and is not found before it is whole. */
    public static void proxy(byte[] input) {
        ProxyHeader whole = ProxyHeader.parse(Unpooled.wrappedBuffer(input));
        if (whole instanceof ProxyHeader.Good good) {
            require(good.bytes() > 0 && good.bytes() <= input.length, "its length is " + good.bytes());
            require(parse(input, good.bytes()).equals(good), "it needs what stands behind it");
            require(parse(input, good.bytes() - 1) instanceof ProxyHeader.Incomplete, "it does without its end");
        } else if (whole instanceof ProxyHeader.Incomplete) {
            for (int length = 0; length < input.length; length++) {
                require(parse(input, length) instanceof ProxyHeader.Incomplete, "it was more before");
            }
        }
    }

    /** Whether a plain port takes it for a handshake does not depend on what follows. */
    public static void hello(byte[] input) {
        int enough = 6;
        if (input.length > enough) {
            require(
                    PlainEntry.isClientHello(Unpooled.wrappedBuffer(input))
                            == PlainEntry.isClientHello(Unpooled.wrappedBuffer(input, 0, enough)),
                    "it looked further");
        } else {
            PlainEntry.isClientHello(Unpooled.wrappedBuffer(input));
        }
    }

    private static ProxyHeader parse(byte[] input, int length) {
        return ProxyHeader.parse(Unpooled.wrappedBuffer(input, 0, length));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
