package logtail.drain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import logtail.encode.EventFormat;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.event.EventId;
import logtail.journal.Journal;
import logtail.journal.JournalReader;
import logtail.runtime.Json;

/**
 * One line of a dead-letter file: a JSON object of {@code id}, {@code at}, {@code reason}, {@code event} as a tail shows it,
 * and {@code block}, the event as a block in base64, so that it can be sent again after retention has deleted it from the
 * journal.
 *
 * @param block in base64; empty when the event was lost before
 */
public record DeadLetter(long id, String block) {
    private static final String ID = "{\"id\":\"";
    private static final String BLOCK = ",\"block\":\"";

    /** The line of an event, with its end. */
    public static String describe(long id, String reason, long nowNs, Journal journal) {
        String head = Json.object()
                .with("id", Long.toString(id))
                .with("at", Instant.ofEpochSecond(0, nowNs).toString())
                .with("reason", reason)
                .toString();
        var line = new StringBuilder(head).deleteCharAt(head.length() - 1);
        if (EventId.lane(id) < journal.lanes()) {
            try (var reader = journal.openReader(id)) {
                reader.seek(id);
                putEvent(id, reader, line);
            }
        }
        return line.append("}\n").toString();
    }

    private static void putEvent(long id, JournalReader reader, StringBuilder line) {
        Block block = reader.nextReadable(refused -> {}); // what is refused is gone: the letter has no event then
        while (block != null && block.nextEvent()) {
            if (block.index() == id) {
                var event = new Output();
                EventFormat.Kind.NDJSON.create().event(block, 0, event);
                line.append(",\"event\":").append(new String(event.bytes(), 0, event.length() - 1, UTF_8));
                line.append(BLOCK)
                        .append(Base64.getEncoder().encodeToString(SingleEvent.of(block)))
                        .append('"');
                break;
            }
        }
    }

    static DeadLetter read(String line) throws IOException {
        try {
            return new DeadLetter(id(line), Json.read(line).text("block"));
        } catch (Json.MalformedException e) {
            throw new IOException("malformed dead letter: " + line, e);
        }
    }

    /** The event, as the current event of a block. */
    Block event() {
        var block = new Block().wrap(Base64.getDecoder().decode(this.block), 0);
        block.nextEvent();
        return block;
    }

    /** Reads only the id, the first member of each line. */
    public static long id(String line) throws IOException {
        int end = line.indexOf('"', ID.length());
        try {
            if (line.startsWith(ID) && end > 0) {
                return Long.parseLong(line, ID.length(), end, 10);
            }
        } catch (NumberFormatException e) {
            // reported below, like any other invalid line
        }
        throw new IOException("malformed dead letter: " + line);
    }

    /** The line as shown to users. */
    static String withoutBlock(String line) {
        int at = line.lastIndexOf(BLOCK);
        return at < 0 ? line : line.substring(0, at) + '}';
    }
}
