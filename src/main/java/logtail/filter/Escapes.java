package logtail.filter;

import logtail.parse.JsonEscapes;
import logtail.parse.TerminalCodes;

/**
 * Values as people read them: without JSON escapes, without colours. Reuses one buffer, which holds the last value. One
 * thread.
 */
final class Escapes {
    private byte[] plain = new byte[256];
    private int length;

    /** Decodes the value in {@code bytes[from, to)} into {@code bytes()[0, length())}. */
    void remove(byte[] bytes, int from, int to) {
        if (plain.length < to - from) {
            plain = new byte[Math.max(to - from, 2 * plain.length)];
        }
        length = JsonEscapes.decode(bytes, from, to, plain, 0);
        if (TerminalCodes.areIn(plain, 0, length)) {
            length = TerminalCodes.leaveOut(plain, 0, length, plain, 0);
        }
    }

    byte[] bytes() {
        return plain;
    }

    int length() {
        return length;
    }
}
