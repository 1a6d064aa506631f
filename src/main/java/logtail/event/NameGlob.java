package logtail.event;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Glob for whole names: {@code *} matches any text, {@code ?} one character; case-sensitive. What stands in it becomes what it
 * becomes in a name (see {@link Names}). Immutable.
 */
public final class NameGlob {
    private final byte[] pattern;

    /** @param maxBytes length of the longest name of this kind */
    public NameGlob(String pattern, int maxBytes) {
        boolean isGlob = pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0;
        this.pattern = Names.fit(pattern, isGlob ? Integer.MAX_VALUE : maxBytes).getBytes(UTF_8);
    }

    /** Matches names of processes: {@code web} also matches {@code web.1}. */
    public boolean matchesProcess(byte[] name, int from, int length) {
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

    public boolean matches(byte[] name, int from, int length) {
        int end = from + length;
        int at = from;
        int p = 0;
        int star = -1;
        int starAt = 0;
        while (at < end) {
            if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                starAt = at;
            } else if (p < pattern.length && pattern[p] == '?') {
                p++;
                at = characterEnd(name, at, end);
            } else if (p < pattern.length && pattern[p] == name[at]) {
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

    private static int characterEnd(byte[] name, int at, int end) {
        int next = at + 1;
        while (next < end && (name[next] & 0xC0) == 0x80) {
            next++;
        }
        return next;
    }
}
