package logtail.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Glob for whole names: {@code *} matches any bytes, {@code ?} one byte; case-sensitive. Immutable. */
final class NameGlob {
    private final byte[] pattern;

    NameGlob(String pattern) {
        this.pattern = pattern.getBytes(UTF_8);
    }

    /** Matches names of processes: {@code web} also matches {@code web.1}. */
    boolean matchesProcess(byte[] name, int from, int length) {
        if (matches(name, from, length)) {
            return true;
        }
        int end = from + length;
        for (int i = from; i < end; i++) {
            if (name[i] == '.') {
                return matches(name, from, i - from);
            }
        }
        return false;
    }

    boolean matches(byte[] name, int from, int length) {
        int end = from + length;
        int at = from;
        int p = 0;
        int star = -1;
        int starAt = 0;
        while (at < end) {
            if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                starAt = at;
            } else if (p < pattern.length && (pattern[p] == '?' || pattern[p] == name[at])) {
                p++;
                at++;
            } else if (star >= 0) {
                p = star + 1;
                at = ++starAt;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }
}
