package logtail.redact;

import logtail.filter.Literal;

/**
 * Finds IPv6 addresses in the forms of RFC 4291, section 2.2: eight groups, fewer with {@code ::}, the last two as an IPv4
 * address. Names with colons such as {@code Fade::Bad} have no digit, and hardware addresses have groups of two: neither is one.
 */
final class Ipv6Finder extends Finder {
    private static final Literal COLON = new Literal(":", false);
    private static final int GROUPS = 8;
    private static final int GROUP_DIGITS = 4;
    private static final int MOST_BYTES = 48; // behind the first colon; an address is shorter

    @Override
    boolean next(int at) {
        int least = at;
        for (int colon = COLON.indexIn(bytes, at, to); colon >= 0; colon = COLON.indexIn(bytes, least, to)) {
            int first = colon;
            while (first > least && Bytes.isHex(bytes[first - 1])) {
                first--;
            }
            int last = runEnd(colon, Math.min(to, colon + MOST_BYTES));
            if (isAddress(behindWord(first, last), last)) {
                return true;
            }
            least = runEnd(last, to);
        }
        return false;
    }

    private int runEnd(int at, int limit) {
        int last = at;
        while (last < limit && (Bytes.isHex(bytes[last]) || bytes[last] == ':')) {
            last++;
        }
        return last;
    }

    /** Leaves out a word before the first colon, such as the last letters of {@code face} in {@code iface:fe80::1}. */
    private int behindWord(int first, int last) {
        int at = first;
        if (at > from && (Bytes.isWord(bytes[at - 1]) || bytes[at - 1] == '.')) {
            while (at < last && bytes[at] != ':') {
                at++;
            }
        }
        boolean isOneColon = at < last && bytes[at] == ':' && (at + 1 == last || bytes[at + 1] != ':');
        return isOneColon ? at + 1 : at;
    }

    private boolean isAddress(int first, int last) {
        boolean isWord = first > from && Bytes.isWord(bytes[first - 1]);
        if (last - first < 3 || isWord) {
            return false;
        }
        int groups = 0;
        int wide = 0; // groups of other than two digits
        boolean isShort = false; // there is a ::
        boolean hasDigit = false;
        int at = first;
        int addressEnd = first;
        while (at < last && groups < GROUPS) {
            if (bytes[at] == ':') { // the first of a ::, as a single one is skipped below
                if (isShort) {
                    return false; // two of them are no address
                }
                if (at + 1 == last || bytes[at + 1] != ':') {
                    break;
                }
                isShort = true;
                at += 2;
                addressEnd = at;
                continue;
            }
            int quad = groups <= GROUPS - 2 ? quadEnd(at) : -1;
            if (quad > 0) {
                groups += 2;
                wide++;
                hasDigit = true;
                addressEnd = quad;
                at = quad;
                break;
            }
            int groupFrom = at;
            while (at < last && bytes[at] != ':') {
                hasDigit |= Bytes.isDigit(bytes[at]);
                at++;
            }
            if (at - groupFrom > GROUP_DIGITS) {
                return false;
            }
            groups++;
            wide += at - groupFrom == 2 ? 0 : 1;
            addressEnd = at;
            boolean isOne = at < last && bytes[at] == ':' && (at + 1 == last || bytes[at + 1] != ':');
            at += isOne ? 1 : 0;
        }
        boolean isWhole = isShort ? groups < GROUPS : groups == GROUPS && wide > 0;
        return isWhole && hasDigit && groups > 0 && isWordEnd(addressEnd) && found(first, addressEnd);
    }

    /** The end of an IPv4 address at {@code at}, or -1. */
    private int quadEnd(int at) {
        int quad = Ipv4Finder.end(bytes, at, to);
        return quad > 0 && isWordEnd(quad) && !isBeforePoint(quad) ? quad : -1;
    }
}
