package logtail.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Event;
import logtail.event.Line;
import logtail.event.Slice;

/** Makes blocks out of texts and back, for tests. */
public final class Blocks {
    /** Is told and does nothing. */
    public static final Journal.Appended NOBODY = (firstIndex, lastIndex) -> {};

    private Blocks() {}

    /** A finished block, not yet sealed, of one event per message, all received at {@code receivedNs}. */
    public static byte[] of(String app, long receivedNs, String... messages) {
        int lengthBytes =
                Stream.of(messages).mapToInt(m -> m.length() * 3 + 512).sum();
        var encoder = new BlockEncoder(lengthBytes, lengthBytes);
        var line = new Line();
        line.app.set(Slice.of(app));
        for (String message : messages) {
            line.message.set(Slice.of(message));
            if (!encoder.tryAppend(line, receivedNs)) {
                throw new IllegalArgumentException("too much for one block");
            }
        }
        encoder.finish();
        byte[] bytes = new byte[encoder.lengthBytes()];
        System.arraycopy(encoder.bytes(), 0, bytes, 0, bytes.length);
        return bytes;
    }

    /** A finished block of one event that is exactly so long. */
    public static byte[] ofLength(int lengthBytes) {
        int others = of("web", 0, "").length;
        return of("web", 0, "m".repeat(lengthBytes - others));
    }

    /** Appends one block, told to nobody and not committed. */
    public static void append(Journal journal, long receivedNs, String... messages) {
        byte[] bytes = of("web", receivedNs, messages);
        journal.append(bytes, bytes.length, NOBODY);
    }

    /** Appends one block and commits. */
    public static void commit(Journal journal, long receivedNs, String... messages) {
        append(journal, receivedNs, messages);
        journal.commit();
    }

    /** The next block, which must be there. */
    public static Block next(JournalReader reader) {
        Block block = reader.next();
        if (block == null) {
            throw new AssertionError("there is no next block");
        }
        return block;
    }

    /** All that is left to read, as {@code id:message}. */
    public static List<String> readAll(JournalReader reader) {
        var read = new ArrayList<String>();
        for (Block block = reader.next(); block != null; block = reader.next()) {
            read.addAll(texts(block));
        }
        return read;
    }

    /** The events of a block, as {@code id:message}. */
    public static List<String> texts(Block block) {
        return events(block).stream()
                .map(event -> event.index() + ":" + new String(event.message(), UTF_8))
                .toList();
    }

    /** The events of a block. */
    public static List<Event> events(Block block) {
        var events = new ArrayList<Event>();
        block.rewind();
        while (block.nextEvent()) {
            events.add(block.event());
        }
        return events;
    }
}
