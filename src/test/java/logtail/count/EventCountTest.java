package logtail.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import logtail.access.AppScope;
import logtail.access.Veils;
import logtail.count.CountQuery.By;
import logtail.encode.Gap;
import logtail.event.Event;
import logtail.event.Severity;
import logtail.journal.ForwardingJournal;
import logtail.journal.Interest;
import logtail.journal.Journal;
import logtail.journal.Stretches;
import logtail.query.TailQuery;
import logtail.query.TailQueryBuilder;
import logtail.tail.View;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts over a real journal, held against the events themselves. */
class EventCountTest {
    private static final long RETAIN_ALL = 1L << 30;
    private static final Duration BUDGET = Duration.ofSeconds(2);

    @TempDir
    private Path directory;

    /** A selection, and the same for the slow way. */
    private record Question(TailQueryBuilder query, Predicate<Event> test) {}

    /** What a count gives, in the order in which it does. */
    private static final class Given implements EventCount.Output {
        private final Map<Long, Map<String, Long>> buckets = new TreeMap<>(Comparator.reverseOrder());
        private final List<Long> order = new ArrayList<>();
        private final List<String> gaps = new ArrayList<>();

        @Override
        public void bucket(long atNs, Map<String, Long> events) {
            assertThat(buckets.put(atNs, events)).isNull();
            order.add(atNs);
        }

