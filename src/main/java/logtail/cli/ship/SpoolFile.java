package logtail.cli.ship;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.zip.CRC32C;
import logtail.cli.client.UrlQuery;
import org.jspecify.annotations.Nullable;

/**
 * File format of a {@link Spool}. A batch is a line of text, {@code batch KEY LINES BYTES CRC32C QUERY READ_AT_NS},
 * followed by its bytes. The time is missing in files of versions before it was kept. Pure.
 */
public final class SpoolFile {
    private static final int LONGEST_HEADER_BYTES = 8 * 1024;
    private static final int WORDS = 7;

    /**
     * A batch in a file.
     *
     * @param end offset of its end
     */
    record Stored(ShippedBatch batch, long end) {}

    private SpoolFile() {}

    /** Encoded size of a batch. */
    static long length(ShippedBatch batch) {
        return (long) header(batch).length + batch.bytes().length;
    }

    static void append(ShippedBatch batch, RandomAccessFile file) throws IOException {
        file.write(header(batch));
        file.write(batch.bytes());
    }

    /** Reads the batch at {@code at}; null when there is no whole one. */
    static @Nullable Stored read(RandomAccessFile in, long at) throws IOException {
        in.seek(at);
        byte[] window = new byte[(int) Math.min(LONGEST_HEADER_BYTES, in.length() - at)];
        in.readFully(window);
        String text = new String(window, US_ASCII);
        int end = text.indexOf('\n');
        String[] words = end < 0 ? new String[0] : text.substring(0, end).split(" ", -1);
        if (!isHeader(words) || !isNumber(words[2])) {
            return null;
        }
        int length = Integer.parseInt(words[3]);
        long bodyAt = at + end + 1;
        if (bodyAt + length > in.length()) {
            return null;
        }
        byte[] body = new byte[length];
        in.seek(bodyAt);
        in.readFully(body);
        if (!checksum(body).equals(words[4])) {
            return null;
        }
        long readAtNs = words.length == WORDS ? Long.parseLong(words[WORDS - 1]) : 0;
        var batch = new ShippedBatch(words[1], UrlQuery.encoded(words[5]), body, Integer.parseInt(words[2]), readAtNs);
        return new Stored(batch, bodyAt + length);
    }

    /** Whether the bytes from {@code at} on are an incomplete batch of a writer that died, rather than damage. */
    static boolean isTorn(RandomAccessFile in, long at) throws IOException {
        in.seek(at);
        byte[] window = new byte[(int) Math.min(LONGEST_HEADER_BYTES, in.length() - at)];
        in.readFully(window);
        String text = new String(window, US_ASCII);
        int end = text.indexOf('\n');
        if (end < 0) {
            return window.length < LONGEST_HEADER_BYTES
                    && "batch ".startsWith(text.substring(0, Math.min(6, text.length())));
        }
        String[] words = text.substring(0, end).split(" ", -1);
        return isHeader(words) && at + end + 1 + Integer.parseInt(words[3]) > in.length();
    }

    private static boolean isHeader(String[] words) {
        boolean isWhole =
                words.length == WORDS ? words[WORDS - 1].matches("\\d{1,18}|[1-8]\\d{18}") : words.length == WORDS - 1;
        return isWhole && words[0].equals("batch") && isNumber(words[3]);
    }

    private static boolean isNumber(String word) {
        return word.matches("\\d{1,9}");
    }

    private static byte[] header(ShippedBatch batch) {
        return "batch %s %d %d %s %s%s\n"
                .formatted(
                        batch.key(),
                        batch.lines(),
                        batch.bytes().length,
                        checksum(batch.bytes()),
                        batch.query(),
                        batch.readAtNs() == 0 ? "" : " " + batch.readAtNs())
                .getBytes(US_ASCII);
    }

    private static String checksum(byte[] body) {
        var crc = new CRC32C();
        crc.update(body, 0, body.length);
        return Long.toHexString(crc.getValue());
    }
}
