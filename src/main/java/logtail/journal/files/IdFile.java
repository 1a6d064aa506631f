package logtail.journal.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import logtail.journal.JournalId;
import logtail.runtime.Disk;
import logtail.runtime.OwnerOnly;

/**
 * Stores the journal's id in the file {@code journal-id}, as one line of text. The journal of an older version, which
 * has none, gets one.
 */
public final class IdFile {
    private static final String FILE = "journal-id";

    private IdFile() {}

    /**
     * Reads the id in {@code directory}; when there is none, creates one that survives a power cut.
     *
     * @throws IOException when the file cannot be used, or holds no id
     */
    public static JournalId readOrMake(Disk disk, Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        try {
            return JournalId.parse(Files.readString(file, US_ASCII).strip());
        } catch (NoSuchFileException e) {
            return make(disk, file);
        } catch (IllegalArgumentException e) {
            throw new IOException("%s holds no journal id".formatted(file), e);
        }
    }

    private static JournalId make(Disk disk, Path file) throws IOException {
        var id = JournalId.random();
        Path draft = file.resolveSibling(FILE + ".new");
        try (var channel = OwnerOnly.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap((id + "\n").getBytes(US_ASCII)));
            disk.force(channel, draft);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            disk.forceDirectory(directory);
        }
        return id;
    }
}
