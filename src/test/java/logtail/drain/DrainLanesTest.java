package logtail.drain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import logtail.drain.sink.Sink.Answer;
import logtail.event.Block;
import logtail.event.Event;
import logtail.event.EventId;
import logtail.journal.Blocks;
import logtail.journal.InMemoryJournal;
import logtail.journal.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Drains on a journal of three lanes. The app {@code a} is in lane 1, {@code b} in lane 2, {@code c} in lane 0, and so on. */
@Timeout(60)
class DrainLanesTest {
    private static final int LANES = 3;
    private static final int SEEDS = 25;
    private static final Pattern GAP = Pattern.compile("at=drain.gap drain=eu from=(\\d+) to=(\\d+) count=(\\d+) .*");

    @TempDir
    private Path folder;

    @Test
    void sendsEveryEventAndDoublesNoneThatWasAccepted() throws IOException {
        for (long seed = 0; seed < SEEDS; seed++) {
            new Course(seed, true, false, false, "").run();
        }
    }

    @Test
    void setsAsideTheEventsThatAreRefusedAndNoOthers() throws IOException {
        for (long seed = 0; seed < SEEDS; seed++) {
            new Course(seed, true, true, false, "").run();
        }
    }

    @Test
    void sendsEveryEventToOneWhoAcceptsLate() throws IOException {
        for (long seed = 0; seed < SEEDS; seed++) {
            new Course(seed, false, false, false, "").run();
        }
    }

    @Test
    void tellsWhatRetentionTookOfEachLane() throws IOException {
        for (long seed = 0; seed < SEEDS; seed++) {
            new Course(seed, seed % 2 == 0, seed % 4 == 0, true, "").run();
        }
    }

    @Test
    void sendsOneApp() throws IOException {
        for (long seed = 0; seed < SEEDS; seed++) {
            new Course(seed, seed % 2 == 0, false, seed % 4 < 2, "b").run();
        }
    }

    @Test
    void beginsTheSameBatchAgainWhateverElseWasAppended() throws IOException {
        var rig = rig();
        write(rig, "a", "a1", "a2");
        write(rig, "b", "b1");
        write(rig, "a", "a3");
        var deaf = new FakeSink(10, false);
        try (rig) {
            rig.start(deaf, "").await(() -> deaf.taken().size() == 4);
        }
        write(rig, "c", "c1");
        write(rig, "b", "b2");
        write(rig, "a", "a4");
        var sink = new FakeSink(10, true);
        try (rig) {
            rig.start(sink, "").await(() -> rig.status().accepted().covers(rig.journal.newest()));
        }
        assertThat(sink.handed())
                .extracting(FakeSink.Handed::messages)
                .containsExactly(List.of("a1", "a2", "b1", "a3"), List.of("c1", "b2", "a4"));
    }

    @Test
    void endsABatchThatIsSentAgainInsideABlockAndReadsTheOthersAgain() throws IOException {
        var rig = rig();
        write(rig, "b", "b1", "b2", "b3");
        write(rig, "a", "a1");
        write(rig, "b", "b4");
        var broken = new FakeSink(2, true).breaksNext("no route to host");
        try (rig) {
            rig.start(broken, "").await(() -> broken.taken().size() == 5);
        }
        assertThat(broken.handed())
                .extracting(FakeSink.Handed::messages)
                .containsExactly(List.of("b1", "b2"), List.of("b3", "a1"), List.of("b4"));
    }

    @Test
    void goesBackToWhatWasAcceptedOfAllLanes() throws IOException {
        var rig = rig();
        var sink = new FakeSink(1, false);
        sink.next(batch -> Answer.TAKEN).next(batch -> Answer.TAKEN).next(batch -> Answer.TAKEN);
        sink.next(batch -> {
            sink.accept(sink.handed().get(1).lastId());
            return Answer.TAKEN;
        });
        sink.breaksNext("reset by peer");
        write(rig, "a", "a1");
        write(rig, "b", "b1");
        write(rig, "a", "a2");
        write(rig, "c", "c1");
        write(rig, "a", "a3");
        try (rig) {
            rig.start(sink, "").await(() -> sink.taken().size() == 7);
        }
        assertThat(sink.taken()).containsExactly("a1", "b1", "a2", "c1", "a2", "c1", "a3");
        assertThat(rig.status().resent()).isEqualTo(2);
    }

