package logtail.drain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import logtail.access.AppScope;
import logtail.access.Veils;
import logtail.drain.sink.Batch;
import logtail.drain.sink.BatchLimits;
import logtail.drain.sink.Destination;
import logtail.drain.sink.Sink;
import logtail.drain.sink.Writing;
import logtail.encode.EventFormat;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.journal.Blocks;
import logtail.journal.InMemoryJournal;
import logtail.journal.Place;
import logtail.runtime.Backoff;
import logtail.runtime.Clock;
import logtail.runtime.Deadline;
import logtail.runtime.Json;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Drains of those who may read some apps only. */
@Timeout(60)
class LimitedDrainTest {
    private static final AppScope WEB = AppScope.of(List.of("web-*", "api"));
    private static final AppScope SAME = AppScope.of(List.of("api", "web-*", "api"));
    private static final AppScope DB = AppScope.of(List.of("db"));

    @TempDir
    private Path data;

    private final InMemoryJournal journal = new InMemoryJournal();
    private final Map<String, NdjsonSink> sinks = new ConcurrentHashMap<>(); // by host

    @Test
    void sendsNothingOfOtherAppsWhateverItsFilterOrPlaceIs() throws Exception {
        write("web-1", "one");
        write("db", "secret");
        write("api", "two");
        try (Drains drains = drains()) {
            DrainsInScope mine = drains.in(WEB);
            mine.add(Drain.of("all", "fake://all"), Place.of(0), false);
            mine.add(Drain.of("some", "fake://some#filter=app%3Ddb OR secret OR two"), Place.of(0), false);
            write("db", "secret");
            write("web-2", "three");
            write("xweb-2", "secret");
            await(() -> sink("all").messages().size() == 3);
            assertThat(sink("all").messages()).containsExactly("one", "two", "three");
            await(() -> sink("some").messages().size() == 1);
            mine.change(mine.definition("some").with("app=db OR three", Map.of()));
            mine.move("some", Place.of(0));
            await(() -> sink("some").messages().size() == 2);
            assertThat(sink("some").messages()).containsExactly("two", "three");
            assertThat(mine.test("all").isGood()).isTrue();
        }
        write("db", "secret");
        write("web-1", "after the restart");
        try (Drains again = drains()) {
            again.start(List.of());
            await(() -> sink("all").messages().contains("after the restart"));
            assertThat(sink("all").messages()).doesNotContain("secret");
        }
    }

    @Test
    void aLimitThatCannotBeReadIsNotNone() throws Exception {
        Path definition;
        try (Drains drains = drains()) {
            drains.in(WEB).add(Drain.of("all", "fake://all"), Place.of(0), false);
            definition = data.resolve("drains/all" + DrainLimits.suffix(WEB) + "/drain.json");
            assertThat(definition).content().contains("\"apps\":[\"web-*\",\"api\"]");
        }
        for (String broken : List.of("[]", "\"web-*\"", "[\"\"]", "{}", "null")) {
            Files.writeString(
                    definition, "{\"url\":\"fake://all\",\"filter\":\"\",\"options\":{},\"apps\":" + broken + "}");
            try (Drains drains = drains()) {
                drains.start(List.of());
                assertThat(drains.list())
                        .singleElement()
                        .extracting(drain -> drain.status().state())
                        .isEqualTo(DrainStatus.State.BROKEN);
            }
        }
    }

    @Test
    void eachSeesAndManagesOnlyTheDrainsOfItsApps() {
        try (Drains drains = drains()) {
            DrainsInScope mine = drains.in(WEB);
            DrainsInScope theirs = drains.in(DB);
            DrainsInScope all = drains.in(AppScope.ALL);
            for (DrainsInScope one : List.of(mine, theirs, all)) {
                one.add(Drain.of("eu", "fake://eu"), Place.of(0), false); // nobody's name is taken by another
            }
            assertThat(drains.in(SAME).list()).extracting(ListedDrain::name).containsExactly("eu");
            assertThat(mine.list()).extracting(ListedDrain::name).containsExactly("eu");
            assertThat(all.list()).hasSize(3);
            all.add(Drain.of("us", "fake://us"), Place.of(0), false);
            for (String name : List.of("us", "nothing", "eu" + DrainLimits.suffix(DB), "../eu")) {
                String unknown = "there is no drain '" + name + "'";
                assertThatThrownBy(() -> mine.get(name)).hasMessage(unknown);
                assertThatThrownBy(() -> mine.remove(name)).hasMessage(unknown);
                assertThatThrownBy(() -> mine.pause(name, true)).hasMessage(unknown);
                assertThatThrownBy(() -> mine.move(name, Place.of(0))).hasMessage(unknown);
                assertThatThrownBy(() -> mine.test(name)).hasMessage(unknown);
                assertThatThrownBy(() -> mine.replay(name)).hasMessage(unknown);
                assertThatThrownBy(() -> mine.deadLetters(name, 1)).hasMessage(unknown);
                assertThatThrownBy(() -> mine.forgetDeadLetters(name)).hasMessage(unknown);
                assertThatThrownBy(() -> mine.definition(name)).hasMessage(unknown);
            }
            assertThatThrownBy(() -> mine.add(Drain.of("eu", "fake://eu"), Place.of(0), false))
                    .hasMessage("there is a drain 'eu' already");
            mine.remove("eu");
            assertThat(mine.list()).isEmpty();
            assertThat(theirs.list()).hasSize(1);
            assertThat(all.list()).hasSize(3);
        }
    }

