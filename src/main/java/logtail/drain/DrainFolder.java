package logtail.drain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
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
        return new DeadLetterFile(path.resolve("dead-letters.ndjson"), clock);
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
        DurableFiles.replace(
                path.resolve(DEFINITION), out -> out.write((DrainCodec.json(drain) + "\n").getBytes(UTF_8)));
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
            return DrainCodec.read(name(), Json.read(Files.readString(file)), file.toString());
        } catch (Json.MalformedException e) {
            throw new IllegalArgumentException(file + " is no JSON: " + e.getMessage(), e);
        }
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
}
