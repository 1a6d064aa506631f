package logtail.event;

/** The characters of app, process and host names: {@code [A-Za-z0-9._-]}, at most {@value #MAX_BYTES} bytes. */
public final class Names {
    public static final int MAX_BYTES = 64;

    private static final byte[] SAFE = new byte[256];

    static {
        for (int c = 0; c < SAFE.length; c++) {
            boolean isLetter = ((c | 0x20) >= 'a') && ((c | 0x20) <= 'z');
            boolean isDigit = (c >= '0') && (c <= '9');
            boolean keeps = isLetter || isDigit || (".-_".indexOf(c) >= 0);
            SAFE[c] = (byte) (keeps ? c : '_');
        }
    }

    private Names() {}

    /**
     * Copies at most {@link #MAX_BYTES} of {@code length} bytes and replaces those that names may not contain by
     * {@code _}; returns how many it copied.
     */
    static int copy(byte[] source, int from, int length, byte[] target, int at) {
        int kept = Math.min(length, MAX_BYTES);
        for (int i = 0; i < kept; i++) {
            target[at + i] = SAFE[source[from + i] & 0xFF];
        }
        return kept;
    }
}
