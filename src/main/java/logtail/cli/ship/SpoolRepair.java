package logtail.cli.ship;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Repairs a damaged spool file: keeps a copy, {@code NAME.damaged}, and retains the valid batches in order. A file that ends
 * inside a batch is not damaged: its process died while writing a batch that it had not accepted yet.
 */
final class SpoolRepair {
    private static final byte[] MARK = "batch ".getBytes(US_ASCII);
    private static final int SEARCHED_BYTES = 64 * 1024;

    /**
     * Damage found in one file.
     *
     * @param copy copy of the file before the repair
     * @param places number of damaged byte ranges
     * @param bytes their total length
     * @param batches number of valid batches after the first of them
     */
    record Damage(Path copy, int places, long bytes, int batches) {
        @Override
        public String toString() {
            return "%d bytes in %d places are damaged and not sent, the %d batches behind them are; a copy is in %s"
                    .formatted(bytes, places, batches, copy);
        }
    }

    private SpoolRepair() {}

    /** Returns {@code file}, repaired if it is damaged, and adds the damage to {@code found}. */
    static Path repaired(Path file, List<Damage> found) throws IOException {
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            long at = end(in, 0);
            SpoolFile.@Nullable Stored next = nextSound(in, at + 1);
            if (next == null) {
                if (at < in.length() && !SpoolFile.isTorn(in, at)) {
                    found.add(new Damage(Files.copy(file, unused(file)), 1, in.length() - at, 0));
                }
                return file;
            }
            Path copy = Files.copy(file, unused(file));
            Path draft = file.resolveSibling(file.getFileName() + ".draft");
            int places = 0;
            int batches = 0;
            long lost = 0;
            try (var out = new RandomAccessFile(draft.toFile(), "rw")) {
                out.setLength(0);
                for (var sound = SpoolFile.read(in, 0); sound != null && sound.end() <= at; ) {
                    SpoolFile.append(sound.batch(), out);
                    sound = SpoolFile.read(in, sound.end());
                }
                while (next != null) {
                    places++;
                    lost += next.end() - SpoolFile.length(next.batch()) - at;
                    for (var sound = next; sound != null; sound = SpoolFile.read(in, at)) {
                        SpoolFile.append(sound.batch(), out);
                        batches++;
                        at = sound.end();
                    }
                    next = nextSound(in, at + 1);
                }
                if (at < in.length() && !SpoolFile.isTorn(in, at)) {
                    places++;
                    lost += in.length() - at;
                }
                out.getFD().sync();
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            found.add(new Damage(copy, places, lost, batches));
            return file;
        }
    }

    /** End of the contiguous valid batches from {@code from} on. */
    private static long end(RandomAccessFile in, long from) throws IOException {
        long at = from;
        for (var sound = SpoolFile.read(in, at); sound != null; sound = SpoolFile.read(in, at)) {
            at = sound.end();
        }
        return at;
    }

    /** The first valid batch at {@code from} or later; null when there is none. */
    private static SpoolFile.@Nullable Stored nextSound(RandomAccessFile in, long from) throws IOException {
        byte[] window = new byte[SEARCHED_BYTES];
        for (long start = from; start < in.length(); start += SEARCHED_BYTES - MARK.length) {
            in.seek(start);
            int length = (int) Math.min(window.length, in.length() - start);
            in.readFully(window, 0, length);
            for (int i = 0; i + MARK.length <= length; i++) {
                SpoolFile.Stored sound = isMark(window, i) ? SpoolFile.read(in, start + i) : null;
                if (sound != null) {
                    return sound;
                }
            }
        }
        return null;
    }

    private static boolean isMark(byte[] window, int from) {
        for (int i = 0; i < MARK.length; i++) {
            if (window[from + i] != MARK[i]) {
                return false;
            }
        }
        return true;
    }

    private static Path unused(Path file) {
        Path copy = file.resolveSibling(file.getFileName() + ".damaged");
        for (int i = 2; Files.exists(copy); i++) {
            copy = file.resolveSibling(file.getFileName() + ".damaged-" + i);
        }
        return copy;
    }
}
