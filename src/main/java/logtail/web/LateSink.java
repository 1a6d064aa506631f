package logtail.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import logtail.tail.TailSink;

/**
 * Begins the answer with the first event, for sessions that know only at the end whether there is an answer. Until then it can
 * be refused with a status. The thread that owns the session.
 */
final class LateSink implements TailSink {
    private final Exchange exchange;
    private final ChannelSink sink;
    private final Runnable head;
    private final byte[] first;
    private boolean hasBegun;
    private boolean isRefused;

    /**
     * @param head sends the head, on the event loop
     * @param first what stands before all events
     */
    LateSink(Exchange exchange, ChannelSink sink, Runnable head, byte[] first) {
        this.exchange = exchange;
        this.sink = sink;
        this.head = head;
        this.first = first;
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        begin();
        sink.write(bytes, from, length);
    }

    @Override
    public void flush() {
        if (hasBegun) {
            sink.flush();
        }
    }

    @Override
    public boolean hasRoom() {
        return sink.hasRoom();
    }

    @Override
    public void whenRoom(Runnable resume) {
        sink.whenRoom(resume);
    }

    @Override
    public void end() {
        if (!isRefused) {
            begin();
            sink.end();
        }
    }

    @Override
    public void refuse(String why) {
        if (hasBegun) {
            sink.breakOff(); // a gap was told
            return;
        }
        isRefused = true;
        exchange.channel().eventLoop().execute(() -> {
            sink.close();
            exchange.respond(new Problem(HttpResponseStatus.BAD_REQUEST, why));
        });
    }

    @Override
    public void breakOff() {
        if (!isRefused) {
            sink.breakOff();
        }
    }

    private void begin() {
        if (!hasBegun) {
            hasBegun = true;
            exchange.channel().eventLoop().execute(head);
            sink.write(first, 0, first.length);
        }
    }
}
