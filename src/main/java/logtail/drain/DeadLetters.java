package logtail.drain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import logtail.journal.Journal;
import logtail.runtime.Clock;
import logtail.runtime.DurableFiles;
import logtail.runtime.OwnerOnly;

/**
 * File of events that a destination rejected permanently, one {@link DeadLetter} per line, oldest first. Holds at most
 * {@value #MOST_BYTES} bytes; a full file stops the drain until letters are replayed or removed. Read as a stream, so its
 * size costs no memory; only appended to or replaced as a whole, so readers need no lock. Any thread.
 */
final class DeadLetters {
    static final long MOST_BYTES = 64 << 20;

    /** Limit of the text that {@link #newest} returns. */
    static final int MOST_SHOWN_CHARS = 1 << 20;

    private static final int PIECE_BYTES = 64 << 10;

    private final Path file;
    private final Clock clock;
    private volatile long count;

    DeadLetters(Path file, Clock clock) throws IOException {
        this.file = file;
        this.clock = clock;
        count = cutTorn();
    }

    /** Number of letters; never blocks. */
    long count() {
        return count;
    }

    /**
     * Appends the event with this id.
     *
     * @throws IOException when it cannot be stored; the drain must not pass the event then
     */
    synchronized void add(long id, String reason, Journal journal) throws IOException {
        if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
            throw new IOException(
                    "the dead-letter file has reached its limit of %d bytes: send its events again or remove them"
                            .formatted(MOST_BYTES));
        }
        append(DeadLetter.describe(id, reason, clock.nowNs(), journal));
        count = count + 1;
    }

    /** Consumes letters. */
    @FunctionalInterface
    interface Reader {
        void read(String line) throws IOException, InterruptedException;
    }

    /** Passes the lines of the current letters to {@code reader}, oldest first. */
    void forEach(Reader reader) throws IOException, InterruptedException {
        if (!Files.exists(file)) {
            return;
        }
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reader.read(line);
            }
        }
    }

    /**
     * The newest letters as shown to users, oldest first: at most {@code most}, and at most {@link #MOST_SHOWN_CHARS} of
     * text.
     */
    List<String> newest(int most) throws IOException {
        var shown = new ArrayDeque<String>();
        long chars = 0;
        if (!Files.exists(file)) {
            return List.of();
        }
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String letter = DeadLetter.withoutBlock(line);
                shown.add(letter);
                chars += letter.length();
                while (shown.size() > most || (chars > MOST_SHOWN_CHARS && shown.size() > 1)) {
                    chars -= shown.remove().length();
                }
            }
        }
        return List.copyOf(shown);
    }

    /** Removes the letters of these events; atomic also in a power cut. */
    synchronized void remove(long[] ids) throws IOException {
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

    /** Removes all letters. */
    synchronized void clear() throws IOException {
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
