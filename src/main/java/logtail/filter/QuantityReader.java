package logtail.filter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import logtail.filter.Quantity.Kind;

/**
 * Parses quantities from bytes: {@code [+-] digits [. digits] [e [+-] digits] [unit]}, and durations of several parts
 * ({@code 1h30m}). Equal decimals of at most 15 digits give equal doubles, because a value is one exact integer divided
 * by one power of ten. Holds the last result; allocates nothing. One thread.
 */
final class QuantityReader {
    private static final long DIGITS_LIMIT = 100_000_000_000_000_000L; // further digits are read as zeros
    private static final int LARGEST_EXPONENT = 400;
    private static final double[] EXACT_POWERS = powers();
    private static final List<Unit> UNITS = List.of(
            new Unit("ns", Kind.DURATION, 1),
            new Unit("us", Kind.DURATION, 1e3),
            new Unit("\u00B5s", Kind.DURATION, 1e3),
            new Unit("\u03BCs", Kind.DURATION, 1e3),
            new Unit("ms", Kind.DURATION, 1e6),
            new Unit("s", Kind.DURATION, 1e9),
            new Unit("m", Kind.DURATION, 60e9),
            new Unit("h", Kind.DURATION, 3600e9),
            new Unit("d", Kind.DURATION, 86400e9),
            new Unit("w", Kind.DURATION, 604800e9),
            new Unit("b", Kind.SIZE, 1),
            new Unit("kb", Kind.SIZE, 1e3),
            new Unit("mb", Kind.SIZE, 1e6),
            new Unit("gb", Kind.SIZE, 1e9),
            new Unit("tb", Kind.SIZE, 1e12),
            new Unit("kib", Kind.SIZE, 1L << 10),
            new Unit("mib", Kind.SIZE, 1L << 20),
            new Unit("gib", Kind.SIZE, 1L << 30),
            new Unit("tib", Kind.SIZE, 1L << 40),
            new Unit("%", Kind.NUMBER, 1));

    private Kind kind = Kind.NUMBER;
    private boolean hasParts;
    private double total;
    private long digits;
    private int exponent;
    private int sign;
    private byte[] bytes = {};
    private int numberFrom;
    private int numberTo; // numberFrom when its digits alone do not tell its value

    /**
     * Parses {@code bytes[from, to)}; false when it is no quantity. The other methods describe the last one parsed.
     */
    boolean read(byte[] bytes, int from, int to) {
        kind = Kind.NUMBER;
        hasParts = false;
        total = 0;
        boolean isSigned = from < to && (bytes[from] == '-' || bytes[from] == '+');
        sign = isSigned && bytes[from] == '-' ? -1 : 1;
        int at = isSigned ? from + 1 : from;
        this.bytes = bytes;
        numberFrom = at;
        numberTo = at;
        do {
            int end = number(bytes, at, to);
            if (end == at) {
                return false;
            }
            at = unitEnd(bytes, end, to);
            if (at > end && !unit(bytes, end, at)) {
                return false;
            }
            if (at < to && (kind != Kind.DURATION || at == end)) {
                return false;
            }
            if (hasParts && (kind != Kind.DURATION || at == end)) {
                return false; // 1h30
            }
            if (at == end) {
                total = scaled(1);
            }
            hasParts |= at < to;
        } while (at < to);
        return true;
    }

    Kind kind() {
        return kind;
    }

    /** In nanoseconds or bytes, or the plain number. */
    double value() {
        return sign * total;
    }

    /** The number before the unit, times {@code factor}; NaN when there are several. */
    double numberTimes(double factor) {
        return hasParts ? Double.NaN : sign * scaled(factor);
    }

    /**
     * Compares the numbers before the units: exactly, when both are written without an exponent; else as doubles.
     *
     * @return NaN when one is none, otherwise negative, zero or positive
     */
    double compareNumberTo(QuantityReader other) {
        double mine = numberTimes(1);
        double others = other.numberTimes(1);
        boolean isClose = Math.abs(mine - others) <= 4 * Math.ulp(mine) && sign == other.sign;
        if (!isClose || numberTo == numberFrom || other.numberTo == other.numberFrom) {
            return mine - others;
        }
        return sign * Decimals.compare(bytes, numberFrom, numberTo, other.bytes, other.numberFrom, other.numberTo);
    }

    private double scaled(double factor) {
        double whole = digits * factor;
        return exponent < 0 ? whole / power(-exponent) : whole * power(exponent);
    }

    /** The end of the number that begins at {@code from}; {@code from} when there is none. */
    private int number(byte[] bytes, int from, int to) {
        digits = 0;
        exponent = 0;
        int at = digits(bytes, from, to, 0);
        if (at > from && at + 1 < to && bytes[at] == '.' && isDigit(bytes[at + 1])) {
            at = digits(bytes, at + 1, to, -1);
        }
        int end = at == from ? from : exponent(bytes, at, to);
        if (from == numberFrom && end == at) {
            numberTo = end;
        }
        return end;
    }

    private int digits(byte[] bytes, int from, int to, int exponentPerDigit) {
        int at = from;
        for (; at < to && isDigit(bytes[at]); at++) {
            boolean hasRoom = digits < DIGITS_LIMIT;
            digits = hasRoom ? digits * 10 + bytes[at] - '0' : digits;
            exponent += hasRoom ? exponentPerDigit : exponentPerDigit + 1;
        }
        return at;
    }

    private int exponent(byte[] bytes, int from, int to) {
        if (from == to || (bytes[from] | 0x20) != 'e') {
            return from;
        }
        boolean isSigned = from + 1 < to && (bytes[from + 1] == '-' || bytes[from + 1] == '+');
        int first = isSigned ? from + 2 : from + 1;
        int written = 0;
        int at = first;
        for (; at < to && isDigit(bytes[at]); at++) {
            written = Math.min(LARGEST_EXPONENT, written * 10 + bytes[at] - '0');
        }
        if (at == first) {
            return from;
        }
        exponent += isSigned && bytes[from + 1] == '-' ? -written : written;
        return at;
    }

    private static int unitEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && !isDigit(bytes[at])) {
            at++;
        }
        return at;
    }

    private boolean unit(byte[] bytes, int from, int to) {
        for (int i = 0; i < UNITS.size(); i++) {
            Unit unit = UNITS.get(i);
            if (unit.isAt(bytes, from, to)) {
                kind = unit.kind;
                total += scaled(unit.factor);
                return true;
            }
        }
        return false;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static double power(int exponent) {
        return exponent < EXACT_POWERS.length ? EXACT_POWERS[exponent] : Math.pow(10, exponent);
    }

    private static double[] powers() {
        double[] powers = new double[23]; // those that a double holds exactly
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }

    /** Units of size are case-insensitive; units of duration are not, as {@code M} would be a minute. */
    private static final class Unit {
        final Kind kind;
        final double factor;
        private final byte[] name;

        Unit(String name, Kind kind, double factor) {
            this.name = name.getBytes(UTF_8);
            this.kind = kind;
            this.factor = factor;
        }

        boolean isAt(byte[] bytes, int from, int to) {
            if (to - from != name.length) {
                return false;
            }
            int fold = kind == Kind.SIZE ? 0x20 : 0;
            for (int i = 0; i < name.length; i++) {
                if ((bytes[from + i] | fold) != name[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
