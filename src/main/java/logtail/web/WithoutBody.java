package logtail.web;

import io.netty.buffer.ByteBuf;

/** Waits for the end of a request whose body nobody wants, so that the connection can be kept. */
record WithoutBody(Runnable then, Exchange exchange) implements BodyReader {
    @Override
    public void content(ByteBuf bytes) {
        exchange.readMore();
    }

    @Override
    public void end() {
        then.run();
    }
}
