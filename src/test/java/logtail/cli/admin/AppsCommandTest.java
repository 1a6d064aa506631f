package logtail.cli.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppsCommandTest {
    private static final Instant NOW = Instant.parse("2026-11-24T14:00:00Z");

    @Test
    void readsWhatTheDaemonAnswers() {
        byte[] answer = ("[{\"app\":\"web\",\"events\":12345,\"per_second\":2.5,\"new\":[1],"
                        + "\"last_seen\":\"2026-11-24T13:59:57Z\"},{\"app\":\"db\"}]\n")
                .getBytes(UTF_8);
        assertThat(App.list(answer))
                .containsExactly(new App("web", 12_345, 2.5, NOW.minusSeconds(3)), new App("db", 0, 0, Instant.EPOCH));
        assertThat(App.list("[]".getBytes(UTF_8))).isEmpty();
    }

    @Test
    void theTableIsAlignedAndHarmless() {
        assertThat(AppsTable.of(
                        List.of(
                                new App("web\u001b", 12_345, 2.5, NOW.minusSeconds(3)),
                                new App("d", 1, 0.01, NOW.minusSeconds(7_300)),
                                new App("e", 0, 0, Instant.EPOCH)),
                        NOW))
                .isEqualTo("""
                        APP      LINES/MIN   TOTAL  LAST SEEN
                        web\\x1b        150  12,345    3 s ago
                        d              0.6       1    2 h ago
                        e                0       0          -
                        """);
        assertThat(AppsTable.of(List.of(), NOW)).isEqualTo("no lines yet\n");
    }

    @Test
    void aLongNameLeavesRoomForTheRest() {
        var app = new App("shop-" + "a".repeat(60) + "-worker", 1, 0, NOW);
        assertThat(AppsTable.of(List.of(app), NOW).lines().toList().getLast())
                .isEqualTo("shop-aaaaaaaaaa…aaaaaaaaa-worker          0      1    0 s ago");
    }

    @Test
    void agesAreInTheUnitThatSaysMost() {
        assertThat(List.of(-5, 59, 60, 3_599, 3_600, 86_399, 200_000))
                .extracting(seconds -> AppsTable.age(Duration.ofSeconds(seconds)))
                .containsExactly("0 s ago", "59 s ago", "1 min ago", "59 min ago", "1 h ago", "23 h ago", "2 d ago");
    }
}
