package logtail.cli.ship;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import logtail.cli.client.UrlQuery;

/**
 * Lines on their way.
 *
 * @param key unlike that of any other batch; the daemon takes a key once, however often it is sent
 * @param query whose lines they are
 * @param bytes the lines as they came
 * @param lines how many
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ShippedBatch(String key, UrlQuery query, byte[] bytes, int lines) {
    private static final Pattern NUMBERED = Pattern.compile("([^:]{1,64})-([0-9]{1,18})");

    /** Batch {@code sequence} of one shipper. */
    static ShippedBatch numbered(String shipper, long sequence, UrlQuery query, byte[] bytes, int lines) {
        return new ShippedBatch(shipper + "-" + sequence, query, bytes, lines);
    }

    /**
     * {@code SHIPPER:SEQUENCE}, by which a daemon tells a batch that comes again however long ago it came first; empty when
     * the key tells no number. It lies in the spool with the key, so the process that finds it there goes on counting.
     */
    Optional<String> producer() {
        Matcher parts = NUMBERED.matcher(key);
        return parts.matches() ? Optional.of(parts.group(1) + ":" + parts.group(2)) : Optional.empty();
    }
}
