package logtail.parse;

/**
 * Reads the time of a BSD syslog header, in any of the forms of {@link IsoTime} and {@link BsdTime} and, where a PRI marks the line as
 * syslog, of {@link WrittenTime} or as seconds or milliseconds since the epoch, with the zone and the colon that may follow it. Cisco marks a clock that is not synchronized with {@code *} or a dot before it. One thread.
 */
final class HeaderTime {
    /** The result of {@link #read} when there is no time. */
    static final int NONE = -1;

    private static final int SECOND_DIGITS = 10;
    private static final int MILLI_DIGITS = 13;
    private static final long FIRST_EPOCH_NS = 946_684_800_000_000_000L; // 2000
    private static final long LAST_EPOCH_NS = 4_102_444_800_000_000_000L; // 2100

    private final IsoTime iso;
    private final BsdTime bsd;
    private final WrittenTime written;
    private final WrittenZone zoneBehind;
    private long timeNs;
    private boolean isUnset;
    private boolean endsInColon;

    /** @param zone the zone of times without one */
    HeaderTime(LocalZone zone) {
        iso = new IsoTime(zone);
        bsd = new BsdTime(zone);
        written = new WrittenTime(zone, true);
        zoneBehind = new WrittenZone(zone.id(), true);
    }

    /**
     * Parses the time at {@code from}.
     *
     * @param hasPri whether a PRI shows that this is syslog: then every form counts
     * @return where the next word begins, or {@link #NONE}
     */
    int read(byte[] bytes, int from, int to, boolean hasPri, long nowNs) {
        isUnset = from < to && bytes[from] == '*';
        int at = isUnset || (from < to && bytes[from] == '.') ? from + 1 : from;
        boolean isNumber = at < to && Digits.isDigit(bytes[at]);
        int end = isNumber ? readIso(bytes, at, to, hasPri, nowNs) : NONE;
        if (end == NONE) {
            end = bsd.read(bytes, at, to, nowNs);
            timeNs = bsd.timeNs();
        }
        if (end == NONE && hasPri) {
            end = written.read(bytes, at, to, nowNs);
            timeNs = written.timeNs();
        }
        if (end == NONE && hasPri && isNumber) {
            end = readEpoch(bytes, at, to);
        }
        return end == NONE ? NONE : readEnd(bytes, end, to);
    }

    /** The last time parsed. */
    long timeNs() {
        return timeNs;
    }

    /** Whether a star before the last time says that its clock was never set. */
    boolean isUnset() {
        return isUnset;
    }

    /** Whether a colon stood behind the last time, as on routers. */
    boolean endsInColon() {
        return endsInColon;
    }

    private int readIso(byte[] bytes, int from, int to, boolean hasPri, long nowNs) {
        int end = iso.read(bytes, from, to, nowNs);
        int second = from + IsoTime.SECOND_LENGTH;
        if (end == NONE || (!hasPri && end > second && bytes[second] == ',')) {
            return NONE; // loggers write the comma, and then no host
        }
        timeNs = iso.timeNs();
        int zoneEnd = zoneBehind.readSpaced(bytes, end, to, iso.hasOffset());
        if (zoneEnd > end && !iso.hasOffset()) {
            timeNs = iso.timeNs(zoneBehind.offsetSeconds());
        }
        return zoneEnd;
    }

    /** Reads {@code 1795975200}, {@code 1795975200.123} or {@code 1795975200123}. */
    private int readEpoch(byte[] bytes, int from, int to) {
        int digits = Digits.count(bytes, from, to);
        int end = from + digits;
        if (digits == SECOND_DIGITS && end < to && bytes[end] == '.') {
            end += 1 + Digits.count(bytes, end + 1, to);
        }
        timeNs = EpochNumber.toNanos(bytes, from, end);
        return (digits == SECOND_DIGITS || digits == MILLI_DIGITS) && isInRange(timeNs) ? end : NONE;
    }

    /** Whether seconds since the epoch begin at {@code from}, as a word. */
    static boolean isEpoch(byte[] bytes, int from, int to) {
        int end = from + SECOND_DIGITS;
        return end < to
                && (bytes[end] == ' ' || bytes[end] == '.')
                && Digits.count(bytes, from, end) == SECOND_DIGITS
                && isInRange(EpochNumber.toNanos(bytes, from, end));
    }

    private static boolean isInRange(long ns) {
        return ns >= FIRST_EPOCH_NS && ns < LAST_EPOCH_NS;
    }

    private int readEnd(byte[] bytes, int timeEnd, int to) {
        int at = timeEnd;
        endsInColon = at < to && bytes[at] == ':';
        if (endsInColon) {
            at++;
        } else if (at < to && bytes[at] == ' ' && Words.isColon(bytes, at + 1, to)) {
            endsInColon = true;
            at += 2;
        }
        return at < to && bytes[at] != ' ' ? NONE : Words.skipSpaces(bytes, at, to);
    }
}
