package logtail.parse;

/**
 * Reads the time of a BSD syslog header, in any of the forms of {@link IsoTime}, {@link BsdTime} and {@link LooseTime}, with the
 * zone and the colon that may follow it. Cisco marks a clock that is not synchronized with {@code *} or a dot before it. One thread.
 */
final class HeaderTime {
    /** The result of {@link #read} when there is no time. */
    static final int NONE = -1;

    private final IsoTime iso;
    private final BsdTime bsd;
    private final LooseTime loose;
    private final ZoneWord zoneWord;
    private long timeNs;
    private boolean isUnset;
    private boolean endsInColon;

    /** @param zone the zone of times without one */
    HeaderTime(LocalZone zone) {
        iso = new IsoTime(zone);
        bsd = new BsdTime(zone);
        loose = new LooseTime(zone);
        zoneWord = new ZoneWord(zone.id());
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
        int end = at < to && Digits.isDigit(bytes[at]) ? readIso(bytes, at, to, hasPri, nowNs) : NONE;
        if (end == NONE) {
            end = bsd.read(bytes, at, to, nowNs);
            timeNs = bsd.timeNs();
        }
        if (end == NONE && hasPri) {
            end = loose.read(bytes, at, to, nowNs);
            timeNs = loose.timeNs();
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
        if (end < to && bytes[end] == ' ') {
            int zoneEnd = zoneWord.read(bytes, end + 1, to);
            if (zoneEnd != ZoneWord.NONE) {
                timeNs = iso.hasOffset() ? timeNs : iso.timeNs(zoneWord.offsetSeconds());
                return zoneEnd;
            }
        }
        return end;
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