        @Override
        public void gap(Gap gap) {
            gaps.add(gap.from() + "-" + gap.to() + " " + gap.reason().label());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isWhatATailDeliversWhateverIsAsked(long seed) {
        try (var written = new WrittenJournal(directory, seed, RETAIN_ALL).write(400)) {
            written.append(); // not committed, so not to be seen
            compare(written, 60);
        }
    }

    @Test
    void isExactWhileRetentionDeletesAndTellsThat() {
        try (var written = new WrittenJournal(directory, 4, 16 << 20).write(900)) {
            assertThat(written.journal().firstIndex(0)).isGreaterThan(1);
            compare(written, 30);
            Given whole;
            long first;
            do { // again when the last sweep came in between
                first = written.journal().firstIndex(0);
                whole = new Given();
                run(written, View.ALL, all(written), By.NONE, 60, whole, EventCountTest::standsStill);
            } while (written.journal().firstIndex(0) > first);
            assertThat(whole.gaps).containsExactly("1-%d retention".formatted(first - 1));
            var given = new Given();
            var late = all(written).sinceNs(written.nowNs() - 5_000_000_000L);
            run(written, View.ALL, late, By.NONE, 60, given, EventCountTest::standsStill);
            assertThat(given.gaps).isEmpty();
        }
    }

    @Test
    void isTheSameWithoutAnIndex() {
        try (var written = new WrittenJournal(directory, 5, RETAIN_ALL).write(300)) {
            var unindexed = new ForwardingJournal(written.journal()) {
                @Override
                public Stretches stretches(Interest interest) {
                    return Stretches.UNKNOWN;
                }
            };
            for (By by : By.values()) {
                var one = new Given();
                var other = new Given();
                run(written, View.ALL, all(written), by, 10, one, EventCountTest::standsStill);
                run(unindexed, View.ALL, all(written), by, 10, other, EventCountTest::standsStill);
                assertThat(other.buckets).isNotEmpty().isEqualTo(one.buckets);
            }
        }
    }

    @Test
    void readsOnlyWhatCrossesAnEdge() {
        try (var written = new WrittenJournal(directory, 6, RETAIN_ALL).write(600)) {
            long all = written.events().stream()
                    .mapToLong(event -> event.message().length + 60)
                    .sum();
            var reached = run(written, View.ALL, all(written), By.LEVEL, 120, new Given(), EventCountTest::standsStill);
            long buckets = (written.nowNs() - WrittenJournal.BEGIN_NS) / 120_000_000_000L + 2;
            assertThat(reached.isComplete()).isTrue();
            assertThat(reached.events()).isEqualTo(written.events().size());
            assertThat(reached.readBytes())
                    .isLessThan(buckets * (128 << 10) * 2)
                    .isLessThan(all / 2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saysHowFarItCameAndGoesOnFromThere(boolean isByReceipt) {
        try (var written = new WrittenJournal(directory, 7, RETAIN_ALL).write(500)) {
            var whole = new Given();
            var query = all(written).filter("rare").byReceipt(isByReceipt);
            run(written, View.ALL, query, By.LEVEL, 5, whole, EventCountTest::standsStill);
            var parts = new HashMap<Long, Map<String, Long>>();
            long reached = written.nowNs() + 1;
            int asked = 0;
            for (boolean isComplete = false; !isComplete; asked++) {
                var ticks = new AtomicLong();
                var given = new Given();
                var result = run(
                        written,
                        View.ALL,
                        query.untilNs(reached),
                        By.LEVEL,
                        5,
                        given,
                        () -> ticks.getAndAdd(BUDGET.toNanos() / 300));
                given.buckets.forEach(
                        (at, events) -> assertThat(parts.put(at, events)).isNull());
                assertThat(result.reachedNs()).isLessThanOrEqualTo(reached);
                assertThat(given.order)
                        .allSatisfy(at -> assertThat(at).isGreaterThanOrEqualTo(result.reachedNs() - 5_000_000_000L));
                if (!isByReceipt && result.reachedNs() == reached) {
                    assertThat(given.order).isEmpty(); // times may be anything, so there need be no progress
                    break;
                }
                assertThat(asked).isLessThan(100);
                reached = result.reachedNs();
                isComplete = result.isComplete();
            }
            if (isByReceipt) {
                assertThat(asked).isGreaterThan(1);
                assertThat(parts).isEqualTo(new HashMap<>(whole.buckets));
            } else {
                assertThat(whole.buckets).containsAllEntriesOf(parts);
            }
        }
    }

    @Test
    void isForAReaderOfSomeAppsWhatItWouldBeWithoutTheOthers() {
        View view = View.of(AppScope.of(List.of("app-1", "app-2")), Veils.unkept("j"));
        try (var written = new WrittenJournal(directory, 8, RETAIN_ALL).write(400)) {
            for (By by : By.values()) {
                var given = new Given();
                var query = all(written);
                run(written, view, query, by, 10, given, EventCountTest::standsStill);
                assertThat(given.buckets)
                        .isEqualTo(slowly(
                                written,
                                event -> event.app().equals("app-1")
                                        || event.app().equals("app-2"),
                                query.build(),
                                by,
                                10));
            }
        }
    }

    @Test
    void endsForAReaderOfSomeAppsByItsOwnEventsAlone() {
        View view = View.of(AppScope.of(List.of("app-1")), Veils.unkept("j"));
        try (var written = new WrittenJournal(directory, 9, RETAIN_ALL).write(400)) {
            var query = all(written).build();
            var given = new Given();
            var ticks = new AtomicLong();
            var reached = new EventCount(
                            written.journal(),
                            view,
                            new CountQuery(query, By.NONE, 10_000_000_000L, BUDGET),
                            Comparator.naturalOrder(),
                            given,
                            () -> ticks.addAndGet(BUDGET.toNanos()), // time does not matter
                            () -> false)
                    .endingAt(500)
                    .run();
            assertThat(reached.isComplete()).isFalse();
            var expected = new TreeMap<Long, Map<String, Long>>(Comparator.reverseOrder());
            long sum = 0;
            for (var bucket : slowly(written, event -> event.app().equals("app-1"), query, By.NONE, 10)
                    .entrySet()) {
                if (sum < 500) {
                    expected.put(bucket.getKey(), bucket.getValue());
                    sum += bucket.getValue().getOrDefault("all", 0L);
                }
            }
            assertThat(given.buckets).isEqualTo(expected);
            assertThat(reached.reachedNs()).isEqualTo(given.order.getLast());
        }
    }

    @Test
    void namesTheEightLargestAppsAndTheRestTogether() {
        try (var written =
                new WrittenJournal(directory, 10, RETAIN_ALL).withApps(40).write(300)) {
            var given = new Given();
            run(written, View.ALL, all(written), By.APP, 60, given, EventCountTest::standsStill);
            var sums = new HashMap<String, Long>();
            given.buckets
                    .values()
                    .forEach(bucket -> bucket.forEach((app, events) -> sums.merge(app, events, Long::sum)));
            Map<String, Long> expected =
                    written.events().stream().collect(Collectors.groupingBy(Event::app, Collectors.counting()));
            long rest = expected.values().stream()
                    .sorted(Comparator.reverseOrder())
                    .skip(8)
                    .mapToLong(n -> n)
                    .sum();
            assertThat(sums).hasSize(9).containsEntry("*", rest);
            sums.remove("*");
            assertThat(expected).containsAllEntriesOf(sums);
        }
    }

    @Test
    void losesNoEventOfMoreAppsThanThereIsRoomFor() {
        try (var written =
                new WrittenJournal(directory, 11, RETAIN_ALL).withApps(60).write(200)) {
            var given = new Given();
            var reached =
                    run(written, View.ALL, all(written).filter("m"), By.APP, 1, given, EventCountTest::standsStill);
            long buckets = Steps.buckets(WrittenJournal.BEGIN_NS, written.nowNs(), 1_000_000_000L);
            assertThat(16_000 / buckets).isLessThan(60);
            assertThat(given.buckets.values().stream()
                            .flatMap(bucket -> bucket.values().stream())
                            .mapToLong(n -> n)
                            .sum())
                    .isEqualTo(reached.events())
                    .isEqualTo(written.events().stream()
                            .filter(event -> WrittenJournal.message(event).contains("m"))
                            .count());
        }
    }

    private static long standsStill() {
        return 0;
    }

    private void compare(WrittenJournal written, int questions) {
        for (int i = 0; i < questions; i++) {
            Question question = question(written);
            By by = List.of(By.LEVEL, By.APP, By.NONE).get(written.random().nextInt(3));
            int step = List.of(1, 7, 30, 300).get(written.random().nextInt(4));
            var given = new Given();
            var reached = run(written, View.ALL, question.query, by, step, given, EventCountTest::standsStill);
            TailQuery query = question.query.build();
            var expected = slowly(written, question.test, query, by, step);
            assertThat(given.buckets).as("%s by %s step %d", query, by, step).isEqualTo(expected);
            assertThat(given.order).isSortedAccordingTo(Comparator.reverseOrder());
            assertThat(reached.isComplete()).isTrue();
            assertThat(reached.reachedNs()).isEqualTo(query.range().sinceNs());
        }
    }

    private static Question question(WrittenJournal written) {
        var random = written.random();
        long span = written.nowNs() - WrittenJournal.BEGIN_NS;
        long since = WrittenJournal.BEGIN_NS + random.nextLong(span);
        long until = random.nextBoolean() ? written.nowNs() + 1 : since + 1 + random.nextLong(span);
        var query = TailQuery.builder()
                .following(false)
                .sinceNs(since)
                .untilNs(until)
                .byReceipt(random.nextBoolean());
        Predicate<Event> test = event -> true;
        if (random.nextBoolean()) {
            query.apps(List.of("app-1", "app-3"));
            test = test.and(event -> event.app().equals("app-1") || event.app().equals("app-3"));
        }
        switch (random.nextInt(4)) {
            case 0 -> {
                query.worst(Severity.NOTICE);
                test = test.and(event -> event.severity().code() <= Severity.NOTICE.code());
            }
            case 1 -> {
                query.exactly(Severity.INFO);
                test = test.and(event -> event.severity() == Severity.INFO);
            }
            default -> {
                // all
            }
        }
        switch (random.nextInt(6)) {
            case 0 -> {
                query.filter("rare");
                test = test.and(event -> WrittenJournal.message(event).startsWith("rare"));
            }
            case 1 -> {
                query.filter("level>=warn app=app-2");
                test = test.and(event -> event.severity().code() <= Severity.WARN.code()
                        && event.app().equals("app-2"));
            }
            case 2 -> {
                query.processes(List.of("p.1"));
                test = test.and(event -> event.process().equals("p.1"));
            }
            default -> {
                // none
            }
        }
        return new Question(query, test);
    }

    private static TailQueryBuilder all(WrittenJournal written) {
        return TailQuery.builder()
                .following(false)
                .sinceNs(WrittenJournal.BEGIN_NS - 1_000_000_000L)
                .untilNs(written.nowNs() + 1)
                .byReceipt(true);
    }

    private static EventCount.Reached run(
            WrittenJournal written,
            View view,
            TailQueryBuilder query,
            By by,
            int stepS,
            Given given,
            LongSupplier nanos) {
        return run(written.journal(), view, query, by, stepS, given, nanos);
    }

    private static EventCount.Reached run(
            Journal journal, View view, TailQueryBuilder query, By by, int stepS, Given given, LongSupplier nanos) {
        var count = new CountQuery(query.build(), by, stepS * 1_000_000_000L, BUDGET);
        return new EventCount(journal, view, count, Comparator.naturalOrder(), given, nanos, () -> false).run();
    }

    private static Map<Long, Map<String, Long>> slowly(
            WrittenJournal written, Predicate<Event> test, TailQuery query, By by, int stepS) {
        var buckets = new TreeMap<Long, Map<String, Long>>(Comparator.reverseOrder());
        long stepNs = stepS * 1_000_000_000L;
        for (Event event : written.events()) {
            long ns = query.range().isByReceipt() ? event.receivedAtNs() : event.timeNs();
            if (test.test(event)
                    && ns >= query.range().sinceNs()
                    && ns < query.range().untilNs()) {
                String name = switch (by) {
                    case LEVEL -> event.severity().label();
                    case APP -> event.app();
                    case NONE -> "all";
                };
                buckets.computeIfAbsent(Math.floorDiv(ns, stepNs) * stepNs, unused -> new HashMap<>())
                        .merge(name, 1L, Long::sum);
            }
        }
        return buckets;
    }
}
