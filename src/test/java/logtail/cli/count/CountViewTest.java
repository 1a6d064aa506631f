package logtail.cli.count;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import logtail.cli.client.NdjsonBody;
import logtail.cli.screen.Cells;
import logtail.cli.screen.Glyphs;
import logtail.cli.screen.Ink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountViewTest {
    private static final Instant NOW = Instant.parse("2026-11-24T14:10:00Z");
    private static final Ink PLAIN = new Ink(false, Glyphs.UNICODE);

    /** As the daemon answers: newest first. */
    private static final String ANSWER = """
            {"counts":{"step_ms":60000,"from":"2026-11-24T14:00:00Z","to":"2026-11-24T14:10:00Z","by":"level","first":"1","last":"9"}}
            {"at":"2026-11-24T14:09:00Z","n":{"info":90,"error":10}}
            {"at":"2026-11-24T14:08:00Z","n":{"info":50}}
            {"gap":{"from":"3","to":"19","count":17,"reason":"retention"}}
            {"at":"2026-11-24T14:06:00Z","n":{"warn":25}}
            {"at":"2026-11-24T14:00:00Z","n":{"info":1}}
            {"end":{"complete":true,"reached":"2026-11-24T14:00:00Z","events":176,"read_bytes":1,"took_ms":20}}
            """;

    @Test
    void aRowIsOneBucketAndWhatIsEmptyOrMissingIsTold() throws IOException {
        assertThat(view(ANSWER, PLAIN, 40, ZoneOffset.UTC).rows())
                .containsExactly(
                        "TIME                      EVENTS  ERRORS",
                        "14:00  ▏                       1",
                        ":      none for 5m",
                        "14:06  ████▎                  25",
                        "-- 17 lines are missing here (retention) --",
                        "14:07                          0",
                        "14:08  ████████▌              50",
                        "14:09  █████████████████     100      10");
    }

    @Test
    void theFirstBucketMayBeCutByTheRange() throws IOException {
        String cut = ANSWER.replace("\"at\":\"2026-11-24T14:00:00Z\"", "\"at\":\"2026-11-24T14:03:40Z\"");
        assertThat(view(cut, PLAIN, 40, ZoneOffset.UTC).rows())
                .contains(
                        "14:03  ▏                       1",
                        "14:04                          0",
                        "14:05                          0");
    }

    @Test
    void onTopIsTheWholeRangeInOneLine() throws IOException {
        assertThat(view(ANSWER, PLAIN, 80, ZoneOffset.UTC).summary())
                .containsExactly("▁     ▂ ▄█  176 events  14:00 – 14:10");
        assertThat(view(ANSWER, PLAIN, 30, ZoneId.of("Europe/Berlin")).summary())
                .containsExactly("▁     ▂ ▄█", "176 events  15:00 – 15:10");
        assertThat(view(ANSWER, new Ink(false, Glyphs.ASCII), 80, ZoneOffset.UTC)
                        .summary())
                .containsExactly("_     . -#  176 events  14:00 - 14:10");
    }

    @Test
    void columnsOfManyBucketsAreAllOfAsMany() throws IOException {
        var answer = new StringBuilder(
                "{\"counts\":{\"step_ms\":1000,\"from\":\"2026-11-24T14:00:00Z\",\"to\":\"2026-11-24T14:01:41Z\",\"by\":\"none\"}}\n");
        for (int second = 100; second >= 0; second--) {
            answer.append("{\"at\":\"")
                    .append(Instant.parse("2026-11-24T14:00:00Z").plusSeconds(second))
                    .append("\",\"n\":{\"all\":8}}\n");
        }
        answer.append("{\"end\":{\"complete\":true,\"events\":808}}\n");
        assertThat(view(answer.toString(), PLAIN, 85, ZoneOffset.UTC).summary().getFirst())
                .startsWith("▄" + "█".repeat(50) + "  808 events");
    }

    @Test
    void levelsHaveTheColoursOfATailAndErrorsComeFirst() throws IOException {
        String newest = view(ANSWER, new Ink(true, Glyphs.UNICODE), 40, ZoneOffset.UTC)
                .rows()
                .getLast();
        assertThat(newest).startsWith("14:09  \033[31m██\033[0m███████████████ ");
        assertThat(view(ANSWER, new Ink(true, Glyphs.UNICODE), 40, ZoneOffset.UTC)
                        .rows()
                        .get(3))
                .contains("\033[38;5;136m████▎\033[0m");
    }

    @Test
    void anotherDayIsToldWithItsDate() throws IOException {
        String older = ANSWER.replace("2026-11-24T", "2026-11-20T");
        assertThat(view(older, PLAIN, 60, ZoneOffset.UTC).rows().getLast()).startsWith("11-20 14:09  ");
        String days = ANSWER.replace("60000", "86400000");
        assertThat(view(days, PLAIN, 60, ZoneOffset.UTC).rows().getLast()).startsWith("2026-11-24  ");
    }

    @Test
    void whatIsNotCountedIsInNoSparkline() throws IOException {
        String cut = ANSWER.replace(
                        "\"complete\":true,\"reached\":\"2026-11-24T14:00:00Z\"",
                        "\"complete\":false,\"reached\":\"2026-11-24T14:05:00Z\"")
                .replace("{\"at\":\"2026-11-24T14:00:00Z\",\"n\":{\"info\":1}}\n", "");
        assertThat(view(cut, PLAIN, 80, ZoneOffset.UTC).summary()).containsExactly(" ▂ ▄█  176 events  14:05 – 14:10");
    }

    @Test
    void totalsAreInTheOrderOfLevelsAndHaveTheirShare() throws IOException {
        Counts counts = counts(ANSWER);
        assertThat(new Totals(PLAIN, 40).table("LEVEL", Totals.of(counts.totals(), "level", 9), 176))
                .containsExactly(
                        "LEVEL  EVENTS    SHARE",
                        "error      10    5.7 %  █▏",
                        "warn       25   14.2 %  ██▉",
                        "info      141   80.1 %  ████████████████");
    }

    @Test
    void namesMayBeShorterThanTheirHeads() {
        var values = List.of(new Totals.Value("", "b", 2), new Totals.Value("", "a", 1));
        assertThat(new Totals(PLAIN, 40).table("APP", values, 3))
                .hasSize(3)
                .last()
                .asString()
                .startsWith("a     ");
    }

    @Test
    void whatIsBeyondTheMostFrequentIsOneRow() throws IOException {
        String apps = """
                {"counts":{"step_ms":60000,"from":"2026-11-24T14:00:00Z","to":"2026-11-24T14:10:00Z","by":"app"}}
                {"at":"2026-11-24T14:09:00Z","n":{"*":2,"b":5,"a":5,"c\\u001b[2J":7}}
                {"end":{"complete":true,"events":19}}
                """;
        assertThat(Totals.of(counts(apps).totals(), "app", 2))
                .extracting(value -> value.name() + " " + value.count())
                .containsExactly("c\\x1b[2J 7", "a 5", "(1 others) 7");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 80, 200})
    void nothingIsWiderThanTheTerminalAndNothingHarmsIt(int columns) throws IOException {
        String evil = ANSWER.replace("\"by\":\"level\"", "\"by\":\"app\"")
                .replace("\"info\"", "\"\\u001b[31m\\u202e" + "日".repeat(40) + "\"")
                .replace(",\"reason\":\"retention\"", "");
        Counts counts = counts(evil);
        var lines = new ArrayList<>(new CountView(counts, PLAIN, columns, ZoneOffset.UTC, NOW).rows());
        lines.removeIf(line -> line.startsWith("-- ")); // told in full
        lines.addAll(new CountView(counts, PLAIN, columns, ZoneOffset.UTC, NOW).summary());
        lines.addAll(new Totals(PLAIN, columns).table("APP", Totals.of(counts.totals(), "app", 9), 176));
        assertThat(lines).allSatisfy(line -> {
            assertThat(Cells.width(line)).isLessThanOrEqualTo(Math.max(columns, 25));
            assertThat(line).doesNotContain("\u001b", "\u202e");
        });
    }

    @Test
    void anAnswerThatBreaksOffIsNone() throws IOException {
        String broken = ANSWER.substring(0, ANSWER.indexOf("{\"end\""));
        assertThat(reader(broken).counts()).isEmpty();
    }

    @Test
    void countsOfOurOwnAreWrittenAsTheDaemonWritesThem() throws IOException {
        List<String> written = CountsWriter.lines(counts(ANSWER));
        assertThat(written.getFirst())
                .isEqualTo("{\"counts\":{\"step_ms\":60000,\"from\":\"2026-11-24T14:00:00Z\","
                        + "\"to\":\"2026-11-24T14:10:00Z\",\"by\":\"level\"}}");
        assertThat(written.get(1)).isEqualTo("{\"at\":\"2026-11-24T14:09:00Z\",\"n\":{\"info\":90,\"error\":10}}");
        assertThat(counts(String.join("\n", written) + "\n")).isEqualTo(counts(ANSWER));
    }

    private static CountView view(String answer, Ink ink, int columns, ZoneId zone) throws IOException {
        return new CountView(counts(answer), ink, columns, zone, NOW);
    }

    private static Counts counts(String answer) throws IOException {
        return reader(answer).counts().orElseThrow();
    }

    private static CountsReader reader(String answer) throws IOException {
        var reader = new CountsReader(line -> {});
        new NdjsonBody(new ByteArrayInputStream(answer.getBytes(UTF_8))).forEach(reader);
        return reader;
    }
}
