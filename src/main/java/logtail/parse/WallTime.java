package logtail.parse;

/**
 * The instant that a clock on somebody's wall means. A missing year is the latest in which the time lies at most a day ahead of the
 * receipt; a missing zone that of the daemon; of two instants that its clock showed alike, the one nearer to the receipt is meant.
 * One thread.
 */
final class WallTime {
    private static final long SECONDS_PER_DAY = 86_400;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long DAY_NS = SECONDS_PER_DAY * NANOS_PER_SECOND;
    private static final long SHORTEST_YEAR_NS = 363 * DAY_NS; // less a day ahead, and one to be sure

    private final LocalZone own;
    private long localSecond;

    /** @param own the zone of times without one */
    WallTime(LocalZone own) {
        this.own = own;
    }

    /** The instant of this day and second, in seconds since the epoch. */
    long toEpochSecond(WrittenDate date, int secondOfDay, WrittenZone zone, long nowNs) {
        if (date.hasYear()) {
            return ofYear(date.year(), date, secondOfDay, zone, nowNs);
        }
        long latest = Math.floorDiv(nowNs, NANOS_PER_SECOND) + SECONDS_PER_DAY;
        long localLatest = zone.hasOffset() ? latest + zone.offsetSeconds() : own.toLocalSecond(latest);
        int year = CivilDate.yearOf(Math.floorDiv(localLatest, SECONDS_PER_DAY));
        long second = ofYear(year, date, secondOfDay, zone, nowNs);
        return second > latest ? ofYear(year - 1, date, secondOfDay, zone, nowNs) : second;
    }

    private long ofYear(int year, WrittenDate date, int secondOfDay, WrittenZone zone, long nowNs) {
        return toEpochSecond(date.epochDay(year) * SECONDS_PER_DAY + secondOfDay, zone, nowNs);
    }

    /** The instant at which a clock of that zone showed this, in seconds since the epoch. */
    long toEpochSecond(long localSecond, WrittenZone zone, long nowNs) {
        this.localSecond = localSecond;
        return zone.hasOffset()
                ? localSecond - zone.offsetSeconds()
                : own.toEpochSecond(localSecond, Math.floorDiv(nowNs, NANOS_PER_SECOND));
    }

    /** What the clock showed last, in seconds as if it were one of UTC. */
    long localSecond() {
        return localSecond;
    }

    /** Whether the clock of the daemon's zone showed that but once, so that it means the same whenever it is received. */
    boolean isUnique() {
        return !own.isRepeated(localSecond);
    }

    /** Whether {@code timeNs}, whose year was inferred for another receipt, has the year that is inferred for this one. */
    static boolean isOfSameYear(long timeNs, long nowNs) {
        long age = nowNs - timeNs;
        return age > NANOS_PER_SECOND - DAY_NS && age < SHORTEST_YEAR_NS;
    }
}
