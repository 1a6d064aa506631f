package logtail.parse;

import java.util.Arrays;
import logtail.event.Line;

/**
 * Reads a time as people and programs write it: a day in any form of {@link WrittenDate}, then a {@link WrittenClock}, then perhaps a
 * {@link WrittenZone} and, where the day had none, the year. Neither a day nor a clock alone is a time. {@link WallTime} tells what
 * is meant where something is missing. Lines of the same minute share all before the seconds, so what that means is remembered. One
 * thread; allocates nothing.
 */
final class WrittenTime {
    /** The result of {@link #read} when there is no time. */
    static final int NONE = -1;

    private static final int LONGEST_MINUTE = 32;

    private final boolean isHeader;
    private final WrittenDate date;
    private final WrittenClock clock = new WrittenClock();
    private final WrittenZone zone;
    private final WallTime wall;
    private final byte[] minute = new byte[LONGEST_MINUTE]; // the last one read, as written
    private int minuteLength;
    private long minuteSecond; // when it began, in local seconds
    private boolean minuteHasYear;
    private boolean hasYear;
    private long timeNs;

    /**
     * @param own the zone of times without one
     * @param isHeader whether the times are those of syslog headers, which may lack the seconds
     */
    WrittenTime(LocalZone own, boolean isHeader) {
        this.isHeader = isHeader;
        date = new WrittenDate(isHeader);
        zone = new WrittenZone(own.id(), isHeader);
        wall = new WallTime(own);
    }

    /** Reads the time at {@code from}; returns where it ends, or {@link #NONE}. */
    int read(byte[] bytes, int from, int to, long nowNs) {
        int remembered = from + minuteLength;
        if (minuteLength > 0
                && to - remembered >= 2
                && Arrays.equals(bytes, from, remembered, minute, 0, minuteLength)) {
            int end = readSecond(bytes, remembered, to, nowNs);
            if (end != NONE) {
                return end;
            }
        }
        int dayEnd = date.read(bytes, from, to, nowNs);
        if (dayEnd == WrittenDate.NONE || dayEnd == to || !isJoint(bytes[dayEnd])) {
            return NONE;
        }
        boolean isBeforeClock = date.hasYear();
        int end = readClock(bytes, dayEnd, to, nowNs);
        int length = clock.secondAt() - from;
        if (end != NONE && length > 0 && length <= LONGEST_MINUTE && isBeforeClock == hasYear && !date.isGuess()) {
            System.arraycopy(bytes, from, minute, 0, length);
            minuteLength = length;
            minuteSecond = wall.localSecond() - clock.second();
            minuteHasYear = hasYear;
        }
        return end;
    }

    /** Reads the seconds of a minute that was read before, and the zone behind them. */
    private int readSecond(byte[] bytes, int from, int to, long nowNs) {
        int clockEnd = clock.readSecond(bytes, from, to);
        if (clockEnd == WrittenClock.NONE || WrittenClock.isHalf(bytes, clockEnd, to)) {
            return NONE;
        }
        int end = zone.read(bytes, clockEnd, to);
        if (isCut(bytes, end, to) || (!minuteHasYear && yearBehind(bytes, end, to) != WrittenDate.NO_YEAR)) {
            return NONE;
        }
        hasYear = minuteHasYear;
        timeNs = Digits.nanos(wall.toEpochSecond(minuteSecond + clock.second(), zone, nowNs), clock.nanos());
        return timeNs != Line.NO_TIME && (hasYear || WallTime.isOfSameYear(timeNs, nowNs)) ? end : NONE;
    }

    /**
     * Reads the {@code MMdd HH:mm:ss.uuuuuu} or {@code yyyyMMdd HH:mm:ss.uuuuuu} of glog and klog; returns where it
     * ends, or {@link #NONE}.
     */
    int readGlog(byte[] bytes, int from, int to, long nowNs) {
        if (to - from > 8 && bytes[from + 8] == ' ') {
            return read(bytes, from, to, nowNs);
        }
        boolean isDay =
                to - from >= 13 && bytes[from + 4] == ' ' && date.readMonthAndDay(bytes, from) != WrittenDate.NONE;
        return isDay ? readClock(bytes, from + 4, to, nowNs) : NONE;
    }

    /** Whether the last time read stated its year. */
    boolean hasYear() {
        return hasYear;
    }

    /** The last time read, in nanoseconds since the Unix epoch; {@link Line#NO_TIME} when 64 bits cannot hold it. */
    long timeNs() {
        return timeNs;
    }

    /** Whether the last time read stated its seconds. */
    boolean hasSecond() {
        return clock.hasSecond();
    }

    /** Whether a clock of the daemon's zone showed the last time but once, so that it means the same whenever it is received. */
    boolean isUnique() {
        return wall.isUnique();
    }

    /** Whether a year, a zone or half of a day follows the blank at {@code at}; one look tells that most hosts do not. */
    boolean hasRest(byte[] bytes, int at, int to) {
        byte b = to - at < 3 ? 0 : bytes[at + 1];
        if (b > 'a' && b != 'p') {
            return false;
        }
        if (Digits.isDigit(b)) {
            return b <= '2'
                    && to - at > 4
                    && Digits.isDigit(bytes[at + 4]) // no address
                    && yearBehind(bytes, at, to) != WrittenDate.NO_YEAR;
        }
        return WrittenClock.isHalf(bytes, at, to) || zone.readSpaced(bytes, at, to, false) != at;
    }

    private static boolean isJoint(byte b) {
        return b == 'T' || b == ' ' || b == ':' || b == 't' || b == '_' || b == '-' || b == '\t' || b == ',';
    }

    private int readClock(byte[] bytes, int dayEnd, int to, long nowNs) {
        int at = dayEnd + 1;
        while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
        int end = date.isCompact() && to - at >= 6 && Digits.isDigit(bytes[at + 2])
                ? clock.readCompact(bytes, at, to)
                : clock.read(bytes, at, to, isHeader || (bytes[dayEnd] | 0x20) == 't');
        if (end == WrittenClock.NONE) {
            return NONE;
        }
        end = zone.read(bytes, end, to);
        if (!date.hasYear()) {
            date.setYear(yearBehind(bytes, end, to));
            end = date.hasYear() ? zone.readSpaced(bytes, end + 5, to, zone.hasOffset()) : end;
        }
        if (isCut(bytes, end, to)) {
            return NONE;
        }
        hasYear = date.hasYear();
        timeNs = Digits.nanos(wall.toEpochSecond(date, clock.secondOfDay(), zone, nowNs), clock.nanos());
        return timeNs == Line.NO_TIME ? NONE : end;
    }

    /** Whether the word goes on that a time ended in. */
    private static boolean isCut(byte[] bytes, int end, int to) {
        return end < to && Words.isWordPart(bytes[end]);
    }

    /** The year behind a clock, which is not the beginning of an address: {@code 18:00:00 2001:db8::1}. */
    private static int yearBehind(byte[] bytes, int at, int to) {
        int end = at + 5;
        boolean isWord = to - at >= 5
                && bytes[at] == ' '
                && (end == to
                        || bytes[end] == ' '
                        || bytes[end] == ']'
                        || bytes[end] == ')'
                        || Words.isColon(bytes, end, to));
        return isWord ? WrittenDate.yearAt(bytes, at + 1, to) : WrittenDate.NO_YEAR;
    }
}
