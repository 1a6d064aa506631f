package logtail.redact;

/**
 * The numbers that card networks give out: the first digits (issuer identification numbers), and how many there are. From the
 * networks' public ranges; without them every tenth long number would pass for a card.
 */
final class CardNetworks {
    static final int LEAST_DIGITS = 13;
    private static final int MOST_DIGITS = 19;
    private static final int PREFIX_DIGITS = 6;

    /**
     * A range of first six digits.
     *
     * @param lengths bit n is set when a number may have n digits
     */
    private record Range(int low, int high, int lengths) {}

    private static final Range[] RANGES = {
        range("4", lengths(13, 16, 19)), // Visa
        range("51", "55", lengths(16)), // Mastercard
        range("2221", "2720", lengths(16)),
        range("34", lengths(15)), // American Express
        range("37", lengths(15)),
        range("6011", lengths(16, 17, 18, 19)), // Discover
        range("644", "649", lengths(16, 17, 18, 19)),
        range("65", lengths(16, 17, 18, 19)), // and RuPay
        range("300", "305", lengths(14, 16)), // Diners Club
        range("3095", lengths(14, 16)),
        range("36", lengths(14, 16)),
        range("38", "39", lengths(14, 16)),
        range("3528", "3589", lengths(16, 17, 18, 19)), // JCB
        range("62", lengths(16, 17, 18, 19)), // UnionPay
        range("81", lengths(16, 17, 18, 19)),
        range("2200", "2204", lengths(16, 17, 18, 19)), // Mir
        range("5018", lengths(13, 14, 15, 16, 17, 18, 19)), // Maestro
        range("5020", lengths(13, 14, 15, 16, 17, 18, 19)),
        range("5038", lengths(13, 14, 15, 16, 17, 18, 19)),
        range("5893", lengths(13, 14, 15, 16, 17, 18, 19)),
        range("6304", lengths(13, 14, 15, 16, 17, 18, 19)),
        range("6759", lengths(13, 14, 15, 16, 17, 18, 19)),
        range("6761", "6763", lengths(13, 14, 15, 16, 17, 18, 19)),
        range("506099", "506198", lengths(16, 18, 19)), // Verve
        range("9792", lengths(16)), // Troy
    };

    private CardNetworks() {}

    /** Whether the digits of {@code bytes[from, to)}, which may have separators between them, are those of a card. */
    static boolean isCard(byte[] bytes, int from, int to) {
        int digits = 0;
        int prefix = 0;
        int sum = 0;
        int doubledSum = 0; // as if the digit seen last were doubled
        for (int at = from; at < to; at++) {
            if (!Bytes.isDigit(bytes[at])) {
                continue;
            }
            if (digits == MOST_DIGITS) {
                return false;
            }
            int digit = bytes[at] - '0';
            int next = doubledSum + digit;
            doubledSum = sum + (digit < 5 ? digit * 2 : digit * 2 - 9);
            sum = next;
            prefix = digits < PREFIX_DIGITS ? prefix * 10 + digit : prefix;
            digits++;
        }
        return digits >= LEAST_DIGITS && sum % 10 == 0 && isOfNetwork(prefix, digits);
    }

    private static boolean isOfNetwork(int prefix, int digits) {
        for (Range range : RANGES) {
            if (prefix >= range.low && prefix <= range.high && (range.lengths >>> digits & 1) != 0) {
                return true;
            }
        }
        return false;
    }

    private static Range range(String prefix, int lengths) {
        return range(prefix, prefix, lengths);
    }

    private static Range range(String low, String high, int lengths) {
        int missing = PREFIX_DIGITS - low.length();
        return new Range(
                Integer.parseInt(low + "0".repeat(missing)), Integer.parseInt(high + "9".repeat(missing)), lengths);
    }

    private static int lengths(int... digits) {
        int bits = 0;
        for (int count : digits) {
            bits |= 1 << count;
        }
        return bits;
    }
}
