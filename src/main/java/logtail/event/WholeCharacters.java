package logtail.event;

/** Where to cut text so that no character of UTF-8 is cut in two. */
public final class WholeCharacters {
    private static final int MOST_FOLLOWING = 3;

    private WholeCharacters() {}

    /**
     * The end of the last whole character of {@code bytes[from, end)}: {@code end}, or up to three bytes before it. Bytes
     * that are no UTF-8 are cut anywhere.
     */
    public static int end(byte[] bytes, int from, int end) {
        int lead = end - 1;
        while (lead >= from && end - lead <= MOST_FOLLOWING && (bytes[lead] & 0xC0) == 0x80) {
            lead--;
        }
        return lead > from && end - lead < length(bytes[lead]) ? lead : end;
    }

    /** How many bytes the character has that begins with this byte. */
    private static int length(byte lead) {
        if ((lead & 0xE0) == 0xC0) {
            return 2;
        }
        if ((lead & 0xF0) == 0xE0) {
            return 3;
        }
        return (lead & 0xF8) == 0xF0 ? 4 : 1;
    }
}
