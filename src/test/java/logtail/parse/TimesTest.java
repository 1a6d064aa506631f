package logtail.parse;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import logtail.event.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times against {@code java.time}, which the parser itself leaves alone. */
final class TimesTest {
    private static final long NANOS = 1_000_000_000L;
    private static final long FIRST_SECOND =
            Instant.parse("1970-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST_SECOND =
            Instant.parse("2100-01-01T00:00:00Z").getEpochSecond();

    private final IsoTime isoTime = new IsoTime(new LocalZone(ZoneOffset.UTC));

    private String iso(String text) {
        int end = isoTime.read(text.getBytes(US_ASCII), 0, text.length());
        return end == IsoTime.NONE ? "none" : Instant.EPOCH.plusNanos(isoTime.timeNs()) + text.substring(end);
    }

    @ParameterizedTest
    @CsvSource({
        "2003-10-11T22:14:15.003Z, 2003-10-11T22:14:15.003Z",
        "2003-10-11T22:14:15.003Z rest, 2003-10-11T22:14:15.003Z rest",
        "2003-08-24T05:14:15.000003-07:00, 2003-08-24T12:14:15.000003Z",
        "2003-08-24T05:14:15-0700, 2003-08-24T12:14:15Z",
        "2003-08-24T05:14:15+07, 2003-08-23T22:14:15Z",
        "2003-08-24 05:14:15, 2003-08-24T05:14:15Z",
        "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
        "2003-09-31T00:00:00Z, 2003-10-01T00:00:00Z",
        "2003-09-30T00:00:00.1234567899Z, 2003-09-30T00:00:00.123456789Z",
        "2003-10-11t22:14:15z, 2003-10-11T22:14:15Z",
        "'2003-10-11 22:14:15,123', 2003-10-11T22:14:15.123Z",
        "'2003-10-11 22:14:15, x', '2003-10-11T22:14:15Z, x'",
    })
    void readsIsoTimes(String text, String instant) {
        assertThat(iso(text)).isEqualTo(instant);
        assertThat(iso(text)).as("a second time, from the cache").isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2003-10-11T22:14:1",
                "2003-13-11T22:14:15Z",
                "2003-00-11T22:14:15Z",
                "2003-10-32T22:14:15Z",
                "2003-10-11T24:14:15Z",
                "2003-10-11T22:60:15Z",
                "2003-10-11T22:14:61Z",
                "2003-10-11T22:14:15+24:00",
                "2003-10-11T22:14:15+1",
                "2003-10-11T22:14:15+07:60",
                "2003/10/11T22:14:15Z",
                "x003-10-11T22:14:15Z",
                "2003-10-11T22:14;15Z",
                "2003-10-11T22:14:x5Z"
            })
    void refusesWhatIsNoIsoTime(String text) {
        assertThat(iso("2003-10-11T22:14:15Z")).isEqualTo("2003-10-11T22:14:15Z");
        assertThat(iso(text)).isEqualTo("none");
    }

    @Test
    void tellsNoTimeOutsideOfTheYearsThatNanosecondsReach() {
        assertThat(isoTime.read("9999-12-31T23:59:59Z".getBytes(US_ASCII), 0, 20))
                .isEqualTo(20);
        assertThat(isoTime.timeNs()).isEqualTo(Line.NO_TIME);
        assertThat(isoTime.read("0000-01-01T00:00:00Z".getBytes(US_ASCII), 0, 20))
                .isEqualTo(20);
        assertThat(isoTime.timeNs()).isEqualTo(Line.NO_TIME);
    }

    @Test
    void countsDaysAsJavaTimeDoes() {
        for (long day = -800_000; day < 3_000_000; day += 13) {
            var date = LocalDate.ofEpochDay(day);
            assertThat(CivilDate.toEpochDay(date.getYear(), date.getMonthValue(), date.getDayOfMonth()))
                    .isEqualTo(day);
            assertThat(CivilDate.yearOf(day)).isEqualTo(date.getYear());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "+05:30",
                "Europe/Paris",
                "America/New_York",
                "Australia/Lord_Howe",
                "Africa/Casablanca",
                "Asia/Tokyo",
                "Pacific/Apia"
            })
    void readsLocalTimesAsJavaTimeDoes(String name) {
        var id = ZoneId.of(name);
        var zone = new LocalZone(id);
        var random = new Random(11);
        for (int round = 0; round < 20_000; round++) {
            long epoch = random.nextLong(FIRST_SECOND, LAST_SECOND);
            long near = round % 2 == 0 ? nearAChange(id, epoch, random) : epoch;
            var local = LocalDateTime.ofEpochSecond(near, 0, ZoneOffset.UTC);
            assertThat(zone.toEpochSecond(near))
                    .as("%s %s", name, local)
                    .isEqualTo(local.atZone(id).toEpochSecond());
            assertThat(zone.toLocalSecond(epoch))
                    .isEqualTo(LocalDateTime.ofInstant(Instant.ofEpochSecond(epoch), id)
                            .toEpochSecond(ZoneOffset.UTC));
        }
    }

