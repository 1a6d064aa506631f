package logtail.cli.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.Notices;
import logtail.cli.base.UsageException;
import logtail.cli.base.VisibleText;
import logtail.cli.client.UnreachableException;
import logtail.journal.Cursor;
import logtail.runtime.Threads;
import org.jspecify.annotations.Nullable;

/**
 * The file of {@code --cursor}: keeps the cursor of the last event shown from one run to the next. A separate thread writes
 * it, at most every {@value #PAUSE_MS} ms, to a temporary file that then replaces it, so the file always holds a whole
 * cursor. Any thread.
 */
public final class CursorFile implements AutoCloseable {
    private static final int PAUSE_MS = 250;
    private static final int MOST_BYTES = 4_096; // a place of 256 lanes has about 1,400, and never more than 3,100
    private static final int MOST_SHOWN = 160;

    private final Path file;
    private final Notices notices;
    private String shownId = "";
    private String writtenId = "";
    private @Nullable Thread writing;
    private boolean isClosed;
    private boolean hasFailed;

    CursorFile(Path file, Notices notices) {
        this.file = file;
        this.notices = notices;
    }

    /**
     * The cursor in the file; empty when there is no file yet.
     *
     * @throws CommandFailedException when the content is invalid or the file cannot be written
     */
    static Optional<Cursor> read(Path file) {
        try (var in = Files.newInputStream(file)) {
            String content = new String(in.readNBytes(MOST_BYTES), UTF_8);
            return Optional.of(cursor(file, content));
        } catch (NoSuchFileException e) {
            if (!Files.isWritable(directory(file))) {
                throw unusable(file, "is in a directory that is not there or not for us to write in");
            }
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(file, "cannot be read");
        }
    }

    private static Cursor cursor(Path file, String content) {
        try {
            return Cursor.parseAny(content.strip());
        } catch (IllegalArgumentException e) {
            String shown = content.substring(0, Math.min(content.length(), MOST_SHOWN));
            throw unusable(file, "holds \"" + shown + "\" instead of the id of a line; remove it to begin anew");
        }
    }

    /** Records that everything up to this event has been written to stdout. */
    synchronized void shown(String id) {
        shownId = id;
        if (writing == null && !isClosed && !id.isEmpty()) {
            writing = Threads.start(
                    "cursor", this::writeNowAndThen, (where, fault) -> notices.warn("cursor not written: " + fault));
        }
        notifyAll();
    }

    /** Writes the latest cursor. */
    @Override
    public synchronized void close() {
        isClosed = true;
        notifyAll();
        write();
    }

    private synchronized void writeNowAndThen() {
        try {
            while (!isClosed) {
                write();
                long againNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MS);
                while (!isClosed && (shownId.equals(writtenId) || System.nanoTime() < againNs)) {
                    long leftMs = TimeUnit.NANOSECONDS.toMillis(againNs - System.nanoTime()) + 1;
                    wait(shownId.equals(writtenId) ? 0 : Math.max(1, leftMs));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        if (shownId.equals(writtenId)) {
            return;
        }
        try {
            replace(shownId + "\n");
            hasFailed = false;
        } catch (IOException e) {
            if (!hasFailed) {
                notices.warn("cannot keep the cursor in " + file + ": " + UnreachableException.words(e));
            }
            hasFailed = true;
        }
        writtenId = shownId; // written, or given up until there is a newer one
    }

    private void replace(String content) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file; // a symbolic link stays one
        Path next = directory(target).resolve(target.getFileName() + ".new");
        try (var out = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(content.getBytes(UTF_8)));
            out.force(false); // a power cut must not leave the new name without its content
        }
        Files.move(next, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path directory(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        return directory == null ? file : directory;
    }

    private static CommandFailedException unusable(Path file, String why) {
        return new UsageException(VisibleText.of("--cursor " + file + " " + why));
    }
}