    @Test
    void tellsNoLossInALaneThatIsOnlyReadUpToTheEndOfABatchThatIsSentAgain() throws IOException {
        var rig = rig();
        write(rig, "b", "b1");
        write(rig, "a", "a1");
        var sink = new FakeSink(10, true).next(batch -> {
            rig.journal.forgetBefore(EventId.first(1, 2)); // all of lane 1
            write(rig, "b", "b2");
            throw new IOException("no route to host");
        });
        try (rig) {
            rig.start(sink, "").await(() -> rig.status().accepted().covers(rig.journal.newest()));
        }
        String gap = "at=drain.gap drain=eu from=%d to=%d count=1 reason=retention"
                .formatted(EventId.first(1, 1), EventId.first(1, 2) - 1);
        assertThat(sink.taken()).containsExactly("b1", gap, "b2");
    }

    @Test
    void movesToAPlace() throws IOException {
        var rig = rig();
        var sink = new FakeSink(10, true);
        write(rig, "a", "a1", "a2");
        write(rig, "b", "b1", "b2");
        try (rig) {
            rig.start(sink, "").await(() -> rig.status().accepted().covers(rig.journal.newest()));
            Map<String, Long> ids = ids(rig.journal);
            rig.worker().move(Place.nowhere(LANES).with(id("a1", ids)).with(id("b2", ids)));
            rig.await(() -> sink.taken().size() == 5);
            rig.await(() -> rig.status().accepted().covers(rig.journal.newest()));
        }
        assertThat(sink.taken()).containsExactly("a1", "a2", "b1", "b2", "a2");
        assertThat(rig.status().resent()).isZero(); // somebody wanted them
    }

    @Test
    void countsWhatOneLaneLosesBeforeItIsReadAndWhatLagsBehindInAll() throws IOException {
        var rig = rig();
        write(rig, "a", "a1", "a2");
        write(rig, "b", "b1");
        write(rig, "a", "a3");
        rig.journal.forgetBefore(id("a3", ids(rig.journal)));
        var sink = new FakeSink(10, true);
        try (rig) {
            rig.start(sink, "").await(() -> rig.status().accepted().covers(rig.journal.newest()));
            assertThat(rig.status().lost()).isEqualTo(2);
            rig.worker().pause(true);
            rig.await(() -> rig.status().state() == DrainStatus.State.PAUSED);
            write(rig, "a", "a4");
            write(rig, "b", "b2", "b3");
            assertThat(rig.status().lagEvents()).isEqualTo(3);
        }
        String gap = "at=drain.gap drain=eu from=%d to=%d count=2 reason=retention"
                .formatted(EventId.first(1, 1), EventId.first(1, 2) - 1);
        assertThat(sink.taken()).containsExactlyInAnyOrder("b1", gap, "a3");
    }

    @Test
    void beginsInEachLaneBeforeTheFirstEventOfATime() {
        var journal = new InMemoryJournal(LANES);
        for (long receivedNs : new long[] {1_000, 2_000, 3_000}) {
            for (String app : receivedNs == 2_000 ? List.of("a") : List.of("b", "a")) {
                byte[] block = Blocks.of(app, receivedNs, "one", "two");
                journal.append(block, block.length, Blocks.NOBODY);
            }
        }
        journal.commit();
        assertThat(DrainStart.before(journal, 2_000)).isEqualTo(Place.of(new long[] {
            EventId.none(0, LANES), EventId.first(1, 2) - 1, EventId.first(2, 2) - 1
        }));
        assertThat(DrainStart.before(journal, 0)).isEqualTo(Place.nowhere(LANES));
        assertThat(DrainStart.before(journal, 4_000)).isEqualTo(journal.newest());
    }