    /** A local second within two hours of a change of the clocks. */
    private static long nearAChange(ZoneId id, long epoch, Random random) {
        var change = id.getRules().nextTransition(Instant.ofEpochSecond(epoch));
        return change == null
                ? epoch
                : change.getDateTimeBefore().toEpochSecond(ZoneOffset.UTC) + random.nextLong(-7200, 7200);
    }

    @Test
    void infersTheYearAsDefinedWhateverTheCacheHolds() {
        var id = ZoneId.of("Europe/Paris");
        var time = new BsdTime(new LocalZone(id));
        var format = DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ENGLISH);
        var random = new Random(13);
        long now = Instant.parse("2026-11-24T12:00:00Z").getEpochSecond();
        for (int round = 0; round < 50_000; round++) {
            now += random.nextInt(10) == 0 ? random.nextLong(-40_000_000, 40_000_000) : random.nextInt(100);
            long sent = now + random.nextLong(-200_000, 86_000);
            var local = LocalDateTime.ofInstant(Instant.ofEpochSecond(sent), id);
            byte[] text = (local.format(format) + " h").getBytes(US_ASCII);
            for (int again = 0; again < 2; again++) {
                assertThat(time.read(text, 0, text.length, now * NANOS)).isEqualTo(15);
                assertThat(time.timeNs()).isEqualTo(nearest(local, id, now) * NANOS);
            }
        }
    }

    /** Of the instants that a clock showed so, the one that is nearest to {@code now}. */
    private static long nearest(LocalDateTime local, ZoneId zone, long now) {
        long earlier = local.atZone(zone).toEpochSecond();
        long later = local.atZone(zone).withLaterOffsetAtOverlap().toEpochSecond();
        return Math.abs(later - now) < Math.abs(earlier - now) ? later : earlier;
    }

    @ParameterizedTest
    @CsvSource({
        "Nov 23 19:04:12 x, 2026-11-23T19:04:12Z, 15",
        "nov  3 19:04:12 x, 2026-11-03T19:04:12Z, 15",
        "NOV 3 19:04:12 x, 2026-11-03T19:04:12Z, 14",
        "Nov 03 19:04:12, 2026-11-03T19:04:12Z, 15",
        "Nov 23 19:04:12.5 x, 2026-11-23T19:04:12.500Z, 17",
        "Nov 23 19:04:12. x, 2026-11-23T19:04:12Z, 16",
        "Nov 23 2009 19:04:12 x, 2009-11-23T19:04:12Z, 20",
        "Nov 23 19:04:12 2009 x, 2009-11-23T19:04:12Z, 20",
        "1990 Nov 23 19:04:12 x, 1990-11-23T19:04:12Z, 20",
        "Nov 23 19:04:60 x, 2026-11-23T19:05:00Z, 15",
    })
    void readsBsdTimes(String text, String instant, int end) {
        var time = new BsdTime(new LocalZone(ZoneOffset.UTC));
        long now = Instant.parse("2026-11-24T12:00:00Z").getEpochSecond() * NANOS;
        for (int again = 0; again < 2; again++) {
            assertThat(time.read(text.getBytes(US_ASCII), 0, text.length(), now))
                    .isEqualTo(end);
            assertThat(Instant.EPOCH.plusNanos(time.timeNs())).isEqualTo(instant);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Now 23 19:04:12 x",
                "Nov 32 19:04:12 x",
                "Nov  0 19:04:12 x",
                "Nov 23 24:04:12 x",
                "Nov 23 19.04.12 x",
                "Nov 23 19:04:1",
                "Nov23 19:04:12 xx",
                "Nov x3 19:04:12 x",
                "199 Nov 23 19:04:12",
                "",
                "Nov"
            })
    void refusesWhatIsNoBsdTime(String text) {
        var time = new BsdTime(new LocalZone(ZoneOffset.UTC));
        assertThat(time.read(text.getBytes(US_ASCII), 0, text.length(), 0)).isEqualTo(BsdTime.NONE);
    }
}
