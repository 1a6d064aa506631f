package logtail.cli.render;

/** Finds {@code key=value} in text: a key begins the text or follows a blank, outside of quoted values. Pure. */
public final class LogfmtKeys {
    private LogfmtKeys() {}

    /** Where the {@code =} of the next key is whose value begins behind {@code from}; -1 when there is none. */
    static int next(String text, int from) {
        int at = from > 0 && text.charAt(from - 1) == '=' ? valueEnd(text, from) : from;
        while (at < text.length()) {
            int end = wordEnd(text, at);
            if (end > at && end < text.length() && text.charAt(end) == '=') {
                return end;
            }
            at = end;
            while (at < text.length() && !isBlank(text.charAt(at))) {
                at++;
            }
            while (at < text.length() && isBlank(text.charAt(at))) {
                at++;
            }
        }
        return -1;
    }

    /** Where the key in front of this {@code =} begins. */
    static int keyFrom(String text, int equals) {
        int from = equals;
        while (from > 0 && isKey(text.charAt(from - 1))) {
            from--;
        }
        return from;
    }

    /** Where the value that begins at {@code from} ends, with its closing quote when it has one. */
    static int valueEnd(String text, int from) {
        int at = from;
        if (at < text.length() && text.charAt(at) == '"') {
            for (at++; at < text.length(); at++) {
                if (text.charAt(at) == '"') {
                    return at + 1;
                }
                at += text.charAt(at) == '\\' ? 1 : 0;
            }
            at = from; // never closed: no quote then
        }
        while (at < text.length() && !isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int wordEnd(String text, int from) {
        int at = from;
        while (at < text.length() && isKey(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isKey(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "_.-@/".indexOf(c) >= 0;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
