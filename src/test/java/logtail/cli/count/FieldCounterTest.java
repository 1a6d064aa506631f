package logtail.cli.count;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldCounterTest {
    private static final Instant FROM = Instant.parse("2026-11-24T14:00:00Z");
    private static final Instant TO = Instant.parse("2026-11-24T15:00:00Z");

    @Test
    void countsEveryValueOfAKeyInTheMessage() {
        var counter = new FieldCounter("status", 0, false, FROM);
        for (int i = 0; i < 1_000; i++) {
            take(counter, i, "GET / status=" + (i % 4 == 0 ? 500 : 200));
        }
        take(counter, 0, "started");
        Counts counts = counter.counts(TO, 5);
        assertThat(counts.totals()).isEqualTo(Map.of("200", 750L, "500", 250L));
        assertThat(counts.end().events()).isEqualTo(1_001);
        assertThat(counts.end().isComplete()).isTrue();
    }

    @Test
    void countsByTheTimeThatIsAskedFor() {
        var byTime = new FieldCounter("app", 60_000, false, FROM);
        var byReceipt = new FieldCounter("app", 60_000, true, FROM);
        for (int minute : new int[] {0, 0, 1}) {
            take(byTime, minute, "m");
            take(byReceipt, minute, "m");
        }
        assertThat(byTime.counts(TO, 5).rows())
                .containsExactly(
                        new Counts.Bucket(FROM, Map.of("web", 2L)),
                        new Counts.Bucket(FROM.plusSeconds(60), Map.of("web", 1L)));
        assertThat(byReceipt.counts(TO, 5).rows())
                .containsExactly(new Counts.Bucket(FROM.plusSeconds(1_800), Map.of("web", 3L)));
    }

    @Test
    void tellsWhenThereAreMoreValuesThanItKeepsAndStillCountsEveryLine() {
        var counter = new FieldCounter("n", 0, false, FROM);
        for (int i = 0; i < FieldCounter.MOST_VALUES; i++) {
            take(counter, 0, "n=" + i);
        }
        assertThat(counter.isBounded()).isFalse();
        take(counter, 0, "n=one-more");
        take(counter, 0, "n=7");
        assertThat(counter.isBounded()).isTrue();
        assertThat(counter.counts(TO, 5).totals())
                .hasSize(FieldCounter.MOST_VALUES + 1)
                .containsEntry(Counts.OTHERS, 1L)
                .containsEntry("7", 2L);
    }

    @Test
    void keepsGapsAndPassesOverWhatIsNoLine() {
        var counter = new FieldCounter("app", 0, false, FROM);
        line(counter, "{\"heartbeat\":\"2026-11-24T14:00:10Z\"}");
        line(counter, "{\"gap\":{\"from\":\"2\",\"to\":\"3\",\"count\":2,\"reason\":\"retention\"}}");
        line(counter, "no JSON");
        assertThat(counter.counts(TO, 5).rows()).hasSize(1).first().isInstanceOf(Counts.Missing.class);
    }

    private static void take(FieldCounter counter, int minute, String message) {
        String time = FROM.plusSeconds(60L * minute + 7).toString();
        line(
                counter,
                "{\"id\":\"1\",\"time\":\"" + time
                        + "\",\"received\":\"2026-11-24T14:30:00Z\",\"app\":\"web\",\"message\":\"" + message + "\"}");
    }

    private static void line(FieldCounter counter, String json) {
        byte[] bytes = json.getBytes(UTF_8);
        assertThat(counter.line(bytes, 0, bytes.length)).isTrue();
    }
}
