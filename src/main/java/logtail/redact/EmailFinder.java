package logtail.redact;

import logtail.filter.Literal;

/**
 * Finds e-mail addresses of ASCII: a local part without quotes and a domain of two labels or more whose last one is of letters
 * (RFC 5321, section 4.1.2, without address literals). The @ may be written as {@code %40}, as in URLs, or as JSON's {@code
 * \}{@code u0040}.
 */
final class EmailFinder extends Finder {
    private static final int MOST_LOCAL = 128; // RFC 5321 has 64, but escapes are longer
    private static final int MOST_DOMAIN = 255;
    private static final int NOWHERE = Integer.MAX_VALUE;
    private static final Literal[] SIGNS = {
        new Literal("@", false), new Literal("%40", false), new Literal("\\u0040", false)
    };

    private final int[] next = new int[SIGNS.length];

    @Override
    void open(byte[] bytes, int from, int to) {
        super.open(bytes, from, to);
        java.util.Arrays.fill(next, -1);
    }

    @Override
    boolean next(int at) {
        int sought = at;
        while (true) {
            int first = NOWHERE;
            int length = 0;
            for (int i = 0; i < SIGNS.length; i++) {
                if (next[i] < sought) {
                    int hit = SIGNS[i].indexIn(bytes, sought, to);
                    next[i] = hit < 0 ? NOWHERE : hit;
                }
                if (next[i] < first) {
                    first = next[i];
                    length = SIGNS[i].lengthBytes();
                }
            }
            if (first == NOWHERE) {
                return false;
            }
            if (isAddress(at, first, first + length)) {
                return true;
            }
            sought = first + length;
        }
    }

    private boolean isAddress(int least, int sign, int domain) {
        int local = sign;
        while (local > least && sign - local < MOST_LOCAL && isLocal(bytes[local - 1])) {
            local--;
        }
        while (local < sign && (bytes[local] == '.' || bytes[local] == '-')) {
            local++;
        }
        if (local == sign) {
            return false;
        }
        int last = domainEnd(domain);
        return last > domain && found(local, last);
    }

    /** The end of the domain at {@code at}, or {@code at} when there is none. */
    private int domainEnd(int at) {
        if (at == to || !Bytes.isAlphanumeric(bytes[at])) {
            return at;
        }
        int limit = at;
        while (limit < to && limit - at < MOST_DOMAIN && isDomain(bytes[limit])) {
            limit++;
        }
        while (limit > at) {
            int dot = limit - 1;
            while (dot > at && bytes[dot] != '.') {
                dot--;
            }
            if (dot == at) {
                return at;
            }
            if (isTopLevel(dot + 1, limit) && !isVersion(at, dot)) {
                return limit;
            }
            limit = dot;
        }
        return at;
    }

    private boolean isTopLevel(int labelFrom, int labelTo) {
        int length = labelTo - labelFrom;
        boolean isEncoded = length > 4 && bytes[labelFrom] == 'x' && bytes[labelFrom + 2] == '-';
        for (int at = labelFrom; at < labelTo; at++) {
            if (!Bytes.isLetter(bytes[at]) && !isEncoded) {
                return false;
            }
        }
        return length >= 2;
    }

    /** Whether the labels before the last one end with two of digits alone, as in {@code name@1.0.beta}. */
    private boolean isVersion(int domain, int lastDot) {
        int at = lastDot;
        int labels = 0;
        while (at > domain && labels < 2) {
            int end = at;
            while (at > domain && Bytes.isDigit(bytes[at - 1])) {
                at--;
            }
            if (at == end || (at > domain && bytes[at - 1] != '.')) {
                return false;
            }
            labels++;
            at = at > domain ? at - 1 : at;
        }
        return labels == 2;
    }

    private static boolean isLocal(byte b) {
        return Bytes.isWord(b) || b == '.' || b == '+' || b == '-' || b == '%' || b == '\'';
    }

    private static boolean isDomain(byte b) {
        return Bytes.isAlphanumeric(b) || b == '.' || b == '-';
    }
}
