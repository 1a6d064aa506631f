package logtail.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import logtail.access.AppScope;
import logtail.access.Veils;
import logtail.encode.EventFormat;
import logtail.event.Severity;
import logtail.journal.Blocks;
import logtail.journal.InMemoryJournal;
import logtail.query.TailQuery;
import logtail.web.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How far a tail has come is told by the clock, whatever its filter lets pass. */
class TailStatsTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private final InMemoryJournal journal = new InMemoryJournal();
    private long nowNs = 77;

    @Test
    void tellsAtGoingLiveAndOnceASecondThoughNothingMatches() {
        write("info", Severity.INFO, 5);
        var sink = RecordingSink.wide();
        try (var hub = hub()) {
            hub.open(new Query().filter("nowhere").following().stats().build(), sink);
            hub.settle();
            assertThat(sink.items())
                    .containsExactly("{\"stats\":{\"at\":\"5\",\"newest\":\"5\",\"live\":true,"
                            + "\"matched\":0,\"sent\":0,\"n\":{}}}\n");
            nowNs += SECOND_NS - 1;
            write("info", Severity.INFO, 2);
            hub.settle();
            assertThat(sink.items()).hasSize(1);
            nowNs += 1;
            hub.settle();
            assertThat(stats(sink).getLast()).containsEntry("at", "7").containsEntry("newest", "7");
            hub.settle();
            assertThat(sink.items()).as("once").hasSize(2);
            nowNs += SECOND_NS;
            hub.settle();
            assertThat(sink.items()).as("nothing has come since").hasSize(3);
        }
    }

    @Test
    void hasAPlaceBeforeTheFirstEventOfAnEmptyJournal() {
        var sink = RecordingSink.wide();
        try (var hub = hub()) {
            hub.open(new Query().following().stats().build(), sink);
            hub.settle();
        }
        assertThat(stats(sink).getFirst()).containsEntry("at", "0").containsEntry("newest", "0");
    }

    @Test
    void countsMatchesByLevelSinceItToldLastAndSinceTheBeginning() {
        write("a", Severity.ERROR, 2);
        write("a", Severity.WARN, 1);
        write("b", Severity.WARN, 9);
        var sink = RecordingSink.wide();
        try (var hub = hub()) {
            hub.open(new Query().filter("a").following().stats().build(), sink);
            hub.settle();
            write("a", Severity.INFO, 4);
            nowNs += SECOND_NS;
            hub.settle();
            nowNs += SECOND_NS;
            hub.settle();
        }
        assertThat(stats(sink))
                .extracting(stats -> stats.get("n"))
                .containsExactly(Map.of("error", 2L, "warn", 1L), Map.of("info", 4L), Map.of());
        assertThat(stats(sink)).extracting(stats -> stats.get("matched")).containsExactly(3L, 7L, 7L);
        assertThat(stats(sink)).extracting(stats -> stats.get("sent")).containsExactly(3L, 7L, 7L);
    }

    @Test
    void tellsDuringHistoryHowFarItIs() {
        for (int i = 0; i < 40; i++) {
            Blocks.commit(journal, i, "x".repeat(60_000));
        }
        var sink = RecordingSink.wide();
        var session = Steps.session(
                journal, new Query().filter("nowhere").following().stats().build(), sink);
        for (boolean isOn = true; isOn; nowNs += SECOND_NS) {
            isOn = session.read(new Turn("j", 1, false, () -> nowNs).begin()) == Reading.Progress.MORE;
        }
        session.close();
        List<Map<String, Object>> stats = stats(sink);
        assertThat(stats).hasSizeGreaterThan(1).allMatch(one -> Boolean.FALSE.equals(one.get("live")));
        assertThat(stats).extracting(one -> number(one.get("at"))).isSorted();
        assertThat(stats.getLast()).containsEntry("newest", "40");
    }

    @Test
    void namesNoPlaceWhileItSearchesWhereToBegin() {
        for (int i = 0; i < 100; i++) {
            Blocks.commit(journal, i, "x".repeat(60_000));
        }
        var sink = RecordingSink.wide();
        var session = Steps.session(
                journal,
                new Query().filter("nowhere").lines(3).following().stats().build(),
                sink);
        for (int i = 0; i < 3; i++, nowNs += SECOND_NS) {
            session.read(new Turn("j", 1, false, () -> nowNs).begin());
        }
        assertThat(session.state()).isEqualTo(TailSession.State.SEARCHING);
        session.close();
        assertThat(stats(sink)).isNotEmpty().noneMatch(one -> one.containsKey("at"));
    }

    @Test
    void goesOnFromEachPlaceThatItToldWithNothingMissedInTheOrderOfTimeToo() {
        long windowNs = 2;
        var sink = RecordingSink.wide();
        try (var hub = new SteppedHub(journal, () -> 3, () -> nowNs)) {
            hub.open(
                    new Query()
                            .order(new TailQuery.Order.Time(windowNs))
                            .following()
                            .stats()
                            .build(),
                    sink);
            Blocks.commit(journal, 1, "shown");
            Blocks.commit(journal, 2, "held back");
            nowNs += SECOND_NS;
            hub.settle();
            nowNs += SECOND_NS;
            hub.settle();
        }
        assertThat(sink.messages()).contains("shown");
        assertThat(stats(sink).getLast())
                .containsEntry("at", "1")
                .containsEntry("matched", 2L)
                .containsEntry("sent", 1L);
    }

    @Test
    void endsAnAnswerThatEndsWithItsTotals() {
        write("a", Severity.INFO, 3);
        assertThat(stats(readWith(new Query())).getLast())
                .containsEntry("at", "3")
                .containsEntry("matched", 3L)
                .containsEntry("live", false);
        assertThat(stats(readWith(new Query().lines(2).order(new TailQuery.Order.NewestFirst())))
                        .getLast())
                .as("the rest lies before it")
                .containsEntry("at", "2")
                .containsEntry("matched", 2L)
                .containsEntry("n", Map.of("info", 2L));
    }

    @Test
    void tellsAReaderOfSomeAppsOfItsOwnMatchesAlone() {
        var view = View.of(AppScope.of(List.of("web-*")), Veils.unkept("j"));
        var sink = RecordingSink.wide();
        try (var hub = hub()) {
            hub.open(view, new Query().following().stats().build(), sink);
            hub.settle();
            new Lines()
                    .add(1, "web-1", "", "", Severity.ERROR, "own")
                    .add(1, "db", "", "", Severity.ERROR, "other")
                    .commitTo(journal);
            nowNs += SECOND_NS;
            hub.settle();
            write("other", Severity.ERROR, 50);
            nowNs += SECOND_NS;
            hub.settle();
        }
        List<Map<String, Object>> stats = stats(sink);
        assertThat(stats.get(0)).containsOnlyKeys("live", "matched", "sent", "n");
        assertThat(stats.get(1))
                .containsEntry("at", view.event(1))
                .containsEntry("n", Map.of("error", 1L))
                .containsOnlyKeys("at", "live", "matched", "sent", "n");
        assertThat(stats.get(2)).containsEntry("at", view.event(1)).containsEntry("n", Map.of());
    }

    @Test
    void isAnEventOfItsOwnWithACursorAsServerSentEvents() {
        write("a", Severity.INFO, 1);
        var sink = RecordingSink.wide();
        Steps.readOn(Steps.session(journal, View.ALL, new Query().stats().build(), EventFormat.Kind.SSE, sink));
        assertThat(sink.items().getLast())
                .isEqualTo("event: stats\nid: " + journal.id() + "-1\ndata: {\"stats\":{\"at\":\"1\",\"newest\":\"1\","
                        + "\"live\":false,\"matched\":1,\"sent\":1,\"n\":{\"info\":1}}}\n\n");
    }

    private SteppedHub hub() {
        return new SteppedHub(journal, () -> 1, () -> nowNs);
    }

    private RecordingSink readWith(Query query) {
        var sink = RecordingSink.wide();
        Steps.readOn(Steps.session(journal, query.stats().build(), sink));
        assertThat(sink.isEnded()).isTrue();
        return sink;
    }

    private void write(String message, Severity level, int count) {
        var lines = new Lines();
        for (int i = 0; i < count; i++) {
            lines.add(1, "web", "", "", level, message);
        }
        lines.commitTo(journal);
    }

    private static long number(@Nullable Object text) {
        return Long.parseLong(String.valueOf(text));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> stats(RecordingSink sink) {
        return sink.items().stream()
                .map(item -> (Map<String, Object>) Json.object(item).get("stats"))
                .filter(Objects::nonNull)
                .toList();
    }
}
