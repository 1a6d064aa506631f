package logtail.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Base32 with the extended hex alphabet (RFC 4648, section 7), in lower case, without padding. */
final class Base32 {
    private static final byte[] DIGITS = "0123456789abcdefghijklmnopqrstuv".getBytes(US_ASCII);
    private static final int BITS = 5;
    private static final int MASK = (1 << BITS) - 1;

    private Base32() {}

    static String encode(byte[] bytes) {
        byte[] text = new byte[length(bytes.length)];
        encode(bytes, text, 0);
        return new String(text, US_ASCII);
    }

    /** Writes to {@code text} from {@code at} on; the bits that are missing at the end are 0. */
    static void encode(byte[] bytes, byte[] text, int at) {
        int to = at;
        int held = 0;
        int bits = 0;
        for (byte next : bytes) {
            held = (held << Byte.SIZE) | (next & 0xFF);
            bits += Byte.SIZE;
            while (bits >= BITS) {
                bits -= BITS;
                text[to++] = DIGITS[(held >> bits) & MASK];
            }
        }
        if (bits > 0) {
            text[to] = DIGITS[(held << (BITS - bits)) & MASK];
        }
    }

    /** Exactly so many bytes; none when the text is not what {@link #encode} makes of so many. */
    static byte[] decode(String text, int bytes) {
        if (text.length() != length(bytes)) {
            return new byte[0];
        }
        byte[] decoded = new byte[bytes];
        int to = 0;
        int held = 0;
        int bits = 0;
        for (int at = 0; at < text.length(); at++) {
            int value = value(text.charAt(at));
            if (value < 0) {
                return new byte[0];
            }
            held = (held << BITS) | value;
            bits += BITS;
            if (bits >= Byte.SIZE) {
                bits -= Byte.SIZE;
                decoded[to++] = (byte) (held >> bits);
            }
        }
        boolean isWhole = (held & ((1 << bits) - 1)) == 0; // else two texts would have the same bytes
        return isWhole ? decoded : new byte[0];
    }

    private static int length(int bytes) {
        return (bytes * Byte.SIZE + BITS - 1) / BITS;
    }

    private static int value(char digit) {
        if (digit >= '0' && digit <= '9') {
            return digit - '0';
        }
        return digit >= 'a' && digit <= 'v' ? digit - 'a' + 10 : -1;
    }
}
