package logtail.parse;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;

/**
 * Reads the zone of a time: {@code Z}, {@code +01:00}, {@code +0100}, {@code +01}, the same behind a blank, and the
 * words that mean one zone alone or that RFC 822 defines: {@code UTC}, {@code CET}, {@code PDT} …, also {@code GMT+1}.
 * Words by which the daemon's own zone goes, and unknown ones, mean that zone. One thread.
 */
final class WrittenZone {
    /** {@link #offsetSeconds} when the time is of the daemon's own zone. */
    static final int OWN = Integer.MIN_VALUE;

    private static final int MAX_OFFSET_HOURS = 23;
    private static final int SHORTEST = 2;
    private static final int LONGEST = 4;
    private static final Map<String, Integer> HOURS = Map.ofEntries(
            Map.entry("UTC", 0),
            Map.entry("GMT", 0),
            Map.entry("UT", 0),
            Map.entry("WET", 0),
            Map.entry("WEST", 1),
            Map.entry("CET", 1),
            Map.entry("CEST", 2),
            Map.entry("EET", 2),
            Map.entry("EEST", 3),
            Map.entry("MSK", 3),
            Map.entry("EST", -5),
            Map.entry("EDT", -4),
            Map.entry("CST", -6),
            Map.entry("CDT", -5),
            Map.entry("MST", -7),
            Map.entry("MDT", -6),
            Map.entry("PST", -8),
            Map.entry("PDT", -7),
            Map.entry("AKST", -9),
            Map.entry("AKDT", -8),
            Map.entry("HST", -10),
            Map.entry("JST", 9),
            Map.entry("KST", 9),
            Map.entry("HKT", 8),
            Map.entry("AEST", 10),
            Map.entry("AEDT", 11),
            Map.entry("NZST", 12),
            Map.entry("NZDT", 13));

    private final byte[][] words;
    private final int[] offsets;
    private int offsetSeconds = OWN;

    /** @param own the daemon's zone, whose own names mean itself */
    WrittenZone(ZoneId own) {
        var zone = TimeZone.getTimeZone(own);
        var names = HOURS.keySet().stream().sorted().toList();
        words = names.stream()
                .map(name -> name.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
        offsets = names.stream()
                .mapToInt(name -> isNameOf(zone, name) ? OWN : HOURS.getOrDefault(name, 0) * 3600)
                .toArray();
    }

    /** Reads the zone behind a clock that ends at {@code at}; returns where it ends, which is {@code at} for none. */
    int read(byte[] bytes, int at, int to) {
        offsetSeconds = OWN;
        if (at == to) {
            return at;
        }
        return switch (bytes[at]) {
            case 'Z', 'z' -> {
                offsetSeconds = 0;
                yield at + 1;
            }
            case '+', '-' -> offset(bytes, at, to, false);
            case ' ' -> {
                int end = spaced(bytes, at + 1, to);
                yield end == at + 1 ? at : end;
            }
            default -> at;
        };
    }

    /** Of the last zone read: seconds to add to UTC, or {@link #OWN}. */
    int offsetSeconds() {
        return offsetSeconds;
    }

    /** A zone behind a blank: an offset, which a word may follow ({@code +0000 UTC}), or a word. */
    private int spaced(byte[] bytes, int at, int to) {
        if (at == to) {
            return at;
        }
        if (bytes[at] == '+' || bytes[at] == '-') {
            int end = offset(bytes, at, to, true);
            int written = offsetSeconds;
            int wordEnd = end > at && end < to && bytes[end] == ' ' ? word(bytes, end + 1, to) : end + 1;
            offsetSeconds = written;
            return wordEnd > end + 1 ? wordEnd : end;
        }
        if (bytes[at] == 'Z' && isEnd(bytes, at + 1, to)) {
            offsetSeconds = 0;
            return at + 1;
        }
        return word(bytes, at, to);
    }

    private int word(byte[] bytes, int from, int to) {
        int end = from;
        while (end < to && end - from <= LONGEST && bytes[end] >= 'A' && bytes[end] <= 'Z') {
            end++;
        }
        boolean mayBe = end - from >= SHORTEST
                && end - from <= LONGEST
                && (bytes[end - 1] == 'T' || bytes[end - 1] == 'C' || bytes[end - 1] == 'K');
        for (int i = 0; mayBe && i < words.length; i++) {
            if (Arrays.equals(bytes, from, end, words[i], 0, words[i].length)) {
                offsetSeconds = offsets[i];
                boolean isShifted = offsetSeconds == 0 && end < to && (bytes[end] == '+' || bytes[end] == '-');
                if (isShifted) {
                    return offset(bytes, end, to, false);
                }
                return isEnd(bytes, end, to) ? end : from;
            }
        }
        return from;
    }

    /**
     * Reads {@code +01:00}, {@code +0100}, {@code +01} or {@code +1}; returns {@code at} for anything else.
     *
     * @param isWhole whether the minutes must be there, because a number may stand here as well
     */
    private int offset(byte[] bytes, int at, int to, boolean isWhole) {
        int digits = at + 1;
        int end = digits;
        while (end < to && end - digits < 2 && Digits.isDigit(bytes[end])) {
            end++;
        }
        if (end == digits) {
            return at;
        }
        int hours = end - digits == 2 ? Digits.two(bytes, digits) : bytes[digits] - '0';
        int minutesAt = end < to && bytes[end] == ':' ? end + 1 : end;
        int minutes = to - minutesAt < 2 ? -1 : Digits.two(bytes, minutesAt);
        boolean isCut = minutes < 0 && isWhole;
        end = minutes < 0 ? end : minutesAt + 2;
        if (hours > MAX_OFFSET_HOURS || minutes > 59 || isCut || !isEnd(bytes, end, to)) {
            return at;
        }
        int seconds = (hours * 60 + Math.max(0, minutes)) * 60;
        offsetSeconds = bytes[at] == '-' ? -seconds : seconds;
        return end;
    }

    private static boolean isEnd(byte[] bytes, int at, int to) {
        return at == to || !(Digits.isDigit(bytes[at]) || ((bytes[at] | 0x20) >= 'a' && (bytes[at] | 0x20) <= 'z'));
    }

    private static boolean isNameOf(TimeZone zone, String name) {
        return name.equals(zone.getDisplayName(false, TimeZone.SHORT, Locale.US))
                || name.equals(zone.getDisplayName(true, TimeZone.SHORT, Locale.US));
    }
}
