package logtail.redact;

/**
 * Finds payment card numbers: 13 to 19 digits with the prefix and length of a card network and a right check digit (ISO/IEC
 * 7812-1, annex B: Luhn), in one piece or in the groups that are printed on cards, parted by one space or one hyphen. Looks at
 * every third byte only, as the first piece has four digits at least.
 */
final class CardFinder extends Finder {
    private static final int STEP = 3;
    private static final int FIRST_GROUP = 4;

    /** The groups that cards show, the longest first where one begins like another. */
    private static final int[][] GROUPS = {{4, 4, 4, 4, 3}, {4, 4, 4, 4}, {4, 4, 4, 1}, {4, 6, 5}, {4, 6, 4}};

    @Override
    boolean next(int at) {
        int probe = at;
        while (probe < to) {
            if (!Bytes.isDigit(bytes[probe])) {
                probe += STEP;
                continue;
            }
            int first = probe;
            while (first > at && Bytes.isDigit(bytes[first - 1])) {
                first--;
            }
            int groupEnd = groupEnd(probe);
            if (isBoundary(first) && isCard(first, groupEnd)) {
                return true;
            }
            probe = groupEnd + 1;
        }
        return false;
    }

    private boolean isBoundary(int first) {
        return isWordStart(first) && !isBehindPoint(first) && !isNegative(first);
    }

    /** Whether a minus sign is before it, as in {@code blk_-4980916519894289629}, and not the hyphen of {@code card-4…}. */
    private boolean isNegative(int first) {
        return first > from && bytes[first - 1] == '-' && (first - 1 == from || !Bytes.isLetter(bytes[first - 2]));
    }

    private boolean isCard(int first, int groupEnd) {
        int length = groupEnd - first;
        if (length >= CardNetworks.LEAST_DIGITS) {
            return isNumber(first, groupEnd);
        }
        if (length != FIRST_GROUP || groupEnd == to || !isSeparator(bytes[groupEnd])) {
            return false;
        }
        for (int[] groups : GROUPS) {
            int last = endOf(groups, first, bytes[groupEnd]);
            if (last >= 0 && isNumber(first, last)) {
                return true;
            }
        }
        return false;
    }

    /** The end of these groups, or -1. */
    private int endOf(int[] groups, int first, byte separator) {
        int at = first;
        for (int i = 0; i < groups.length; i++) {
            if (i > 0) {
                if (at >= to || bytes[at] != separator) {
                    return -1;
                }
                at++;
            }
            int groupEnd = groupEnd(at);
            if (groupEnd - at != groups[i]) {
                return -1;
            }
            at = groupEnd;
        }
        return at;
    }

    private boolean isNumber(int first, int last) {
        return isWordEnd(last) && !isBeforePoint(last) && CardNetworks.isCard(bytes, first, last) && found(first, last);
    }

    /** The end of the digits at {@code at}; not far behind the most that a card has. */
    private int groupEnd(int at) {
        int groupEnd = at;
        while (groupEnd < to && Bytes.isDigit(bytes[groupEnd])) {
            groupEnd++;
        }
        return groupEnd;
    }

    private static boolean isSeparator(byte b) {
        return b == ' ' || b == '-';
    }
}
