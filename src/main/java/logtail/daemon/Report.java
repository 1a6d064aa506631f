package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Locale;

/** Writes lines of text for users. */
final class Report {
    private static final long BILLION = 1_000_000_000L;

    private final OutputStream out;

    Report(OutputStream out) {
        this.out = out;
    }

    /** @throws UncheckedIOException when writing fails */
    @SuppressWarnings("AnnotateFormatMethod") // its annotation is in no library that we ship
    void line(String format, Object... values) {
        try {
            out.write((String.format(Locale.ROOT, format, values) + '\n').getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** RFC 3339 in UTC. */
    static String time(long ns) {
        return Instant.ofEpochSecond(Math.floorDiv(ns, BILLION), Math.floorMod(ns, BILLION))
                .toString();
    }

    /** Millions of bytes a second. */
    static double megabytesPerSecond(long bytes, long ns) {
        return bytes * 1e3 / Math.max(1, ns);
    }
}
