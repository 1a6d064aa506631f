package logtail.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import logtail.access.AppScope;
import logtail.access.Veils;
import logtail.encode.EventFormat;
import logtail.event.Block;
import logtail.event.Severity;
import logtail.journal.ForwardingJournal;
import logtail.journal.ForwardingReader;
import logtail.journal.InMemoryJournal;
import logtail.journal.JournalReader;
import logtail.runtime.MemoryBudget;
import logtail.web.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tails that show at most so many lines a second, and tell each run that they leave out. */
class TailThinnedTest {
    private static final long TENTH_NS = 100_000_000;
    private static final int RATE = 200;
    private static final int QUOTA = RATE / 10;

    private final InMemoryJournal journal = new InMemoryJournal();
    private final MemoryBudget.Share held = MemoryBudget.Share.of("held", 1 << 20);
    private long clockNs;

    /** What a reader has got: ids that were shown, and what it was told of those between them. */
    private static final class Got {
        final List<Long> shown = new ArrayList<>();
        final List<Map<?, ?>> omitted = new ArrayList<>();
        final List<String> order = new ArrayList<>();

        Got(List<String> items) {
            for (String item : items) {
                var row = Json.object(item);
                if (row.get("omitted") instanceof Map<?, ?> run) {
                    omitted.add(run);
                    order.add("omitted");
                } else if (row.containsKey("gap")) {
                    order.add("gap");
                } else {
                    shown.add(number(row.get("id")));
                    order.add("event");
                }
            }
        }

        long omittedCount() {
            return omitted.stream().mapToLong(run -> number(run.get("count"))).sum();
        }

        /** Every run lies between two events shown next to each other, and all matches are shown or told once. */
        void expectAll(List<Long> matches) {
            int at = 0;
            int run = 0;
            for (int i = 0; i < shown.size(); i++) {
                long next = shown.get(i);
                int skipped = matches.indexOf(next) - at;
                assertThat(skipped).as("matches before %d", next).isNotNegative();
                if (skipped > 0) {
                    Map<?, ?> told = omitted.get(run++);
                    assertThat(number(told.get("after"))).isEqualTo(shown.get(i - 1));
                    assertThat(number(told.get("before"))).isEqualTo(next);
                    assertThat(number(told.get("count"))).isEqualTo(skipped);
                }
                at += skipped + 1;
            }
            assertThat(at).as("nothing is left untold at the end").isEqualTo(matches.size());
            assertThat(omitted).hasSize(run);
        }
    }

    @Test
    void showsAllWhileNoMoreComeThanMayBeShown() {
        for (int tenth = 0; tenth < 5; tenth++) {
            write(tenth, QUOTA, Severity.INFO);
        }
        Got got = read(RATE);
        assertThat(got.shown).hasSize(5 * QUOTA);
        assertThat(got.omitted).isEmpty();
    }

    @Test
    void showsABurstWholeThatIsNoMoreThanASecondsShare() {
        write(0, RATE - 30, Severity.INFO);
        write(1, 30 + QUOTA, Severity.INFO);
        write(2, 100, Severity.INFO);
        write(3, 100, Severity.INFO);
        write(20, RATE, Severity.INFO);
        Got got = read(RATE);
        got.expectAll(ids(1, 2 * RATE + QUOTA + 200));
        assertThat(got.shown).hasSize(2 * RATE + 3 * QUOTA);
        assertThat(got.omitted).isNotEmpty();
        assertThat(got.omittedCount()).isEqualTo(200 - 2 * QUOTA);
    }

    @Test
    void showsAFloodEvenlyAndTheLastLineOfEachTenth() {
        for (int tenth = 0; tenth < 5; tenth++) {
            write(tenth, 1000, Severity.INFO);
        }
        Got got = read(RATE);
        got.expectAll(ids(1, 5000));
        for (int tenth = 0; tenth < 5; tenth++) {
            long first = tenth * 1000L + 1;
            List<Long> ofTenth = got.shown.stream()
                    .filter(id -> id >= first && id < first + 1000)
                    .toList();
            assertThat(ofTenth)
                    .as("tenth %d", tenth)
                    .hasSize(tenth == 0 ? RATE : QUOTA)
                    .endsWith(first + 999);
            if (tenth > 0) {
                for (int i = 1; i < ofTenth.size() - 1; i++) {
                    assertThat(ofTenth.get(i) - ofTenth.get(i - 1)).isBetween(20L, 100L);
                }
            }
        }
    }

