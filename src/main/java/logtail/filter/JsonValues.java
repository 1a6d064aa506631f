package logtail.filter;

import java.util.Arrays;
import logtail.parse.JsonSkip;

/**
 * Searches one JSON object for the values of a dotted name: {@code a.b} is the member {@code "a.b"}, or {@code "b"}
 * inside of {@code "a"}; each element of an array counts. Enters only values on the path of the name. Never finds names
 * with escapes; {@code null} is no value. One thread.
 */
final class JsonValues {
    private static final int ILL_FORMED = JsonSkip.ILL_FORMED;
    private static final int NOT_THIS = -1;

    private final byte[] name;
    private final ValueTest test;
    private final boolean isForAny;
    private final Escapes escapes;
    private final JsonSkip skip = new JsonSkip();
    private boolean isFound;

    /** @param isForAny whether objects and arrays are values too, as their presence alone counts */
    JsonValues(byte[] name, ValueTest test, boolean isForAny, Escapes escapes) {
        this.name = name;
        this.test = test;
        this.isForAny = isForAny;
        this.escapes = escapes;
    }

    /** Whether the text begins as a JSON object with a member. */
    static boolean isObject(byte[] bytes, int from, int to) {
        int at = JsonSkip.spaces(bytes, from, to);
        if (at == to || bytes[at] != '{') {
            return false;
        }
        at = JsonSkip.spaces(bytes, at + 1, to);
        return at < to && bytes[at] == '"';
    }

    /** Whether any value passes the test. */
    boolean test(byte[] bytes, int from, int to) {
        isFound = false;
        object(bytes, JsonSkip.spaces(bytes, from, to), to, 0, 1);
        return isFound;
    }

    /**
     * Searches the object at {@code from}.
     *
     * @param nameAt where in the name the part begins that its members are to have
     * @return its end, or anything once found
     */
    private int object(byte[] bytes, int from, int to, int nameAt, int depth) {
        int at = JsonSkip.spaces(bytes, from + 1, to);
        if (at < to && bytes[at] == '}') {
            return at + 1;
        }
        while (at < to && bytes[at] == '"') {
            int nameEnd = JsonSkip.string(bytes, at, to);
            int colon = nameEnd == ILL_FORMED ? to : JsonSkip.spaces(bytes, nameEnd, to);
            if (colon == to || bytes[colon] != ':') {
                return ILL_FORMED;
            }
            int value = JsonSkip.spaces(bytes, colon + 1, to);
            int rest = rest(bytes, at + 1, nameEnd - 1, nameAt);
            int end = rest == NOT_THIS ? skip.value(bytes, value, to) : value(bytes, value, to, rest, depth);
            if (isFound || end == ILL_FORMED) {
                return ILL_FORMED;
            }
            at = JsonSkip.spaces(bytes, end, to);
            if (at == to || bytes[at] != ',') {
                return at < to && bytes[at] == '}' ? at + 1 : ILL_FORMED;
            }
            at = JsonSkip.spaces(bytes, at + 1, to);
        }
        return ILL_FORMED;
    }

    /** The start of the rest of the name behind this part of it; the length of the name when nothing is left. */
    private int rest(byte[] bytes, int from, int to, int nameAt) {
        int end = nameAt + to - from;
        boolean isPart = end == name.length || (end < name.length && name[end] == '.');
        if (!isPart || !Arrays.equals(bytes, from, to, name, nameAt, end)) {
            return NOT_THIS;
        }
        return end == name.length ? end : end + 1;
    }

    private int value(byte[] bytes, int from, int to, int nameAt, int depth) {
        boolean isWhole = nameAt == name.length;
        byte first = from < to ? bytes[from] : 0;
        if ((first == '{' || first == '[') && depth == JsonSkip.MAX_DEPTH) {
            return ILL_FORMED;
        }
        isFound = isWhole && isForAny && (first == '{' || first == '[');
        if (first == '[') {
            return array(bytes, from, to, nameAt, depth + 1);
        }
        if (first == '{' && !isWhole) {
            return object(bytes, from, to, nameAt, depth + 1);
        }
        int end = skip.value(bytes, from, to);
        if (isWhole && end != ILL_FORMED && first != '{' && first != 'n') {
            isFound = first == '"' ? string(bytes, from + 1, end - 1) : test.test(bytes, from, end);
        }
        return end;
    }

    private int array(byte[] bytes, int from, int to, int nameAt, int depth) {
        int at = JsonSkip.spaces(bytes, from + 1, to);
        if (isFound || (at < to && bytes[at] == ']')) {
            return at + 1;
        }
        while (at < to) {
            int end = value(bytes, at, to, nameAt, depth);
            if (isFound || end == ILL_FORMED) {
                return ILL_FORMED;
            }
            at = JsonSkip.spaces(bytes, end, to);
            if (at == to || bytes[at] != ',') {
                return at < to && bytes[at] == ']' ? at + 1 : ILL_FORMED;
            }
            at = JsonSkip.spaces(bytes, at + 1, to);
        }
        return ILL_FORMED;
    }

    private boolean string(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\\') {
                escapes.remove(bytes, from, to);
                return test.test(escapes.bytes(), 0, escapes.length());
            }
        }
        return test.test(bytes, from, to);
    }
}
