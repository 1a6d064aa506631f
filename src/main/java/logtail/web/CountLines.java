package logtail.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import logtail.count.CountQuery;
import logtail.count.EventCount;
import logtail.encode.EventFormat;
import logtail.encode.Gap;
import logtail.encode.Output;
import logtail.runtime.Json;
import logtail.tail.View;

/** A count as NDJSON, sent while it goes on. Waits for a reader that is slow. One thread. */
final class CountLines implements EventCount.Output {
    private final View view;
    private final ChannelSink sink;
    private final EventFormat format;
    private final Output text = new Output();
    private final long startNs = System.nanoTime();

    CountLines(View view, ChannelSink sink) {
        this.view = view;
        this.sink = sink;
        format = EventFormat.Kind.NDJSON.create("", view.ids());
    }

    void begin(EventCount count, CountQuery query) {
        write(Json.object().with("counts", CountJson.head(view, count, query)));
    }

    @Override
    public void bucket(long atNs, Map<String, Long> events) {
        write(CountJson.bucket(atNs, events));
    }

    @Override
    public void gap(Gap gap) {
        text.clear();
        format.gap(gap, text);
        write(text.bytes(), text.length());
    }

    @Override
    public void pause() {
        sink.flush();
    }

    void end(EventCount.Reached reached) {
        write(Json.object().with("end", CountJson.end(view, reached, System.nanoTime() - startNs)));
    }

    private void write(Json line) {
        byte[] bytes = (line + "\n").getBytes(UTF_8);
        write(bytes, bytes.length);
    }

    private void write(byte[] bytes, int length) {
        if (!sink.hasRoom()) {
            awaitRoom();
        }
        sink.write(bytes, 0, length);
    }

    /** Ends when the reader has gone too, which it has when it takes nothing for long. */
    private void awaitRoom() {
        sink.flush();
        var room = new CountDownLatch(1);
        sink.whenRoom(room::countDown);
        try {
            room.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
