package logtail.drain.sink.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.zip.CRC32C;
import logtail.drain.sink.Batch;
import logtail.drain.sink.Sink;
import logtail.drain.sink.Writing;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.event.Slice;

/** Makes batches of events with all that an event may have, the first of them with the id 1. */
final class Events {
    static final long RECEIVED_NS = ns("2026-11-24T14:00:00.000000001Z");

    private final BlockEncoder encoder = new BlockEncoder(4 << 20, 1 << 20);
    private final Line line = new Line();
    private final long firstId;
    private long receivedNs = RECEIVED_NS;

    Events() {
        this(1);
    }

    Events(long firstId) {
        this.firstId = firstId;
    }

    /** So many events of one source, told apart by their messages. */
    static Events many(int count) {
        var events = new Events();
        for (int i = 1; i <= count; i++) {
            events.begin("web", "web.1", "", Severity.INFO).add("message " + i);
        }
        return events;
    }

    /** Starts the next event, at the time of receipt. */
    Events begin(String app, String process, String host, Severity severity) {
        line.clear();
        line.app.set(Slice.of(app));
        line.process.set(Slice.of(process));
        line.host.set(Slice.of(host));
        line.severity = severity.code();
        return this;
    }

    Events at(String time) {
        line.timeNs = ns(time);
        return this;
    }

    Events receivedAt(String time) {
        receivedNs = ns(time);
        return this;
    }

    Events syslog(int facility, String msgId) {
        line.facility = facility;
        line.msgId.set(Slice.of(msgId));
        return this;
    }

    Events flags(int flags) {
        line.flags = flags;
        return this;
    }

    Events attribute(String name, String value) {
        byte[] bytes = (name + value).getBytes(UTF_8);
        int nameTo = name.getBytes(UTF_8).length;
        line.attributes.begin(bytes, 0, 0, 0, nameTo);
        line.attributes.append(bytes, nameTo, bytes.length);
        line.attributes.end();
        return this;
    }

    /** Ends the event. */
    Events add(String message) {
        return add(message.getBytes(UTF_8));
    }

    Events add(byte[] message) {
        line.message.set(message, 0, message.length);
        if (!encoder.tryAppend(line, receivedNs)) {
            throw new IllegalArgumentException("too much for one block");
        }
        return this;
    }

    /** All of them as {@code sink} writes them. */
    Batch batch(Sink sink) {
        return batch(sink.writing());
    }

    /** All of them as {@code writing} writes them. */
    Batch batch(Writing writing) {
        var batch = new Batch();
        batch.begin(firstId);
        Block block = block();
        while (block.nextEvent()) {
            batch.add(block, writing);
        }
        return batch;
    }

    /** All of them in one block, before the first. */
    Block block() {
        encoder.finish();
        Block.seal(encoder.bytes(), 0, firstId, receivedNs, new CRC32C());
        return new Block().wrap(encoder.bytes(), 0);
    }

    static long ns(String time) {
        Instant instant = Instant.parse(time);
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }
}
