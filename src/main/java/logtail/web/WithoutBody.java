package logtail.web;

import io.netty.buffer.ByteBuf;

/** Discards a body and waits for its end, so that the connection can be kept alive. */
record WithoutBody(Runnable then, Exchange exchange) implements BodyReader {
    @Override
    public void content(ByteBuf bytes) {
        exchange.readMore();
    }

    @Override
    public void broken(Problem problem) {
        exchange.respond(problem);
    }

    @Override
    public void end() {
        then.run();
    }
}