    @Test
    void goesOnAtTheEndOfTheLanesThatHaveLostTheirs() throws IOException {
        var journal = new InMemoryJournal(LANES);
        byte[] block = Blocks.of("a", 1_000, "a1");
        journal.append(block, block.length, Blocks.NOBODY);
        journal.commit();
        var cursors = new InMemoryCursors();
        Place lost = journal.newest().with(EventId.first(2, 5));
        cursors.make(folder, lost);
        DrainCursor cursor = cursors.open(folder);
        assertThat(DrainStart.settle("eu", cursor, journal))
                .isEqualTo("at=drain.clamped drain=eu cursor=%s newest=%s".formatted(lost, journal.newest()));
        assertThat(cursor.accepted()).isEqualTo(journal.newest());
        assertThat(cursor.tried()).isEqualTo(journal.newest());
        assertThat(DrainStart.settle("eu", cursor, journal)).isEmpty();
    }

    private DrainRig rig() {
        return new DrainRig(folder, new InMemoryJournal(LANES));
    }

    private static void write(DrainRig rig, String app, String... messages) {
        byte[] block = Blocks.of(app, 1_000, messages);
        rig.journal.append(block, block.length, Blocks.NOBODY);
        rig.journal.commit();
    }

    private static Map<String, Long> ids(InMemoryJournal journal) {
        var ids = new HashMap<String, Long>();
        for (Block block : journal.written()) {
            for (Event event : Blocks.events(block)) {
                ids.put(new String(event.message(), UTF_8), event.index());
            }
        }
        return ids;
    }

    private static long id(String message, Map<String, Long> ids) {
        return Objects.requireNonNull(ids.get(message), message);
    }

    /** A drain that runs, fails, stops and starts again while events come and go. */
    private final class Course {
        private static final int STEPS = 60;

        private final String name;
        private final Random random;
        private final boolean acceptsAtOnce;
        private final boolean hasPoison;
        private final boolean hasRetention;
        private final String app;
        private final MoodyReceiver receiver;
        private final DrainRig rig;
        private FakeSink sink;
        private int breaks;
        private int written;

        Course(long seed, boolean acceptsAtOnce, boolean hasPoison, boolean hasRetention, String app) {
            name = "seed %d, at once %b, poison %b, retention %b, app '%s'"
                    .formatted(seed, acceptsAtOnce, hasPoison, hasRetention, app);
            random = new Random(seed);
            this.acceptsAtOnce = acceptsAtOnce;
            this.hasPoison = hasPoison;
            this.hasRetention = hasRetention;
            this.app = app;
            receiver = new MoodyReceiver(new Random(seed + 1), acceptsAtOnce, !hasPoison && !hasRetention);
            rig = new DrainRig(
                    folder.resolve(Long.toString(seed)),
                    new InMemoryJournal(LANES).mix(new Random(seed + 2)).twice(new Random(seed + 3)));
            sink = receiver.connect();
        }

        void run() throws IOException {
            start();
            try (rig) {
                for (int step = 0; step < STEPS; step++) {
                    step();
                }
                receiver.calm();
                awaitAll();
                assertThat(rig.status().lagEvents()).as(name).isZero();
            }
            check();
        }

        private void start() throws IOException {
            sink = receiver.connect();
            rig.start(sink, app.isEmpty() ? "" : "app=" + app);
        }

        private void step() throws IOException {
            switch (random.nextInt(12)) {
                case 0 -> restart();
                case 1 -> awaitAll();
                case 2 -> pauseAndResume();
                case 3 -> sink.acceptAll();
                case 4 -> forget();
                default -> write();
            }
        }

        private void write() {
            for (int block = random.nextInt(4); block >= 0; block--) {
                String from = Character.toString('a' + random.nextInt(5));
                var messages = new String[1 + random.nextInt(6)];
                for (int i = 0; i < messages.length; i++) {
                    boolean isPoison = hasPoison && random.nextInt(20) == 0;
                    messages[i] = from + written++ + (isPoison ? " poison" : "");
                }
                byte[] bytes = Blocks.of(from, 1_000, messages);
                rig.journal.append(bytes, bytes.length, Blocks.NOBODY);
            }
            rig.journal.commit();
        }

