package logtail.drain.sink.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import logtail.drain.sink.Batch;
import logtail.drain.sink.BatchLimits;
import logtail.drain.sink.BatchSink;
import logtail.drain.sink.Destination;
import logtail.drain.sink.file.FileOptions.Sync;
import logtail.runtime.Env;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines in a file. Full files move aside ({@link Rotation}), so that none grows larger than it may unless one line does. A file of
 * {@link FileFormat#NDJSON} tells the ids of its events: when it is opened again, what is sent again and stands there already is
 * passed over, so that a crash doubles nothing; other formats may hold the last batch twice then.
 */
public final class FileSink extends BatchSink {
    private static final Logger LOG = LoggerFactory.getLogger(FileSink.class);
    private static final BatchLimits LIMITS = new BatchLimits(10_000, 1 << 20, Duration.ofMillis(5));

    private static final int MAX_OTHERS = 1000; // lines of others behind ours that are looked through

    private final FileOptions options;
    private final Rotation rotation;
    private @Nullable LineFile file;
    private boolean isResuming; // looking for what is sent again
    private long lastWritten = WrittenLines.NO_ID; // when the file was opened
    private @Nullable WrittenLines written; // once there is something to look for

    FileSink(FileOptions options) {
        super(options.format().writing(), LIMITS);
        this.options = options;
        rotation = new Rotation(options.path(), options.keep(), options.isPacking());
    }

    /**
     * One that has opened nothing yet.
     *
     * @param options notes every mistake
     * @param files is true of the files that may be written, by their absolute paths
     * @throws IllegalArgumentException when the destination names no file, or none that may be written
     */
    public static FileSink create(Destination to, Env options, Predicate<Path> files) {
        FileOptions wanted = FileOptions.from(to, options);
        if (!files.test(wanted.path())) {
            throw new IllegalArgumentException(
                    "%s is not in the directory that LOGTAIL_DRAIN_FILES names".formatted(wanted.path()));
        }
        return new FileSink(wanted);
    }

    @Override
    public Answer send(Batch batch) throws IOException, InterruptedException {
        try {
            LineFile last = write(batch, open());
            if (options.sync() == Sync.BATCH) {
                last.force();
            }
            return noted(batch, Answer.TAKEN);
        } catch (ClosedByInterruptException e) {
            reset();
            Thread.interrupted(); // as the exception tells it
            var interrupted = new InterruptedException("while writing " + options.path());
            interrupted.initCause(e);
            throw interrupted;
        } catch (IOException e) {
            reset();
            throw new IOException("cannot write %s: %s".formatted(options.path(), reason(e)), e);
        }
    }

    private static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = failure instanceof FileSystemException ? null : failure.getMessage(); // that one is a path
        return reason == null ? failure.toString() : reason;
    }

    /** The file, also when somebody has moved or deleted the one that we had. */
    private LineFile open() throws IOException {
        if (file != null && !file.isInPlace()) {
            file.close();
            file = null;
        }
        if (file == null) {
            file = begin();
            rotation.open();
            lastWritten = options.format() == FileFormat.NDJSON ? lastId(file) : WrittenLines.NO_ID;
            isResuming = lastWritten != WrittenLines.NO_ID;
        }
        return file;
    }

    private LineFile begin() throws IOException {
        LineFile begun = LineFile.open(options.path(), options.format().beginning());
        if (begun.size() == 0 && options.sync() != Sync.OFF) {
            rotation.force();
        }
        return begun;
    }

    /** That of the last line of ours, which may stand before some of others. */
    private long lastId(LineFile opened) throws IOException {
        long end = opened.size();
        for (int others = 0; end > 0 && others < MAX_OTHERS; others++) {
            byte[] line = opened.lineBefore(end);
            long id = WrittenLines.id(line, 0, line.length);
            if (id != WrittenLines.NO_ID) {
                return id;
            }
            end -= line.length;
        }
        return WrittenLines.lastId(rotation, 1);
    }

    /** Gives the file that has the end of the batch. */
    private LineFile write(Batch batch, LineFile opened) throws IOException {
        LineFile to = opened;
        for (int at = notWritten(batch); at < batch.count(); ) {
            int end = fitting(batch, at, to);
            if (end == at) {
                to = rotate(to);
            } else {
                int from = batch.eventFrom(at);
                to.append(batch.bytes(), from, batch.eventEnd(end - 1) - from); // there are no keys in between
                at = end;
            }
        }
        return to;
    }

    /** How many events at the beginning of the batch are there already. */
    private int notWritten(Batch batch) throws IOException {
        int first = 0;
        while (isResuming && first < batch.count()) {
            if (isWritten(batch, first)) {
                first++;
            } else {
                endResuming(); // what differs once is told twice rather than never
            }
        }
        return first;
    }

    private boolean isWritten(Batch batch, int position) throws IOException {
        long id = batch.id(position);
        if (id > lastWritten) {
            return false;
        }
        if (written == null) {
            written = WrittenLines.from(id, options.path(), rotation);
        }
        return written.has(id, batch.bytes(), batch.eventFrom(position), batch.eventEnd(position));
    }

    private void endResuming() throws IOException {
        isResuming = false;
        if (written != null) {
            written.close();
            written = null;
        }
    }

    /** Behind the last event of those from {@code first} on that fit; an empty file has room for any event. */
    private int fitting(Batch batch, int first, LineFile to) throws IOException {
        long size = to.size();
        long room = options.rotateBytes() - size;
        int end = size == 0 ? first + 1 : first;
        while (end < batch.count() && batch.eventEnd(end) - batch.eventFrom(first) <= room) {
            end++;
        }
        return end;
    }

    private LineFile rotate(LineFile full) throws IOException {
        if (options.sync() != Sync.OFF) {
            full.force();
        }
        full.close();
        file = null;
        rotation.shift();
        file = begin();
        return file;
    }

    @Override
    public long finish(Duration patience) throws IOException {
        if (file != null && options.sync() != Sync.OFF) {
            file.force();
        }
        return lastAccepted();
    }

    @Override
    protected void disconnect() {
        try {
            endResuming();
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            LOG.debug(
                    "at=drain.file.close.failed file={}",
                    OwnLog.quoted(options.path().toString()),
                    e); // nothing that was accepted is lost
        }
        file = null;
    }

    @Override
    public void close() {
        reset();
        rotation.close();
    }
}
