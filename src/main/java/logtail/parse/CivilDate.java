package logtail.parse;

/** Days since 1970-01-01 in the proleptic Gregorian calendar. A day past the end of its month runs into the next. */
final class CivilDate {
    private static final int DAYS_PER_ERA = 146_097; // 400 years
    private static final int DAYS_TO_EPOCH = 719_468; // from 0000-03-01

    private CivilDate() {}

    /** @param month 1 to 12 */
    static long toEpochDay(int year, int month, int day) {
        int marchYear = month > 2 ? year : year - 1;
        int era = Math.floorDiv(marchYear, 400);
        int yearOfEra = marchYear - era * 400;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return (long) era * DAYS_PER_ERA + dayOfEra - DAYS_TO_EPOCH;
    }

    static int yearOf(long epochDay) {
        long shifted = epochDay + DAYS_TO_EPOCH;
        long era = Math.floorDiv(shifted, (long) DAYS_PER_ERA);
        int dayOfEra = (int) (shifted - era * DAYS_PER_ERA);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int year = (int) (yearOfEra + era * 400);
        return dayOfYear >= 306 ? year + 1 : year;
    }
}
