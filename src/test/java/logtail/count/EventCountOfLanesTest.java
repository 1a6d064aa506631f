package logtail.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import logtail.access.AppScope;
import logtail.access.Veils;
import logtail.count.CountQuery.By;
import logtail.encode.Gap;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Event;
import logtail.event.EventId;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.event.Slice;
import logtail.journal.Blocks;
import logtail.journal.ForwardingJournal;
import logtail.journal.InMemoryJournal;
import logtail.journal.Journal;
import logtail.query.TailQuery;
import logtail.query.TailQueryBuilder;
import logtail.tail.View;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts over a journal of three lanes, held against all its events. */
class EventCountOfLanesTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long BEGIN_NS = 1_800_000_000L * SECOND_NS;
    private static final Duration BUDGET = Duration.ofSeconds(2);
    private static final long STEP_NS = 10 * SECOND_NS;

    private final InMemoryJournal journal = new InMemoryJournal(3);
    private long nowNs = BEGIN_NS;

    /** What a count gives, in the order in which it does. */
    private static final class Given implements EventCount.Output {
        private final Map<Long, Map<String, Long>> buckets = new TreeMap<>(Comparator.reverseOrder());
        private final List<Long> order = new ArrayList<>();
        private final List<Gap> gaps = new ArrayList<>();

        @Override
        public void bucket(long atNs, Map<String, Long> events) {
            assertThat(buckets.put(atNs, events)).isNull();
            order.add(atNs);
        }

        @Override
        public void gap(Gap gap) {
            gaps.add(gap);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void countsTheEventsOfAllLanes(long seed) {
        var random = new Random(seed);
        write(random, 400, 6);
        for (Journal counted : List.of(journal, new DescribedBlocks(journal))) {
            for (int i = 0; i < 40; i++) {
                long since = BEGIN_NS - SECOND_NS + random.nextLong(nowNs - BEGIN_NS);
                long until = random.nextBoolean() ? nowNs + 1 : since + 1 + random.nextLong(nowNs - since);
                var query = all().sinceNs(since).untilNs(until).byReceipt(random.nextBoolean());
                Predicate<Event> test = select(random, query);
                By by = List.of(By.LEVEL, By.APP, By.NONE).get(random.nextInt(3));
                var given = new Given();
                var reached = run(counted, View.ALL, query, by, given, EventCountOfLanesTest::standsStill);
                assertThat(given.buckets).isEqualTo(slowly(test, query.build(), by));
                assertThat(given.order).isSortedAccordingTo(Comparator.reverseOrder());
                assertThat(given.gaps).isEmpty();
                assertThat(reached.isComplete()).isTrue();
                assertThat(reached.reachedNs()).isEqualTo(since);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void saysHowFarItCameInEveryLaneAndGoesOnFromThere(long seed) {
        var random = new Random(seed);
        write(random, 600, 6);
        Journal counted = random.nextBoolean() ? journal : new DescribedBlocks(journal);
        var query = all().filter("rare");
        Map<Long, Map<String, Long>> whole = slowly(EventCountOfLanesTest::isRare, query.build(), By.LEVEL);
        var parts = new HashMap<Long, Map<String, Long>>();
        long until = nowNs + 1;
        int asked = 0;
        for (boolean isComplete = false; !isComplete; asked++) {
            assertThat(asked).isLessThan(100);
            var ticks = new AtomicLong();
            var given = new Given();
            long tickNs =
                    BUDGET.toNanos() / (300 * (asked + 1) + random.nextInt(100)); // each begins at the newest again
            var reached = run(counted, View.ALL, query.untilNs(until), By.LEVEL, given, () -> ticks.getAndAdd(tickNs));
            assertThat(given.order).allSatisfy(at -> assertThat(at).isGreaterThan(reached.reachedNs() - STEP_NS));
            given.buckets.forEach(
                    (at, events) -> assertThat(parts.put(at, events)).isNull());
            assertThat(parts).isEqualTo(since(whole, reached.reachedNs()));
            until = reached.reachedNs();
            isComplete = reached.isComplete();
        }
        assertThat(asked).isGreaterThan(1);
    }

    @Test
    void endsForAReaderOfSomeAppsByItsOwnEventsAlone() {
        write(new Random(21), 400, 6);
        View view = View.of(AppScope.of(List.of("app-1", "app-2")), Veils.unkept("j"));
        var query = all().build();
        var expected = new TreeMap<Long, Map<String, Long>>(Comparator.reverseOrder());
        long sum = 0;
        for (var bucket : slowly(event -> List.of("app-1", "app-2").contains(event.app()), query, By.NONE)
                .entrySet()) {
            if (sum < 300) {
                expected.put(bucket.getKey(), bucket.getValue());
                sum += bucket.getValue().getOrDefault("all", 0L);
            }
        }
        for (Journal counted : List.of(journal, new DescribedBlocks(journal))) {
            var given = new Given();
            var reached = count(counted, view, query, By.NONE, given, EventCountOfLanesTest::standsStill)
                    .endingAt(300)
                    .run();
            assertThat(reached.isComplete()).isFalse();
            assertThat(given.buckets).isEqualTo(expected);
        }
    }

    @Test
    void tellsWhatRetentionTookOfOneLane() {
        write(new Random(31), 300, 6);
        List<Block> ofLane =
                journal.written().stream().filter(block -> block.lane() == 1).toList();
        long firstKept = ofLane.get(ofLane.size() / 2).firstIndex();
        journal.forgetBefore(firstKept);
        long lost = ofLane.subList(0, ofLane.size() / 2).stream()
                .mapToLong(Block::count)
                .sum();
        var gap = new Gap(EventId.first(1, 1), firstKept - 1, lost, Gap.Reason.RETENTION);
        for (Journal counted : List.of(journal, new DescribedBlocks(journal))) {
            var given = new Given();
            run(counted, View.ALL, all(), By.APP, given, EventCountOfLanesTest::standsStill);
            assertThat(given.buckets).isEqualTo(slowly(event -> true, all().build(), By.APP));
            assertThat(given.gaps).containsExactly(gap);
            var late = new Given();
            var query = all().sinceNs(nowNs - 20 * SECOND_NS);
            run(counted, View.ALL, query, By.APP, late, EventCountOfLanesTest::standsStill);
            assertThat(late.buckets).isEqualTo(slowly(event -> true, query.build(), By.APP));
            assertThat(late.gaps).isEmpty();
        }
    }

    @Test
    void tellsWhatIsLostInALane() {
        write(new Random(41), 200, 6);
        Block lost = journal.written().stream()
                .filter(block -> block.lane() == 2)
                .skip(10)
                .findFirst()
                .orElseThrow();
        journal.lose(lost.firstIndex());
        var given = new Given();
        run(journal, View.ALL, all(), By.LEVEL, given, EventCountOfLanesTest::standsStill);
        assertThat(given.gaps)
                .containsExactly(new Gap(lost.firstIndex(), lost.lastIndex(), lost.count(), Gap.Reason.DAMAGE));
        assertThat(given.buckets).isEqualTo(slowly(event -> !isIn(lost, event), all().build(), By.LEVEL));
    }

    @Test
    void doesNotWaitForLanesThatHoldNothing() {
        var given = new Given();
        assertThat(run(journal, View.ALL, all(), By.LEVEL, given, EventCountOfLanesTest::standsStill))
                .isEqualTo(new EventCount.Reached(true, BEGIN_NS - SECOND_NS, 0, 0));
        write(new Random(51), 100, 1);
        run(journal, View.ALL, all(), By.LEVEL, given, EventCountOfLanesTest::standsStill);
        assertThat(given.buckets).isNotEmpty().isEqualTo(slowly(event -> true, all().build(), By.LEVEL));
        assertThat(given.gaps).isEmpty();
    }

    @Test
    void closesItsReaders() {
        write(new Random(61), 100, 6);
        var watched = new ForwardingJournal(journal);
        run(watched, View.ALL, all(), By.LEVEL, new Given(), EventCountOfLanesTest::standsStill);
        assertThat(watched.openReaders()).isZero();
    }

    /** Writes blocks of up to 40 events over some time, of which some were received late and some have times of their own. */
    private void write(Random random, int blocks, int apps) {
        var encoder = new BlockEncoder(64 << 10, 64 << 10);
        var line = new Line();
        for (int block = 0; block < blocks; block++) {
            encoder.reset();
            nowNs += random.nextLong(SECOND_NS);
            for (int event = random.nextInt(40); event >= 0; event--) {
                line.clear();
                line.app.set(Slice.of("app-" + random.nextInt(apps)));
                line.severity = random.nextInt(4) == 0 ? random.nextInt(8) : Severity.INFO.code();
                line.timeNs = nowNs - random.nextLong((random.nextInt(20) == 0 ? 100 : 1) * SECOND_NS);
                line.message.set(Slice.of(random.nextInt(9) == 0 ? "rare" : "common"));
                assertThat(encoder.tryAppend(line, nowNs - random.nextLong(20 * SECOND_NS)))
                        .isTrue();
            }
            encoder.finish();
            journal.append(encoder.bytes(), encoder.lengthBytes(), Blocks.NOBODY);
            journal.commit();
        }
    }

    private static Predicate<Event> select(Random random, TailQueryBuilder query) {
        return switch (random.nextInt(4)) {
            case 0 -> {
                query.apps(List.of("app-1", "app-5"));
                yield event -> List.of("app-1", "app-5").contains(event.app());
            }
            case 1 -> {
                query.worst(Severity.NOTICE);
                yield event -> event.severity().code() <= Severity.NOTICE.code();
            }
            case 2 -> {
                query.filter("rare");
                yield EventCountOfLanesTest::isRare;
            }
            default -> event -> true;
        };
    }

    private Map<Long, Map<String, Long>> slowly(Predicate<Event> test, TailQuery query, By by) {
        var buckets = new TreeMap<Long, Map<String, Long>>(Comparator.reverseOrder());
        for (Block block : journal.written()) {
            for (Event event : Blocks.events(block)) {
                long ns = query.range().isByReceipt() ? event.receivedAtNs() : event.timeNs();
                if (event.index() >= journal.firstIndex(block.lane())
                        && test.test(event)
                        && ns >= query.range().sinceNs()
                        && ns < query.range().untilNs()) {
                    String name = switch (by) {
                        case LEVEL -> event.severity().label();
                        case APP -> event.app();
                        case NONE -> "all";
                    };
                    buckets.computeIfAbsent(Math.floorDiv(ns, STEP_NS) * STEP_NS, unused -> new HashMap<>())
                            .merge(name, 1L, Long::sum);
                }
            }
        }
        return buckets;
    }

    private static Map<Long, Map<String, Long>> since(Map<Long, Map<String, Long>> whole, long reachedNs) {
        var since = new HashMap<>(whole);
        since.keySet().removeIf(at -> at + STEP_NS <= reachedNs);
        return since;
    }

    private static boolean isRare(Event event) {
        return event.message().length == "rare".length();
    }

    private static boolean isIn(Block block, Event event) {
        return event.index() >= block.firstIndex() && event.index() <= block.lastIndex();
    }

    private TailQueryBuilder all() {
        return TailQuery.builder()
                .following(false)
                .sinceNs(BEGIN_NS - SECOND_NS)
                .untilNs(nowNs + 1)
                .byReceipt(true);
    }

    private static long standsStill() {
        return 0;
    }

    private static EventCount.Reached run(
            Journal journal, View view, TailQueryBuilder query, By by, Given given, LongSupplier nanos) {
        return count(journal, view, query.build(), by, given, nanos).run();
    }

    private static EventCount count(
            Journal journal, View view, TailQuery query, By by, Given given, LongSupplier nanos) {
        var count = new CountQuery(query, by, STEP_NS, BUDGET);
        return new EventCount(journal, view, count, Comparator.naturalOrder(), given, nanos, () -> false);
    }
}