        private void restart() throws IOException {
            rig.close();
            Place accepted = rig.status().accepted();
            List<String> before = receiver.taken();
            breaks++;
            start();
            awaitAll();
            List<String> after = receiver.taken();
            Map<String, Long> ids = ids(rig.journal);
            assertThat(after.subList(before.size(), after.size()))
                    .as(name)
                    .noneMatch(message -> ids.containsKey(message) && accepted.covers(id(message, ids)));
        }

        private void pauseAndResume() {
            rig.worker().pause(true);
            rig.worker().pause(false);
            breaks++;
        }

        private void forget() {
            if (hasRetention) {
                int lane = random.nextInt(LANES);
                long blocks = EventId.block(rig.journal.lastIndex(lane));
                rig.journal.forgetBefore(EventId.first(lane, 1 + random.nextLong(blocks + 1)));
            }
        }

        private void awaitAll() {
            rig.await(() -> {
                sink.acceptAll();
                rig.worker().pause(false); // only wakes it: it would look half a second later
                return rig.status().accepted().covers(rig.journal.newest());
            });
        }

        private void check() throws IOException {
            Map<String, Long> ids = ids(rig.journal);
            Set<String> once = new LinkedHashSet<>(receiver.taken());
            Set<Long> told = told(once, ids);
            once.retainAll(ids.keySet());
            assertThat(once).as(name).allMatch(this::isWanted);
            expectOrder(once, ids);
            Set<Long> dead = dead();
            Set<String> missing = new HashSet<>(ids.keySet());
            missing.removeAll(once);
            assertThat(missing)
                    .as(name)
                    .allMatch(message -> !isWanted(message)
                            || told.contains(id(message, ids))
                            || (MoodyReceiver.isPoison(message) && dead.contains(id(message, ids))));
            expectFewDoubles(once);
        }

        private boolean isWanted(String message) {
            return message.startsWith(app);
        }

        private void expectOrder(Set<String> once, Map<String, Long> ids) {
            for (int lane = 0; lane < LANES; lane++) {
                int of = lane;
                assertThat(once.stream().map(message -> id(message, ids)).filter(id -> EventId.lane(id) == of))
                        .as(name)
                        .isSorted();
            }
        }

        private void expectFewDoubles(Set<String> once) {
            List<String> taken = receiver.taken();
            for (String message : once) {
                int doubles = acceptsAtOnce ? receiver.unanswered(message) : receiver.failures() + breaks;
                assertThat(Collections.frequency(taken, message))
                        .as("%s: %s", name, message)
                        .isLessThanOrEqualTo(1 + doubles);
            }
        }

        private Set<Long> dead() throws IOException {
            var dead = new HashSet<Long>();
            for (String letter : rig.deadLetters().newest(1_000)) {
                assertThat(dead.add(DeadLetter.id(letter))).as(name).isTrue();
            }
            return dead;
        }

        /** The ids of events in gaps that were told, each with the right count. */
        private Set<Long> told(Set<String> taken, Map<String, Long> ids) {
            var told = new HashSet<Long>();
            for (String message : taken) {
                GAP.matcher(message).results().forEach(gap -> {
                    List<Long> inside = ids.values().stream()
                            .filter(id -> number(gap, 1) <= id && id <= number(gap, 2))
                            .toList();
                    assertThat(inside).as("%s: %s", name, message).hasSize((int) number(gap, 3));
                    assertThat(inside).as(name).allMatch(this::isForgotten);
                    told.addAll(inside);
                });
            }
            assertThat(told.isEmpty() || hasRetention).as(name).isTrue();
            return told;
        }

        private boolean isForgotten(long id) {
            return id < rig.journal.firstIndex(EventId.lane(id));
        }

        private static long number(MatchResult gap, int group) {
            return Long.parseLong(gap.group(group));
        }
    }
}
