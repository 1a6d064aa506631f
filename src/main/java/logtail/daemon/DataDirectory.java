package logtail.daemon;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import logtail.access.Sessions;
import logtail.access.Tokens;
import logtail.access.Veils;
import logtail.runtime.OwnLog;
import logtail.runtime.OwnerOnly;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes from others what they may do in a data directory, once at the start: an earlier version, or whoever copied it, may
 * have left it open to all. What we make ourselves is private from the beginning, see {@link OwnerOnly}.
 *
 * <p>Only our own entries are touched. The directory itself is left as it is when it holds anything else, or when all may
 * write there: then it is a shared place, such as {@code /tmp}, of which we may not shut others out.
 */
final class DataDirectory extends SimpleFileVisitor<Path> {
    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
    private static final Set<String> OURS = Set.of(
            CopyNote.FILE,
            "drains",
            "index",
            "journal",
            "journal-id",
            "lock",
            "newest-id",
            "producers",
            "redact-key",
            "reserved-ids",
            Sessions.FILE,
            Tokens.FILE,
            Veils.FILE);
    private static final String DRAFT = ".new";

    private int tightened;
    private int refused;
    private String refusal = "";

    private DataDirectory() {}

    /** Call with the directory locked. A failure is logged: whoever may not change modes may still run. */
    static void tighten(Path directory) {
        var visitor = new DataDirectory();
        try {
            List<Path> entries = entries(directory);
            for (Path entry : entries) {
                if (isOurs(entry)) {
                    Files.walkFileTree(entry, visitor);
                }
            }
            if (entries.stream().allMatch(DataDirectory::isOurs) && !isForAll(directory)) {
                visitor.tightenOne(directory);
            }
        } catch (IOException e) {
            visitor.refuse(e);
        }
        visitor.tell(directory);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        tightenOne(directory);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        tightenOne(file);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        refuse(e);
        return FileVisitResult.CONTINUE;
    }

    private void tightenOne(Path path) {
        try {
            tightened += OwnerOnly.tighten(path) ? 1 : 0;
        } catch (IOException e) {
            refuse(e);
        }
    }

    private void refuse(IOException e) {
        if (e instanceof NoSuchFileException) {
            return; // retention was quicker
        }
        refused++;
        refusal = e.toString();
    }

    private void tell(Path directory) {
        if (tightened > 0) {
            LOG.info("at=data.tightened paths={} msg=\"only their owner may read them now\"", tightened);
        }
        if (refused > 0) {
            LOG.warn(
                    "at=data.readable data={} paths={} reason={} msg=\"others may read what is kept here\"",
                    OwnLog.quoted(directory.toString()),
                    refused,
                    OwnLog.quoted(refusal));
        }
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    private static boolean isOurs(Path entry) {
        String name = String.valueOf(entry.getFileName());
        return OURS.contains(name.endsWith(DRAFT) ? name.substring(0, name.length() - DRAFT.length()) : name);
    }

    private static boolean isForAll(Path directory) throws IOException {
        return Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_WRITE);
    }
}
