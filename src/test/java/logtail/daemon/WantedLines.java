package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.function.LongPredicate;

/**
 * What a tail asks for of a {@link PacedLoad}, as a query and as a test of the line's number.
 *
 * @param query parameters of {@code GET /tail}
 */
record WantedLines(String query, LongPredicate test) {
    private static final int KINDS = 5;

    /** One of many different ones, each for about one to three lines of a thousand. */
    static WantedLines of(int number) {
        long tag = number % PacedLoad.TAGS;
        long other = (tag + 37) % PacedLoad.TAGS;
        return switch (number % KINDS) {
            case 0 -> filter("key=" + tag, n -> tagOf(n) == tag);
            case 1 ->
                filter("\"tag-%d \" OR \"tag-%d \"".formatted(tag, other), n -> tagOf(n) == tag || tagOf(n) == other);
            case 2 ->
                new WantedLines(
                        "app=app-%d&filter=%s".formatted(tag % PacedLoad.APPS, encoded("/tag-%d\\b/".formatted(tag))),
                        n -> tagOf(n) == tag);
            case 3 ->
                new WantedLines(
                        "level=error&filter=" + encoded("key:%d..%d".formatted(tag, tag + 20)),
                        n -> n % 10 == 0 && tagOf(n) >= tag && tagOf(n) <= tag + 20);
            default ->
                filter(
                        "app:app-%d key>=%d key<=%d -tag-%d".formatted(tag % PacedLoad.APPS, tag, tag + 9, tag + 1),
                        n -> tagOf(n) % PacedLoad.APPS == tag % PacedLoad.APPS
                                && tagOf(n) >= tag
                                && tagOf(n) <= tag + 9
                                && !Long.toString(tagOf(n)).startsWith(Long.toString(tag + 1)));
        };
    }

    private static long tagOf(long n) {
        return n % PacedLoad.TAGS;
    }

    private static WantedLines filter(String filter, LongPredicate test) {
        return new WantedLines("filter=" + encoded(filter), test);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
