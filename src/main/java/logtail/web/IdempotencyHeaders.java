package logtail.web;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import logtail.access.AppScope;
import logtail.event.AttemptKey;
import logtail.ingest.Sender;

/**
 * Headers that identify an upload, so that a repeated one is stored once. Keys are scoped to the app of the request, and to the apps
 * that its sender is limited to: else the key of one could swallow the lines of another, or tell of them.
 *
 * @param key the upload's key; empty for none
 * @param former the key that older senders, without sequence numbers, gave the same upload
 */
record IdempotencyHeaders(Optional<AttemptKey> key, Optional<AttemptKey> former) {
    private static final String PRODUCER = "Logtail-Producer";
    private static final String KEY = "Idempotency-Key";
    private static final String FRAME_ID = "Logplex-Frame-Id";
    private static final int MAX_KEY_LENGTH = 128;
    private static final Pattern SEQUENCE = Pattern.compile("([!-9;-~]{1,64}):([0-9]{1,18})");

    /** @throws BadParameterException when a header is malformed */
    static IdempotencyHeaders of(Exchange exchange, Sender sender, boolean isLogplex) {
        Optional<AttemptKey> key =
                key(exchange, KEY, sender).or(() -> isLogplex ? key(exchange, FRAME_ID, sender) : Optional.empty());
        Optional<AttemptKey> sequence = sequence(exchange, sender);
        return sequence.isPresent()
                ? new IdempotencyHeaders(sequence, key)
                : new IdempotencyHeaders(key, Optional.empty());
    }

    private static Optional<AttemptKey> sequence(Exchange exchange, Sender sender) {
        List<String> values = exchange.headers().getAll(PRODUCER);
        if (values.isEmpty()) {
            return Optional.empty();
        }
        Matcher parts = SEQUENCE.matcher(String.join(" ", values));
        if (!parts.matches()) {
            throw new BadParameterException(("header %s is '%s'; it takes ID:SEQUENCE, an id of 1 to 64 visible ASCII"
                            + " characters without colon and a number of at most 18 digits")
                    .formatted(PRODUCER, String.join(" ", values)));
        }
        return Optional.of(AttemptKey.ofProducer(
                scope(exchange, PRODUCER, sender), parts.group(1), Long.parseLong(parts.group(2))));
    }

    private static Optional<AttemptKey> key(Exchange exchange, String header, Sender sender) {
        List<String> values = exchange.headers().getAll(header);
        if (values.isEmpty()) {
            return Optional.empty();
        }
        String value = String.join(" ", values); // more than one value is malformed
        if (value.isEmpty() || value.length() > MAX_KEY_LENGTH || !value.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new BadParameterException("header %s is '%s'; it takes 1 to %d visible ASCII characters"
                    .formatted(header, value, MAX_KEY_LENGTH));
        }
        return Optional.of(AttemptKey.of(scope(exchange, header, sender), value));
    }

    /** Globs have no white space, and names of apps lose theirs; so no two scopes look alike but those of the same sender. */
    private static String scope(Exchange exchange, String header, Sender sender) {
        String ofApp = header + ' ' + sender.app();
        AppScope apps = exchange.sender().apps();
        return apps.isAll()
                ? ofApp
                : apps.globs().stream().distinct().sorted().collect(Collectors.joining(" ", ofApp + "\n", ""));
    }
}
