package logtail.cli.ship;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import logtail.cli.client.UrlQuery;

/**
 * A batch of lines.
 *
 * @param key unique idempotency key; the daemon stores each key once
 * @param query sender of the lines
 * @param bytes the lines, unchanged
 * @param lines number of lines
 * @param readAtNs when they were read, in nanoseconds since the Unix epoch; 0 when unknown
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ShippedBatch(String key, UrlQuery query, byte[] bytes, int lines, long readAtNs) {
    private static final Pattern NUMBERED = Pattern.compile("([^:]{1,64})-([0-9]{1,18})");

    /**
     * {@code SHIPPER:SEQUENCE}, by which a daemon recognizes a repeated batch however old it is; empty when the key has no
     * number. Derived from the key, so a batch from the spool keeps it.
     */
    Optional<String> producer() {
        Matcher parts = NUMBERED.matcher(key);
        return parts.matches() ? Optional.of(parts.group(1) + ":" + parts.group(2)) : Optional.empty();
    }
}
