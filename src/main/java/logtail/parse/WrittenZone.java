package logtail.parse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.TimeZone;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads the zone of a time: {@code Z}, {@code +01:00}, {@code +0100}, {@code +01}, and behind a blank also {@code UTC}, {@code CEST},
 * {@code GMT+1}, {@code +0000 UTC}. An abbreviation that the daemon's own zone uses means that zone (CST in Shanghai), any other
 * what most people mean by it. In a header, where a host may stand in this place, the zone is a word of its own, and one of the
 * abbreviations that hosts are called by counts only when a host may follow. In text, an offset behind a blank has minutes, as a
 * number may stand in this place. One thread.
 */
final class WrittenZone {
    private static final int NONE = -1;
    private static final int MAX_LETTERS = 5;
    private static final int MAX_OFFSET_HOURS = 15;
    private static final int UNKNOWN = Integer.MIN_VALUE;
    private static final String ZONES = """
            UTC 0 GMT 0 UT 0 UCT 0 Z 0 WET 0 WEST 60 BST 60 IST 330 CET 60 CEST 120 MET 60 MEST 120 MEZ 60 MESZ 120 EET 120
            EEST 180 MSK 180 MSD 240 TRT 180 SAMT 240 YEKT 300 OMST 360 KRAT 420 IRKT 480 YAKT 540 VLAT 600
            EST -300 EDT -240 CST -360 CDT -300 MST -420 MDT -360 PST -480 PDT -420 AKST -540 AKDT -480 HST -600 HDT -540
            AST -240 ADT -180 NST -210 NDT -150 BRT -180 BRST -120 ART -180 CLT -240 CLST -180
            SAST 120 CAT 120 EAT 180 WAT 60 IDT 180 IRST 210 GST 240 PKT 300 NPT 345 MMT 390 ICT 420 WIB 420 WITA 480
            WIT 540 SGT 480 MYT 480 HKT 480 PHT 480 AWST 480 JST 540 KST 540 ACST 570 ACDT 630 AEST 600 AEDT 660
            NZST 720 NZDT 780 SST -660
            """;
    private static final String ALSO_WORDS = "UT WEST MET ART CAT EAT WAT WIT SST";
    private static final long[] WORDS;
    private static final int[] OFFSETS;
    private static final long[] AMBIGUOUS;
    private static final WordStarts STARTS;
    private static final long UTC = pack("UTC");
    private static final long GMT = pack("GMT");
    private static final long TZ = pack("TZ");

    static {
        String[] parts = ZONES.split("\\s+");
        long[] words = new long[parts.length / 2];
        for (int i = 0; i < words.length; i++) {
            words[i] = pack(parts[2 * i]);
        }
        WORDS = words.clone();
        Arrays.sort(WORDS);
        OFFSETS = new int[words.length];
        for (int i = 0; i < words.length; i++) {
            OFFSETS[Arrays.binarySearch(WORDS, words[i])] = 60 * Integer.parseInt(parts[2 * i + 1]);
        }
        STARTS = new WordStarts(Stream.concat(
                        IntStream.range(0, words.length).mapToObj(i -> parts[2 * i]), Stream.of("TZ"))
                .map(word -> word.getBytes(US_ASCII))
                .toArray(byte[][]::new));
        AMBIGUOUS = Arrays.stream(ALSO_WORDS.split(" "))
                .mapToLong(WrittenZone::pack)
                .toArray();
    }

    private final ZoneId own;
    private final boolean isHeader;
    private boolean isOwnRead;
    private long standard;
    private long summer;
    private int standardSeconds;
    private int summerSeconds;
    private boolean hasOffset;
    private int offsetSeconds;

    /**
     * @param own the daemon's zone
     * @param isHeader whether the times are those of syslog headers
     */
    WrittenZone(ZoneId own, boolean isHeader) {
        this.own = own;
        this.isHeader = isHeader;
    }

    /** Reads the zone behind a clock that ends at {@code at}; returns where it ends, which is {@code at} for none. */
    int read(byte[] bytes, int at, int to) {
        hasOffset = false;
        if (at == to) {
            return at;
        }
        byte first = bytes[at];
        if (first == ' ') {
            return readSpaced(bytes, at, to, false);
        }
        int end = NONE;
        if ((first | 0x20) == 'z') {
            end = at + 1;
            offsetSeconds = 0;
        } else if (first == '+' || first == '-') {
            end = readOffset(bytes, at, to, isHeader ? 2 : 1, false);
        }
        hasOffset = end != NONE;
        return hasOffset ? readSpaced(bytes, end, to, true) : at;
    }

