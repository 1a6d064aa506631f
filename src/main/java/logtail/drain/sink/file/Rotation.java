package logtail.drain.sink.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import logtail.runtime.OwnLog;
import logtail.runtime.Threads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The full files beside a file: {@code NAME.1} is the newest, {@code NAME.2} the one before; a compressed one is
 * {@code NAME.2.gz}. Compressing goes on on a thread of its own, {@code drain-gzip}, which ends when there is nothing left to
 * do; meanwhile files may move on under new names, so names are looked at and changed under one lock.
 */
final class Rotation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rotation.class);
    private static final String GZ = ".gz";
    private static final String[] FORMS = {"", GZ};
    private static final int PIECE_BYTES = 64 << 10;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final Path path;
    private final int keep;
    private final boolean isPacking;
    private @Nullable Thread packer;

    Rotation(Path path, int keep, boolean isPacking) {
        this.path = path;
        this.keep = keep;
        this.isPacking = isPacking;
    }

    /** Tidies up what a crash left, and compresses what is not yet. */
    synchronized void open() throws IOException {
        if (packer != null) {
            return;
        }
        Files.deleteIfExists(draft());
        for (int number = 1; number <= keep; number++) {
            if (Files.exists(name(number, ""))) {
                Files.deleteIfExists(name(number, GZ)); // made, but its source was not deleted any more
            }
        }
        pack();
    }

    /** Makes the file itself number 1; each other moves on by one, and the oldest goes when there are too many. */
    synchronized void shift() throws IOException {
        int last = 0;
        while (isThere(last + 1)) {
            last++;
        }
        for (; last >= keep; last--) {
            delete(last);
        }
        for (int number = last; number > 0; number--) {
            for (String form : FORMS) {
                if (Files.exists(name(number, form))) {
                    Files.move(name(number, form), name(number + 1, form), StandardCopyOption.ATOMIC_MOVE);
                }
            }
        }
        Files.move(path, name(1, ""), StandardCopyOption.ATOMIC_MOVE);
        pack();
    }

    /** The lines of a full file, or nothing when there is none of this number. */
    synchronized Optional<InputStream> read(int number) throws IOException {
        if (Files.exists(name(number, ""))) {
            return Optional.of(Files.newInputStream(name(number, "")));
        }
        if (Files.exists(name(number, GZ))) {
            return Optional.of(new GZIPInputStream(Files.newInputStream(name(number, GZ)), PIECE_BYTES));
        }
        return Optional.empty();
    }

    /** Makes the names that files have now outlive a power cut. */
    void force() throws IOException {
        try (FileChannel directory = FileChannel.open(directory(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private boolean isThere(int number) {
        return Files.exists(name(number, "")) || Files.exists(name(number, GZ));
    }

    private void delete(int number) throws IOException {
        for (String form : FORMS) {
            Files.deleteIfExists(name(number, form));
        }
    }

    private Path name(int number, String form) {
        return path.resolveSibling(path.getFileName() + "." + number + form);
    }

    private Path draft() {
        return path.resolveSibling(path.getFileName() + ".gz.tmp");
    }

    private Path directory() {
        return Objects.requireNonNull(path.getParent(), "an absolute path of a file has a directory");
    }

    private void pack() {
        if (isPacking && packer == null) {
            packer = Threads.start(
                    "drain-gzip", this::packAll, (where, fault) -> LOG.error("at=drain.fault where={}", where, fault));
        }
    }

    private void packAll() {
        try {
            for (var oldest = oldest(); oldest.isPresent(); oldest = oldest()) {
                try (InputStream in = oldest.get().in) {
                    GzipDraft.write(in, draft());
                }
                replace(oldest.get().key);
            }
        } catch (ClosedByInterruptException e) {
            LOG.debug("at=drain.file.gzip.stopped file={}", OwnLog.quoted(path.toString()));
        } catch (IOException e) {
            LOG.warn(
                    "at=drain.file.gzip.failed file={} error={}",
                    OwnLog.quoted(path.toString()),
                    OwnLog.quoted(e.toString()));
        } finally {
            endPacking();
        }
    }

    /** A file that is open, whatever its name becomes. */
    private record Source(InputStream in, @Nullable Object key) {}

    /** The oldest that is not compressed; when there is none, the thread has ended with that. */
    private synchronized Optional<Source> oldest() throws IOException {
        for (int number = keep; number > 0; number--) {
            Path plain = name(number, "");
            if (Files.exists(plain)) {
                return Optional.of(new Source(Files.newInputStream(plain), key(plain)));
            }
        }
        endPacking();
        return Optional.empty();
    }

    private synchronized void endPacking() {
        if (packer == Thread.currentThread()) {
            packer = null;
        }
    }

    /** Puts the draft in the place of the file it was made of, wherever that is now. */
    private synchronized void replace(@Nullable Object source) throws IOException {
        for (int number = 1; number <= keep; number++) {
            Path plain = name(number, "");
            if (Files.exists(plain) && Objects.equals(key(plain), source)) {
                Files.move(draft(), name(number, GZ), StandardCopyOption.ATOMIC_MOVE);
                Files.delete(plain);
                return;
            }
        }
        Files.delete(draft());
    }

    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** Ends compressing, of which the next one does the rest. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            running = packer;
        }
        if (running != null) {
            running.interrupt();
            try {
                running.join(CLOSE_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
