package logtail.cli.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryExplanationTest {
    @Test
    void namesEveryConditionAndWhatTheTimesWereUnderstoodAs() {
        assertThat(explained("-a", "web,w*", "-p", "web.1", "-l", "warn", "-S", "13:00", "-U", "13:10", "timeout"))
                .containsExactly(
                        "app is web or w*",
                        "process is web.1",
                        "level warn or worse",
                        "since 2026-11-24 14:00:00.000 +01:00 (Europe/Berlin), by the lines' own times, as shown",
                        "until 2026-11-24 14:10:00.000 +01:00 (Europe/Berlin), by the lines' own times, as shown",
                        "message contains \"timeout\" in any case",
                        "first: blocks are searched for \"timeout\" in any case",
                        "blocks: passed over unless they have an app that fits and level warn or worse and a time in the range");
    }

    @Test
    void saysThatEverythingIsSelectedOnlyWhenItIs() {
        assertThat(explained())
                .startsWith("every event")
                .contains("blocks: none is passed over for its apps or levels");
        assertThat(explained("-l", "=info")).startsWith("level exactly info").doesNotContain("every event");
        assertThat(explained("-S", "1h", "--by", "received").getFirst()).endsWith(", by the time of receipt");
    }

    private static List<String> explained(String... args) {
        return QueryExplanation.of(TailOptionsTest.resolve(Map.of(), args).query(), ZoneId.of("Europe/Berlin"));
    }
}
