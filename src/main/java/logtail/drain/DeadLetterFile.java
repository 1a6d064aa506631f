package logtail.drain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import logtail.journal.Journal;
import logtail.runtime.Clock;
import logtail.runtime.DurableFiles;
import logtail.runtime.OwnerOnly;

/**
 * File of events that a destination rejected permanently, one {@link DeadLetter} per line, oldest first. Holds at most
 * {@value #MOST_BYTES} bytes; a full file stops the drain until letters are replayed or removed. Read as a stream, so its
 * size costs no memory; only appended to or replaced as a whole, so readers need no lock. Any thread.
 */
final class DeadLetterFile implements DeadLetters {
    static final long MOST_BYTES = 64 << 20;

    private static final int PIECE_BYTES = 64 << 10;

    private final Path file;
    private final Clock clock;
    private volatile long count;

    DeadLetterFile(Path file, Clock clock) throws IOException {
        this.file = file;
        this.clock = clock;
        count = cutTorn();
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public synchronized void add(long id, String reason, Journal journal) throws IOException {
        if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
            throw new IOException(
                    "the dead-letter file has reached its limit of %d bytes: send its events again or remove them"
                            .formatted(MOST_BYTES));
        }
        append(DeadLetter.describe(id, reason, clock.nowNs(), journal));
        count = count + 1;
    }

    @Override
    public void forEach(Reader reader) throws IOException, InterruptedException {
        if (!Files.exists(file)) {
            return;
        }
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reader.read(line);
            }
        }
    }

    /** Atomic also in a power cut. */
    @Override
    public synchronized void remove(long[] ids) throws IOException {
        if (ids.length == 0 || !Files.exists(file)) {
            return;
        }
        long[] sorted = ids.clone();
        Arrays.sort(sorted);
        var kept = new Object() {
            long count;
        };
        DurableFiles.replace(file, out -> {
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (Arrays.binarySearch(sorted, DeadLetter.id(line)) < 0) {
                        out.write(line.getBytes(UTF_8));
                        out.write('\n');
                        kept.count++;
                    }
                }
            }
        });
        count = kept.count;
    }

    @Override
    public synchronized void clear() throws IOException {
        Files.deleteIfExists(file);
        count = 0;
    }

    private void append(String line) throws IOException {
        boolean isNew = !Files.exists(file);
        try (FileChannel channel =
                OwnerOnly.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        }
        if (isNew) {
            DurableFiles.forceName(file);
        }
    }

    /**
     * Truncates a torn last line after a crash. The cursor has not passed its event, so it is sent again.
     *
     * @return number of whole lines
     */
    private long cutTorn() throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var piece = ByteBuffer.allocate(PIECE_BYTES);
            long lines = 0;
            long end = 0; // end of the last whole line
            for (long at = 0; channel.read(piece.clear(), at) > 0; at += piece.position()) {
                for (int i = 0; i < piece.position(); i++) {
                    if (piece.get(i) == '\n') {
                        lines++;
                        end = at + i + 1;
                    }
                }
            }
            if (end < channel.size()) {
                channel.truncate(end);
            }
            return lines;
        }
    }
}
