package logtail.drain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import logtail.encode.EventFormat;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalReader;
import logtail.runtime.Clock;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The events that a destination will never take, one JSON object a line: {@code id}, {@code at}, {@code reason}, {@code event}
 * as a tail shows it, and {@code block}, the same as a block of one event in base64, so that it can be sent again when the journal
 * has long forgotten it. At most {@value #MOST_BYTES} bytes: then the drain waits until some were sent again or removed. Any thread.
 */
final class DeadLetters {
    static final long MOST_BYTES = 64 << 20;

    private static final JsonFactory JSON = new JsonFactory();

    private final Path file;
    private final Clock clock;
    private long count;

    /**
     * One of them.
     *
     * @param block the event in base64; empty when it was gone already
     */
    record Letter(long id, String block) {}

    DeadLetters(Path file, Clock clock) throws IOException {
        this.file = file;
        this.clock = clock;
        cutTorn();
        count = lines().size();
    }

    synchronized long count() {
        return count;
    }

    /**
     * Keeps the event with this id.
     *
     * @throws IOException when it cannot be kept; nothing is lost as the drain does not go on then
     */
    synchronized void add(long id, String reason, Journal journal) throws IOException {
        if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
            throw new IOException(
                    "the dead-letter file has reached its limit of %d bytes: send its events again or remove them"
                            .formatted(MOST_BYTES));
        }
        try (var reader = journal.openReader()) {
            append(describe(id, reason, reader));
        }
        count++;
    }

    /** The newest ones, oldest first. */
    synchronized List<String> newest(int most) throws IOException {
        List<String> lines = lines();
        return List.copyOf(lines.subList(Math.max(0, lines.size() - most), lines.size()));
    }

    /** Those whose events are there in full, oldest first. */
    synchronized List<Letter> all() throws IOException {
        var letters = new ArrayList<Letter>();
        for (String line : lines()) {
            letters.add(read(line));
        }
        return letters;
    }

    /** Forgets these. */
    synchronized void remove(Set<Long> ids) throws IOException {
        List<String> kept = new ArrayList<>();
        for (String line : lines()) {
            if (!ids.contains(read(line).id())) {
                kept.add(line);
            }
        }
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.write(draft, kept);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        count = kept.size();
    }

    /** Forgets all. */
    synchronized void clear() throws IOException {
        Files.deleteIfExists(file);
        count = 0;
    }

    private List<String> lines() throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private void append(String line) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(line.getBytes(UTF_8)));
            channel.force(false);
        }
    }

    /** What a crash left of a last line: its event was not passed by the cursor, so it comes again. */
    private void cutTorn() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        if (end < bytes.length) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(end);
            }
        }
    }

    private String describe(long id, String reason, JournalReader reader) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("id", Long.toString(id));
            json.writeStringProperty(
                    "at", Instant.ofEpochSecond(0, clock.nowNs()).toString());
            json.writeStringProperty("reason", reason);
            reader.seek(id);
            Block block = reader.next();
            while (block != null && block.nextEvent()) {
                if (block.index() == id) {
                    var event = new Output();
                    EventFormat.Kind.NDJSON.create().event(block, 0, event);
                    json.writeName("event");
                    json.writeRawValue(new String(event.bytes(), 0, event.length() - 1, UTF_8));
                    json.writeStringProperty("block", Base64.getEncoder().encodeToString(SingleEvent.of(block)));
                    break;
                }
            }
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }

    private static Letter read(String line) throws IOException {
        long id = 0;
        String block = "";
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
            json.nextToken();
            for (JsonToken token = json.nextToken(); token == JsonToken.PROPERTY_NAME; token = json.nextToken()) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "id" -> id = Long.parseLong(json.getString());
                    case "block" -> block = json.getString();
                    default -> json.skipChildren();
                }
            }
        } catch (RuntimeException e) {
            throw new IOException("ill-formed dead letter: " + line, e);
        }
        return new Letter(id, block);
    }

    /** For what is shown: lines without their blocks. */
    static String withoutBlock(String line) {
        int at = line.lastIndexOf(",\"block\":\"");
        return at < 0 ? line : line.substring(0, at) + '}';
    }
}
