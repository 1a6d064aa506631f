package logtail.parse;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.TimeZone;

/**
 * Reads the zone that stands behind a time as a word of its own: {@code UTC}, {@code CEST}, {@code +0100}, {@code GMT+1}. An
 * abbreviation that the daemon's own zone uses means that zone (CST in Shanghai), any other what most people mean by it. Some
 * abbreviations are words that hosts are called by: they count only when a host may follow. One thread.
 */
final class ZoneWord {
    /** The result of {@link #read} when there is no zone. */
    static final int NONE = -1;

    private static final int MAX_LETTERS = 5;
    private static final int MAX_OFFSET_HOURS = 15;
    private static final int UNKNOWN = Integer.MIN_VALUE;
    private static final String ZONES = """
            UTC 0 GMT 0 UCT 0 Z 0 WET 0 WEST 60 BST 60 IST 330 CET 60 CEST 120 MET 60 MEST 120 MEZ 60 MESZ 120 EET 120
            EEST 180 MSK 180 MSD 240 TRT 180 SAMT 240 YEKT 300 OMST 360 KRAT 420 IRKT 480 YAKT 540 VLAT 600
            EST -300 EDT -240 CST -360 CDT -300 MST -420 MDT -360 PST -480 PDT -420 AKST -540 AKDT -480 HST -600 HDT -540
            AST -240 ADT -180 NST -210 NDT -150 BRT -180 BRST -120 ART -180 CLT -240 CLST -180
            SAST 120 CAT 120 EAT 180 WAT 60 IDT 180 IRST 210 GST 240 PKT 300 NPT 345 MMT 390 ICT 420 WIB 420 WITA 480
            WIT 540 SGT 480 MYT 480 HKT 480 PHT 480 AWST 480 JST 540 KST 540 ACST 570 ACDT 630 AEST 600 AEDT 660
            NZST 720 NZDT 780 SST -660
            """;
    private static final String ALSO_WORDS = "WEST MET ART CAT EAT WAT WIT SST";
    private static final long[] WORDS;
    private static final int[] OFFSETS;
    private static final long[] AMBIGUOUS;
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
        AMBIGUOUS =
                Arrays.stream(ALSO_WORDS.split(" ")).mapToLong(ZoneWord::pack).toArray();
    }

    private final ZoneId zone;
    private boolean isOwnRead;
    private long standard;
    private long summer;
    private int standardSeconds;
    private int summerSeconds;
    private int offsetSeconds;

    /** @param zone the daemon's own */
    ZoneWord(ZoneId zone) {
        this.zone = zone;
    }

    /** Reads the zone at {@code from}; returns where it ends, or {@link #NONE}. */
    int read(byte[] bytes, int from, int to) {
        if (from >= to) {
            return NONE;
        }
        byte first = bytes[from];
        int end = NONE;
        if (first == '+' || first == '-') {
            end = readOffset(bytes, from, to, 2);
        } else if (first >= 'A' && first <= 'Z') {
            end = readLetters(bytes, from, to);
        }
        return end != NONE && isBoundary(bytes, end, to) ? end : NONE;
    }

    /** How far east of UTC the zone is that was read last. */
    int offsetSeconds() {
        return offsetSeconds;
    }

    private int readLetters(byte[] bytes, int from, int to) {
        int at = from;
        long word = 0;
        while (at < to && bytes[at] >= 'A' && bytes[at] <= 'Z' && at - from < MAX_LETTERS) {
            word = word << Byte.SIZE | bytes[at++];
        }
        if (at < to && bytes[at] != ' ' && bytes[at] != ':' && bytes[at] != '+' && bytes[at] != '-') {
            return NONE; // a host, most often
        }
        boolean isBase = word == UTC || word == GMT || word == TZ;
        if (isBase && at < to && (bytes[at] == '+' || bytes[at] == '-')) {
            return readOffset(bytes, at, to, 1);
        }
        int offset = offsetOf(word);
        if (offset == UNKNOWN || (isAlsoWord(word) && !isHostBehind(bytes, at, to))) {
            return NONE;
        }
        offsetSeconds = offset;
        return at;
    }

    /** Reads {@code +HH}, {@code +HHMM} or {@code +HH:MM}, of the hours at least {@code least} digits. */
    private int readOffset(byte[] bytes, int from, int to, int least) {
        int at = from + 1;
        int hours = 0;
        while (at < to && at - from <= 2 && Digits.isDigit(bytes[at])) {
            hours = hours * 10 + bytes[at++] - '0';
        }
        if (at - from - 1 < least || hours > MAX_OFFSET_HOURS) {
            return NONE;
        }
        int minutesAt = at < to && bytes[at] == ':' ? at + 1 : at;
        int minutes = to - minutesAt < 2 ? -1 : Digits.two(bytes, minutesAt);
        if (minutes > 59) {
            return NONE;
        }
        int seconds = (hours * 60 + Math.max(0, minutes)) * 60;
        offsetSeconds = bytes[from] == '-' ? -seconds : seconds;
        return minutes < 0 ? at : minutesAt + 2;
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
            var own = TimeZone.getTimeZone(zone);
            standard = pack(own.getDisplayName(false, TimeZone.SHORT, Locale.ENGLISH));
            summer = pack(own.getDisplayName(true, TimeZone.SHORT, Locale.ENGLISH));
            standardSeconds = own.getRawOffset() / 1000;
            summerSeconds = standardSeconds + own.getDSTSavings() / 1000;
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

    private static boolean isBoundary(byte[] bytes, int end, int to) {
        return end == to || bytes[end] == ' ' || (bytes[end] == ':' && (end + 1 == to || bytes[end + 1] == ' '));
    }

    private static long pack(String letters) {
        long word = 0;
        for (int i = 0; i < letters.length(); i++) {
            word = word << Byte.SIZE | letters.charAt(i);
        }
        return word;
    }
}
