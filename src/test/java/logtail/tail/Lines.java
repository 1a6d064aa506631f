package logtail.tail;

import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.event.Slice;
import logtail.journal.Blocks;
import logtail.journal.Journal;

/** Makes blocks of events with all that an event may have. */
public final class Lines {
    private final BlockEncoder encoder = new BlockEncoder(64 * 1024, 16 * 1024);
    private final Line line = new Line();

    /** Starts the next event; {@link #line} is filled until {@link #add}. */
    public Line begin(String app, String process, String host, Severity severity) {
        line.clear();
        line.app.set(Slice.of(app));
        line.process.set(Slice.of(process));
        line.host.set(Slice.of(host));
        line.severity = severity.code();
        return line;
    }

    public Lines add(long receivedNs, byte[] message) {
        line.message.set(message, 0, message.length);
        if (!encoder.tryAppend(line, receivedNs)) {
            throw new IllegalArgumentException("too much for one block");
        }
        return this;
    }

    public Lines add(long receivedNs, String app, String process, String host, Severity severity, String message) {
        begin(app, process, host, severity);
        return add(receivedNs, message.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** One block with all events so far, before its first. */
    public Block block() {
        encoder.finish();
        return new Block().wrap(encoder.bytes(), 0);
    }

    public void commitTo(Journal journal) {
        encoder.finish();
        journal.append(encoder.bytes(), encoder.lengthBytes(), Blocks.NOBODY);
        journal.commit();
        encoder.reset();
    }
}