    /**
     * Reads the zone behind a blank at {@code from}; returns where it ends, which is {@code from} for none.
     *
     * @param isRead whether the zone is known, so that only its name may follow
     */
    int readSpaced(byte[] bytes, int from, int to, boolean isRead) {
        hasOffset = isRead;
        if (to - from < 2 || bytes[from] != ' ' || bytes[from + 1] > 'Z') {
            return from; // most hosts
        }
        byte first = bytes[from + 1];
        if (!isRead && (first == '+' || first == '-')) {
            int end = readOffset(bytes, from + 1, to, 2, !isHeader);
            hasOffset = end != NONE;
            return hasOffset ? readSpaced(bytes, end, to, true) : from;
        }
        if (first < 'A' || !STARTS.mayBeAt(bytes, from + 1, to)) {
            return from;
        }
        int known = offsetSeconds;
        int end = readLetters(bytes, from + 1, to);
        offsetSeconds = isRead ? known : offsetSeconds;
        hasOffset = isRead || end != NONE;
        return end == NONE ? from : end;
    }

    /** Whether the last time has a zone. */
    boolean hasOffset() {
        return hasOffset;
    }

    /** How far east of UTC the zone is that was read last. */
    int offsetSeconds() {
        return offsetSeconds;
    }

    private int readLetters(byte[] bytes, int from, int to) {
        int at = from;
        long word = 0;
        while (at < to && isCapital(bytes[at]) && at - from < MAX_LETTERS) {
            word = word << Byte.SIZE | bytes[at++];
        }
        boolean isBase = word == UTC || word == GMT || word == TZ;
        if (isBase && at < to && (bytes[at] == '+' || bytes[at] == '-')) {
            return readOffset(bytes, at, to, 1, false);
        }
        if (!isEnd(bytes, at, to)) {
            return NONE; // a host, most often
        }
        int offset = offsetOf(word);
        if (offset == UNKNOWN || (isHeader && isAlsoWord(word) && !isHostBehind(bytes, at, to))) {
            return NONE;
        }
        offsetSeconds = offset;
        return at;
    }

    /** Reads {@code +HH}, {@code +HHMM} or {@code +HH:MM}, of the hours at least {@code least} digits. */
    private int readOffset(byte[] bytes, int from, int to, int least, boolean hasMinutes) {
        int at = from + 1 + Digits.count(bytes, from + 1, Math.min(to, from + 3));
        int hours = (int) Digits.number(bytes, from + 1, at);
        if (at - from - 1 < least || hours > MAX_OFFSET_HOURS) {
            return NONE;
        }
        int minutesAt = at < to && bytes[at] == ':' ? at + 1 : at;
        int minutes = to - minutesAt < 2 ? -1 : Digits.two(bytes, minutesAt);
        int end = minutes < 0 ? at : minutesAt + 2;
        if (minutes > 59 || (minutes < 0 && hasMinutes) || !isEnd(bytes, end, to)) {
            return NONE;
        }
        int seconds = (hours * 60 + Math.max(0, minutes)) * 60;
        offsetSeconds = bytes[from] == '-' ? -seconds : seconds;
        return end;
    }

    private int offsetOf(long word) {
        int found = Arrays.binarySearch(WORDS, word);
        if (found < 0 || OFFSETS[found] == 0) {
            return found < 0 ? UNKNOWN : 0;
        }
        readOwn();
        if (word == standard) {
            return standardSeconds;
        }
        return word == summer ? summerSeconds : OFFSETS[found];
    }

    /** The names of the daemon's zone, which cost some milliseconds, so only once a message has such a word. */
    private void readOwn() {
        if (!isOwnRead) {
            isOwnRead = true;
            var names = TimeZone.getTimeZone(own);
            standard = pack(names.getDisplayName(false, TimeZone.SHORT, Locale.ENGLISH));
            summer = pack(names.getDisplayName(true, TimeZone.SHORT, Locale.ENGLISH));
            standardSeconds = names.getRawOffset() / 1000;
            summerSeconds = standardSeconds + names.getDSTSavings() / 1000;
        }
    }

    private static boolean isAlsoWord(long word) {
        for (long also : AMBIGUOUS) {
            if (also == word) {
                return true;
            }
        }
        return false;
    }

    /** Whether a colon follows, as on routers, or else a word that may be a host, as it is no tag. */
    private static boolean isHostBehind(byte[] bytes, int end, int to) {
        if (end == to || bytes[end] == ':') {
            return end < to;
        }
        int at = end + 1;
        while (at < to && bytes[at] != ' ' && bytes[at] != '[') {
            at++;
        }
        return at > end + 1 && at < to && bytes[at] == ' ' && bytes[at - 1] != ':';
    }

    private boolean isEnd(byte[] bytes, int end, int to) {
        return isHeader
                ? end == to || bytes[end] == ' ' || Words.isColon(bytes, end, to)
                : end == to || !Words.isWordPart(bytes[end]);
    }

    private static boolean isCapital(byte b) {
        return b >= 'A' && b <= 'Z';
    }

    private static long pack(String letters) {
        long word = 0;
        for (int i = 0; i < letters.length(); i++) {
            word = word << Byte.SIZE | letters.charAt(i);
        }
        return word;
    }
}