    @Test
    void givesExactlyTheOmittedOnesToWhoAsksForThem() {
        for (int tenth = 0; tenth < 3; tenth++) {
            for (int i = 0; i < 20; i++) {
                write(tenth, 5, Severity.INFO);
                write(tenth, 6, Severity.WARN);
            }
        }
        Got got = new Got(items(new Query().worst(Severity.WARN).rate(100)));
        assertThat(got.omitted).isNotEmpty();
        for (Map<?, ?> run : got.omitted) {
            Got between = new Got(items(new Query()
                    .worst(Severity.WARN)
                    .after(number(run.get("after")))
                    .before(number(run.get("before")))));
            assertThat((long) between.shown.size()).isEqualTo(number(run.get("count")));
        }
        assertThat(got.shown.size() + got.omittedCount()).isEqualTo(360);
    }

    @Test
    void showsEveryErrorFirst() {
        write(0, 500, Severity.INFO);
        for (int i = 0; i < 15; i++) {
            write(1, 30, Severity.INFO);
            write(1, 1, i % 2 == 0 ? Severity.ERROR : Severity.EMERG);
        }
        Got got = read(RATE);
        List<Long> ofSecond = got.shown.stream().filter(id -> id > 500).toList();
        assertThat(ofSecond).hasSize(QUOTA);
        for (int i = 0; i < 15; i++) {
            assertThat(ofSecond).contains(500 + 31L * (i + 1));
        }
        got.expectAll(ids(1, 500 + 31 * 15));
    }

    @Test
    void showsErrorsThatComeBehindAFirstHalfUpToTheRateOfTheirOwn() {
        write(0, 500, Severity.INFO);
        write(2, 2 * QUOTA, Severity.INFO);
        write(2, 100, Severity.ERROR);
        Got got = read(RATE);
        long firstError = 500 + 2 * QUOTA + 1;
        assertThat(got.shown.stream().filter(id -> id > 500 && id < firstError).count())
                .isEqualTo(QUOTA);
        assertThat(got.shown.stream().filter(id -> id >= firstError).count()).isEqualTo(QUOTA + 1);
        got.expectAll(ids(1, firstError + 99));
    }

    @Test
    void showsAtOnceWhatIsSlowAndTheRestWhenTheTenthIsOver() {
        var sink = RecordingSink.wide();
        try (var hub = new SteppedHub(journal, () -> clockNs, () -> 1)) {
            hub.open(new Query().rate(RATE).following().build(), sink);
            hub.settle();
            write(7, RATE / 2, Severity.INFO);
            hub.settle();
            assertThat(sink.items()).hasSize(RATE / 2);
            write(7, 500, Severity.INFO);
            clockNs = 8 * TENTH_NS - 1;
            hub.settle();
            assertThat(sink.items()).as("it is not known yet how many come").hasSize(RATE / 2);
            clockNs++;
            hub.settle();
        }
        Got got = new Got(sink.items());
        assertThat(got.shown).hasSize(RATE);
        got.expectAll(ids(1, RATE / 2 + 500));
    }

    @Test
    void showsALateOnesNoFasterThanTheTenthsGoBy() {
        var sink = RecordingSink.wide();
        try (var hub = new SteppedHub(journal, () -> clockNs, () -> 1)) {
            hub.open(new Query().rate(RATE).following().build(), sink);
            clockNs = 30 * TENTH_NS;
            for (int i = 0; i < 300; i++) {
                write(7, 10, Severity.INFO);
                hub.settle();
            }
            assertThat(new Got(sink.items()).shown).hasSizeLessThanOrEqualTo(RATE + QUOTA);
            clockNs += TENTH_NS;
            hub.settle();
        }
        new Got(sink.items()).expectAll(ids(1, 3000));
    }

    @Test
    void tellsAPlaceToGoOnFromThatLeavesOutNothingHeld() {
        var sink = RecordingSink.wide();
        long[] nowNs = {1};
        try (var hub = new SteppedHub(journal, () -> clockNs, () -> nowNs[0])) {
            hub.open(new Query().rate(RATE).following().stats().build(), sink);
            hub.settle();
            write(7, 300, Severity.INFO);
            clockNs = 7 * TENTH_NS;
            nowNs[0] += 1_000_000_000L;
            hub.settle();
            assertThat(sink.items().getLast())
                    .as("nothing more was shown")
                    .contains("\"at\":\"100\"", "\"matched\":300,\"sent\":100,");
        }
    }

    @Test
    void tellsAGapInItsPlace() {
        write(0, 300, Severity.INFO);
        write(0, 300, Severity.INFO);
        write(1, 5, Severity.INFO);
        var lossy = new ForwardingJournal(journal) {
            @Override
            public JournalReader openReader() {
                return new ForwardingReader(super.openReader()) {
                    @Override
                    public @Nullable Block next() {
                        Block block = super.next();
                        return block != null && block.firstIndex() == 301 ? super.next() : block;
                    }
                };
            }
        };
        var sink = RecordingSink.wide();
        Steps.readOn(Steps.session(lossy, new Query().rate(RATE).build(), sink));
        List<String> order = new Got(sink.items()).order;
        assertThat(order.subList(order.size() - 7, order.size()))
                .as("the run before it is closed")
                .containsExactly("event", "gap", "event", "event", "event", "event", "event");
        assertThat(sink.items().get(order.size() - 7)).contains("\"id\":\"300\"");
    }

