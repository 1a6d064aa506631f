package logtail.runtime;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as settings write them: {@code 4096}, {@code 64KiB}, {@code 10GiB}; units are powers of 1,024. Pure. */
public final class Sizes {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*([KMGTPE]?)(i?B)?", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "KMGTPE";

    private Sizes() {}

    /** The number of bytes; empty when {@code text} is anything else, or more than a {@code long} holds. */
    public static OptionalLong parse(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            return OptionalLong.empty();
        }
        int shift = size.group(2).isEmpty()
                ? 0
                : 10 * (1 + UNITS.indexOf(Character.toUpperCase(size.group(2).charAt(0))));
        long amount = Long.parseLong(size.group(1));
        return amount <= Long.MAX_VALUE >> shift ? OptionalLong.of(amount << shift) : OptionalLong.empty();
    }

    /** Exactly, in the largest unit that leaves a whole number: {@code 64MiB}, {@code 1000}. */
    public static String exact(long bytes) {
        int power = bytes == 0 ? 0 : Math.min(UNITS.length(), Long.numberOfTrailingZeros(bytes) / 10);
        return (bytes >> (10 * power)) + unit(power);
    }

    /** With at most one decimal, for people: {@code 61.3MiB}, {@code 64MiB}, {@code 900 bytes}. */
    public static String about(long bytes) {
        int power = bytes < 1024 ? 0 : Math.min(UNITS.length(), (63 - Long.numberOfLeadingZeros(bytes)) / 10);
        if (power == 0) {
            return bytes + " bytes";
        }
        String amount = String.format(Locale.ROOT, "%.1f", (double) bytes / (1L << (10 * power)));
        return (amount.endsWith(".0") ? amount.substring(0, amount.length() - 2) : amount) + unit(power);
    }

    private static String unit(int power) {
        return power == 0 ? "" : UNITS.charAt(power - 1) + "iB";
    }
}
