package logtail.drain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import logtail.access.AppScope;
import logtail.drain.sink.Destination;
import logtail.journal.Place;
import logtail.runtime.Clock;
import logtail.runtime.DurableFiles;
import logtail.runtime.Json;
import logtail.runtime.OwnerOnly;

/**
 * Files of one drain, in {@code drains/NAME} of the data directory: {@code drain.json} (its definition with secrets,
 * readable by the owner only; absent for declared drains), {@code cursor} if {@link DrainCursors} are kept here,
 * {@code dead-letters.ndjson}, and {@code paused} while it is paused.
 */
record DrainFolder(Path path) {
    private static final String DEFINITION = "drain.json";
    private static final String APPS = "apps";

    /** Destination of a drain whose definition is unreadable. */
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

    /** Whether the drain is new: it has no folder. (A folder without a cursor means that the cursor was lost.) */
    boolean isNew() {
        return !Files.exists(path);
    }

    /** Creates the folder and cursor of a new drain; must precede all its other files. */
    void begin(DrainCursors cursors, Place first) throws IOException {
        OwnerOnly.createDirectories(path);
        cursors.make(path, first);
    }

    DrainCursor cursor(DrainCursors cursors) throws IOException {
        OwnerOnly.createDirectories(path);
        return cursors.open(path);
    }

    DeadLetters deadLetters(Clock clock) throws IOException {
        OwnerOnly.createDirectories(path);
        return new DeadLetters(path.resolve("dead-letters.ndjson"), clock);
    }

    boolean isPaused() {
        return Files.exists(path.resolve("paused"));
    }

    void setPaused(boolean isPaused) throws IOException {
        OwnerOnly.createDirectories(path);
        Path mark = path.resolve("paused");
        if (!isPaused) {
            Files.deleteIfExists(mark);
        } else if (!Files.exists(mark)) {
            OwnerOnly.createFile(mark);
        }
        DurableFiles.forceDirectory(path);
    }

    /** Replaces the definition atomically. */
    void write(Drain drain) throws IOException {
        OwnerOnly.createDirectories(path);
        DurableFiles.replace(path.resolve(DEFINITION), out -> out.write((json(drain) + "\n").getBytes(UTF_8)));
        DurableFiles.forceName(path); // it may be new
    }

    /**
     * Reads the definition.
     *
     * @throws IllegalArgumentException when it is invalid
     */
    Drain read() throws IOException {
        Path file = path.resolve(DEFINITION);
        try {
            Json definition = Json.read(Files.readString(file));
            var options = new TreeMap<String, String>();
            definition
                    .get("options")
                    .members()
                    .forEach((name, value) -> options.put(name, value.text().orElse("")));
            Destination to = Destination.parse(definition.text("url")).destination();
            return new Drain(name(), to, definition.text("filter"), options, apps(definition, file));
        } catch (Json.MalformedException e) {
            throw new IllegalArgumentException(file + " is no JSON: " + e.getMessage(), e);
        }
    }

    /** A limit that cannot be read is never none. */
    private static AppScope apps(Json definition, Path file) {
        if (!definition.members().containsKey(APPS)) {
            return AppScope.ALL;
        }
        List<String> globs = definition.get(APPS).items().stream()
                .map(glob -> glob.text().orElse(""))
                .toList();
        if (globs.isEmpty() || globs.contains("")) {
            throw new IllegalArgumentException(file + " has no list of names as " + APPS);
        }
        return AppScope.of(globs);
    }

    /** Deletes the folder with all files. */
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

    private static Json json(Drain drain) {
        Json definition = Json.object()
                .with("url", drain.destination().url().toString())
                .with("filter", drain.filter())
                .with("options", new TreeMap<>(drain.options()));
        return drain.apps().isAll()
                ? definition
                : definition.with(APPS, drain.apps().globs());
    }
}