    @Test
    void takesNoFilesAndNotAllThePlacesThereAre() {
        try (Drains drains = drains()) {
            DrainsInScope mine = drains.in(WEB);
            for (String url : List.of("file:///tmp/x", "fake://h#ca=/etc/passwd", "fake://h#key=/x")) {
                assertThatThrownBy(() -> mine.add(Drain.of("eu", url), Place.of(0), false))
                        .isInstanceOf(DrainException.class)
                        .hasMessageContaining("limited to apps");
            }
            for (int i = 0; i < DrainLimits.MOST_OF_SAME_APPS; i++) {
                mine.add(Drain.of("d" + i, "fake://h"), Place.of(0), false);
            }
            assertThatThrownBy(() -> mine.add(Drain.of("more", "fake://h"), Place.of(0), false))
                    .hasMessage("there are 8 drains for these apps already, which is the limit");
            drains.in(DB).add(Drain.of("d", "fake://h"), Place.of(0), false);
        }
    }

    @Test
    void showsItsReceiverNumbersThatCountNothing() throws Exception {
        for (int i = 0; i < 5; i++) {
            write("db", "secret");
            write("web-1", "mine " + i);
        }
        try (Drains drains = drains()) {
            drains.in(WEB).add(Drain.of("eu", "fake://eu"), Place.of(0), false);
            await(() -> sink("eu").messages().size() == 5);
            List<Long> ids = sink("eu").ids();
            assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id > 1_000_000);
            assertThat(sink("eu").shownIds()).isEqualTo(ids);
            drains.in(WEB).move("eu", Place.of(0));
            await(() -> sink("eu").messages().size() == 10);
            assertThat(sink("eu").ids().subList(5, 10)).isEqualTo(ids); // the same when they are sent again
            journal.forgetBefore(journal.lastIndex(0));
            drains.in(WEB).move("eu", Place.of(0));
        }
        assertThat(sink("eu").messages()).noneMatch(message -> message.contains("count="));
    }

    @Test
    void tellsALossWithoutNumbers() throws Exception {
        write("web-1", "one");
        try (Drains drains = drains()) {
            drains.in(WEB).add(Drain.of("eu", "fake://eu"), Place.of(0), false);
            await(() -> sink("eu").messages().size() == 1);
            drains.in(WEB).pause("eu", true);
            await(() -> drains.in(WEB).get("eu").status().state() == DrainStatus.State.PAUSED);
            write("db", "secret");
            write("db", "secret");
            write("web-1", "two");
            journal.forgetBefore(4);
            drains.in(WEB).pause("eu", false);
            await(() -> sink("eu").messages().size() == 3);
        }
        assertThat(sink("eu").messages())
                .containsExactly("one", "at=drain.gap drain=eu" + DrainLimits.suffix(WEB) + " reason=retention", "two");
        assertThat(sink("eu").ids()).allMatch(id -> id > 1_000_000);
    }

    private void write(String app, String... messages) {
        byte[] block = Blocks.of(app, 1_000, messages);
        journal.append(block, block.length, Blocks.NOBODY);
        journal.commit();
    }

    private Drains drains() {
        var context = new DrainContext(
                journal,
                DrainCursors.inFolders(journal.id()),
                Veils.unkept("j"),
                Clock.system(),
                new DrainMemory(MemoryBudget.Share.of("drains", 64 << 20)),
                () -> new Backoff(1, 4),
                Duration.ofSeconds(5),
                (where, fault) -> {
                    throw new AssertionError(where, fault);
                });
        return new LocalDrains(
                data,
                new CheckedSinks(this::sink, this::sink, context.memory()),
                context,
                new DrainMeters(new SimpleMeterRegistry()));
    }

    private Sink sink(String name, Destination to, Map<String, String> options) {
        assertThat(Set.of("fake", "file")).contains(to.scheme());
        return sink(to.host());
    }

    private NdjsonSink sink(String host) {
        return sinks.computeIfAbsent(host, unused -> new NdjsonSink());
    }

    private static void await(BooleanSupplier condition) {
        Deadline deadline = Deadline.in(Duration.ofSeconds(20));
        while (!condition.getAsBoolean()) {
            assertThat(deadline.isOver()).isFalse();
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Takes all, as a tail shows it. */
    private static final class NdjsonSink implements Sink {
        private final List<Json> events = new ArrayList<>();
        private final List<Long> shown = new ArrayList<>();
        private long accepted = Batch.NOTHING;

        synchronized List<String> messages() {
            return events.stream().map(event -> event.text("message")).toList();
        }

        synchronized List<Long> ids() {
            return events.stream().map(event -> event.number("id")).toList();
        }

        synchronized List<Long> shownIds() {
            return List.copyOf(shown);
        }

        @Override
        public Writing writing() {
            EventFormat format = EventFormat.Kind.NDJSON.create();
            return new Writing() {
                @Override
                public void event(Block block, Output out) {
                    format.event(block, 0, out);
                }
            };
        }

        @Override
        public BatchLimits limits() {
            return new BatchLimits(10, 1 << 20, Duration.ofMillis(1));
        }

        @Override
        public synchronized Answer send(Batch batch) throws IOException {
            new String(batch.bytes(), batch.start(), batch.lengthBytes(), UTF_8)
                    .lines()
                    .map(Json::read)
                    .filter(event -> !event.text("message").contains("this is a test"))
                    .forEach(events::add);
            for (int i = 0; i < batch.count(); i++) {
                shown.add(batch.shownId(i));
            }
            accepted = batch.lastId();
            return Answer.TAKEN;
        }

        @Override
        public synchronized long accepted() {
            return accepted;
        }

        @Override
        public synchronized void reset() {
            accepted = Batch.NOTHING;
        }

        @Override
        public void close() {
            // what it was given can still be looked at
        }
    }
}