    @Test
    void leavesOutMoreWhenMemoryIsShortAndTellsAllTheSame() {
        var scarce = MemoryBudget.Share.of("held", 1_000);
        for (int tenth = 0; tenth < 4; tenth++) {
            write(tenth, 300, Severity.INFO);
            write(tenth, 3, Severity.ERROR);
        }
        var sink = RecordingSink.wide();
        Steps.readOn(session(new Query().rate(RATE), sink, scarce));
        new Got(sink.items()).expectAll(ids(1, 4 * 303));
        assertThat(scarce.usedBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void tellsEveryMatchOnceHoweverTheyComeAndHoweverSlowlyTheReaderTakesThem(long seed) {
        var random = new Random(seed);
        var sink = new RecordingSink(1 + random.nextInt(9));
        List<Long> matches = new ArrayList<>();
        Map<Long, Long> tenths = new TreeMap<>();
        try (var hub = new SteppedHub(journal, () -> clockNs, () -> 1)) {
            hub.open(new Query().worst(Severity.WARN).rate(100).following().build(), sink);
            long tenth = 0;
            for (int round = 0; round < 300; round++) {
                tenth += random.nextInt(4) == 0 ? random.nextInt(3) : 0;
                Severity level = List.of(Severity.values()).get(random.nextInt(8));
                int count = 1 + random.nextInt(random.nextInt(5) == 0 ? 60 : 4);
                write(tenth, count, level);
                if (level.code() <= Severity.WARN.code()) {
                    matches.addAll(ids(journal.lastIndex(0) - count + 1, journal.lastIndex(0)));
                    tenths.merge(tenth, (long) count, Long::sum);
                }
                clockNs = tenth * TENTH_NS + random.nextInt(2) * TENTH_NS;
                if (random.nextBoolean()) {
                    hub.settle();
                }
                if (random.nextInt(3) == 0) {
                    sink.take();
                }
            }
            clockNs += 20 * TENTH_NS;
            for (int i = 0; i < 2_000; i++) {
                hub.settle();
                sink.take();
            }
        }
        new Got(sink.items()).expectAll(matches);
    }

    @Test
    void showsAReaderOfSomeAppsTheSameWhateverOthersWrite() {
        var view = View.of(AppScope.of(List.of("web")), Veils.unkept("j"));
        for (int i = 0; i < 400; i++) {
            new Lines()
                    .add(i * 1_000_000L, "web", "", "", Severity.INFO, "own " + i)
                    .add(i * 1_000_000L, "db", "", "", Severity.ERROR, "other")
                    .commitTo(journal);
        }
        var mixed = RecordingSink.wide();
        Steps.readOn(Steps.session(journal, view, new Query().rate(100).build(), EventFormat.Kind.NDJSON, mixed));
        var alone = new InMemoryJournal();
        for (int i = 0; i < 400; i++) {
            new Lines()
                    .add(i * 1_000_000L, "web", "", "", Severity.INFO, "own " + i)
                    .commitTo(alone);
        }
        var own = RecordingSink.wide();
        Steps.readOn(Steps.session(alone, new Query().rate(100).build(), own));
        assertThat(mixed.messages()).isEqualTo(own.messages());
        assertThat(mixed.items().stream()
                        .filter(item -> item.contains("omitted"))
                        .findFirst())
                .hasValueSatisfying(
                        row -> assertThat(row)
                                .matches(
                                        "\\{\"omitted\":\\{\"after\":\"e[0-9a-v]{26}\",\"before\":\"e[0-9a-v]{26}\",\"count\":\\d+}}\n"));
    }

    private Got read(int rate) {
        return new Got(items(new Query().rate(rate)));
    }

    private List<String> items(Query query) {
        var sink = RecordingSink.wide();
        Steps.readOn(session(query, sink, held));
        assertThat(sink.isEnded()).isTrue();
        assertThat(held.usedBytes()).isZero();
        return sink.items();
    }

    private TailSession session(Query query, TailSink sink, MemoryBudget.Share share) {
        return new TailSession(journal, View.ALL, query.build(), EventFormat.Kind.NDJSON, sink, share);
    }

    /** One block of lines, all received in this tenth of a second. */
    private void write(long tenth, int count, Severity level) {
        var lines = new Lines();
        for (int i = 0; i < count; i++) {
            lines.add(tenth * TENTH_NS + i * TENTH_NS / count, "web", "", "", level, "line");
        }
        lines.commitTo(journal);
    }

    private static List<Long> ids(long first, long last) {
        return java.util.stream.LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static long number(@Nullable Object text) {
        return Long.parseLong(String.valueOf(text));
    }
}
