package logtail.filter;

import static java.nio.charset.StandardCharsets.UTF_8;

import logtail.event.Event;

/** Filters said once more, in the plainest way, for the tests to compare with. */
final class Naive {
    private Naive() {}

    static boolean matches(Filter filter, Event event) {
        return switch (filter) {
            case Filter.All all -> true;
            case Filter.Contains contains -> contains(event.message(), contains);
            case Filter.Not not -> !matches(not.negated(), event);
            case Filter.And and -> and.filters().stream().allMatch(one -> matches(one, event));
        };
    }

    private static boolean contains(byte[] message, Filter.Contains contains) {
        return indexOf(message, 0, message.length, contains.text().getBytes(UTF_8), contains.ignoreCase()) >= 0;
    }

    static int indexOf(byte[] bytes, int from, int to, byte[] text, boolean ignoreCase) {
        for (int at = from; at + text.length <= to; at++) {
            int same = 0;
            while (same < text.length && isSame(bytes[at + same], text[same], ignoreCase)) {
                same++;
            }
            if (same == text.length) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isSame(byte one, byte other, boolean ignoreCase) {
        return one == other || (ignoreCase && lower(one) == lower(other));
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }
}
