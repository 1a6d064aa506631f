package logtail.drain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import logtail.drain.sink.Destination;
import logtail.journal.JournalId;
import logtail.runtime.Clock;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What is kept of one drain, in {@code drains/NAME} of the data directory: {@code drain.json} (what was asked for, with its
 * secrets, so only the owner may read it; not there for declared drains), {@code cursor}, {@code dead-letters.ndjson}, and
 * {@code paused} while it rests.
 */
record DrainFolder(Path path) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String DEFINITION = "drain.json";
    private static final String CURSOR = "cursor";

    /** Where a drain sends to whose definition cannot be read. */
    static final Destination NOWHERE = Destination.parse("unknown://unknown").destination();

    /** All folders in this directory with a definition, by name. */
    static List<DrainFolder> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.sorted()
                    .map(DrainFolder::new)
                    .filter(folder -> Drain.isName(folder.name()) && Files.exists(folder.path.resolve(DEFINITION)))
                    .toList();
        }
    }

    String name() {
        return path.getFileName().toString();
    }

    /** Whether nothing is kept of such a drain, not even a cursor that was lost: then it is new. */
    boolean isNew() {
        return !Files.exists(path);
    }

    /** Makes the cursor of a new drain, before all else that is kept of it. */
    void begin(JournalId journal, long first) throws IOException {
        Files.createDirectories(path);
        DrainCursor.make(path.resolve(CURSOR), journal, first);
    }

    DrainCursor cursor(JournalId journal) throws IOException {
        Files.createDirectories(path);
        return DrainCursor.open(path.resolve(CURSOR), journal);
    }

    DeadLetters deadLetters(Clock clock) throws IOException {
        Files.createDirectories(path);
        return new DeadLetters(path.resolve("dead-letters.ndjson"), clock);
    }

    boolean isPaused() {
        return Files.exists(path.resolve("paused"));
    }

    void setPaused(boolean isPaused) throws IOException {
        Files.createDirectories(path);
        Path mark = path.resolve("paused");
        if (!isPaused) {
            Files.deleteIfExists(mark);
        } else if (!Files.exists(mark)) {
            Files.createFile(mark);
        }
    }

    /** Writes the definition: after a crash there is the old one or the new one. */
    void write(Drain drain) throws IOException {
        Files.createDirectories(path);
        Path draft = path.resolve(DEFINITION + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(json(drain).getBytes(UTF_8)));
            channel.force(true);
        }
        Files.move(draft, path.resolve(DEFINITION), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Reads the definition.
     *
     * @throws IllegalArgumentException when it is no good any more
     */
    Drain read() throws IOException {
        String url = "";
        String filter = "";
        Map<String, String> options = new TreeMap<>();
        try (JsonParser json =
                JSON.createParser(ObjectReadContext.empty(), Files.readString(path.resolve(DEFINITION)))) {
            json.nextToken();
            for (JsonToken token = json.nextToken(); token == JsonToken.PROPERTY_NAME; token = json.nextToken()) {
                String member = json.currentName();
                json.nextToken();
                switch (member) {
                    case "url" -> url = json.getString();
                    case "filter" -> filter = json.getString();
                    case "options" -> {
                        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                            String name = json.currentName();
                            json.nextToken();
                            options.put(name, json.getString());
                        }
                    }
                    default -> json.skipChildren();
                }
            }
        } catch (tools.jackson.core.JacksonException e) {
            throw new IllegalArgumentException(path.resolve(DEFINITION) + " is no JSON: " + e.getOriginalMessage(), e);
        }
        return new Drain(name(), Destination.parse(url).destination(), filter, options);
    }

    /** Everything of it, the dead letters too. */
    void delete() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String json(Drain drain) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("url", drain.destination().url().toString());
            json.writeStringProperty("filter", drain.filter());
            json.writeObjectPropertyStart("options");
            new TreeMap<>(drain.options()).forEach(json::writeStringProperty);
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }
}
