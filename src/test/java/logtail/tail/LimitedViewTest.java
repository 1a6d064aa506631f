package logtail.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import logtail.access.AppScope;
import logtail.access.Veils;
import logtail.encode.EventFormat;
import logtail.event.Severity;
import logtail.journal.Cursor;
import logtail.journal.InMemoryJournal;
import logtail.journal.Journal;
import logtail.journal.JournalId;
import logtail.journal.JournalSettings;
import logtail.journal.chronicle.ChronicleJournal;
import logtail.query.TailQuery;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a reader of some apps is given is the same, but for its ids, whether the journal holds those apps alone, or also others, or
 * also others that write something else: so it tells nothing of them.
 */
class LimitedViewTest {
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final long BEGIN_NS = 1_800_000_000L * 1_000_000_000L;
    private static final List<String> OWN = List.of("web-1", "web-2", "web-é");
    private static final List<String> OTHERS = List.of("db", "web", "pay", "xweb-1", "WEB-1");
    private static final List<String> WORDS = List.of("error", "Timeout", "ok", "db", "user=7", "web-1");
    private static final Pattern PLAIN =
            Pattern.compile("(\"(?:id|after|before)\":\"|id: [0-9a-z]+-|(?m:^)(?=\\d+,2))(\\d+)");
    private static final Pattern VEILED =
            Pattern.compile("(\"(?:id|after|before)\":\"|id: [0-9a-z]+-|(?m:^)(?=e))(e[0-9a-v]{26})");

    private final Veils veils = Veils.unkept("j");
    private final View view = View.of(AppScope.of(List.of("web-*")), veils);
    private final JournalId id = JournalId.random();

    @TempDir
    private Path directory;

    /** One event; {@code own} is its number among those in view, from 1, or 0. */
    private record Written(
            long receivedNs, long timeNs, String app, String process, Severity level, String message, int own) {}

    /** A journal and what its ids mean. */
    private static final class World {
        final Journal journal;
        final View view;
        final Map<Long, Integer> ownOfId = new HashMap<>();
        final Map<Integer, Long> idOfOwn = new HashMap<>();

        long idOfOwn(int own) {
            return Objects.requireNonNull(idOfOwn.get(own));
        }

        World(Journal journal, View view) {
            this.journal = journal;
            this.view = view;
        }

        void write(List<Written> events, Random random) {
            int at = 0;
            while (at < events.size()) {
                int end = Math.min(events.size(), at + 1 + random.nextInt(7));
                var lines = new Lines();
                long next = journal.lastIndex(0) + 1;
                for (Written event : events.subList(at, end)) {
                    lines.begin(event.app, event.process, "h", event.level).timeNs = event.timeNs;
                    lines.add(event.receivedNs, event.message.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                    if (event.own > 0) {
                        ownOfId.put(next, event.own);
                        idOfOwn.put(event.own, next);
                    }
                    next++;
                }
                lines.commitTo(journal);
                at = end;
            }
        }

        /** The text with the numbers of own events in place of ids. */
        String named(String text) {
            return (view.isLimited() ? VEILED : PLAIN)
                    .matcher(text)
                    .replaceAll(found -> Matcher.quoteReplacement(found.group(1) + "#" + own(found.group(2))));
        }

        private Integer own(String shown) {
            Integer own = ownOfId.get(view.idOfEvent(shown).orElse(-1));
            return Objects.requireNonNull(own, () -> "the event shown as " + shown);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void isTheSameWhateverOthersWrite(long seed) {
        var random = new Random(seed);
        compare(
                seed,
                random,
                150,
                new World(new InMemoryJournal(id), View.ALL),
                new World(new InMemoryJournal(id), view),
                new World(new InMemoryJournal(id), view));
    }

    @Test
    void isTheSameOverTheRealJournalWithItsIndex() {
        try (Journal own = open("own");
                Journal mixed = open("mixed");
                Journal other = open("other")) {
            compare(11, new Random(11), 150, new World(own, View.ALL), new World(mixed, view), new World(other, view));
        }
    }

    private Journal open(String name) {
        return ChronicleJournal.open(
                new JournalSettings(
                        directory.resolve(name),
                        1 << 20,
                        JournalSettings.Sync.NONE,
                        1 << 20,
                        Duration.ofDays(7),
                        1L << 30),
                () -> BEGIN_NS);
    }

    private void compare(long seed, Random random, int count, World... worlds) {
        List<Written> own = own(random, count);
        var parts = new ArrayList<List<Written>>();
        for (World world : worlds) {
            parts.add(world.view.isLimited() ? withOthers(own, random) : own);
        }
        for (int i = 0; i < worlds.length; i++) {
            worlds[i].write(parts.get(i), random);
        }
        for (int round = 0; round < 50; round++) {
            long drawn = random.nextLong();
            EventFormat.Kind kind =
                    List.of(EventFormat.Kind.values()).get(random.nextInt(EventFormat.Kind.values().length));
            List<String> expected = shown(worlds[0], drawn, kind, count);
            for (World world : worlds) {
                assertThat(shown(world, drawn, kind, count))
                        .as("seed %d round %d %s %s", seed, round, kind, query(world, new Random(drawn), count))
                        .containsExactlyElementsOf(expected);
            }
        }
        for (int round = 0; round < 20; round++) {
            int around = 1 + random.nextInt(count);
            var context = new TailQuery.Context(random.nextInt(5), random.nextInt(5));
            String expected = around(worlds[0], around, context);
            assertThat(expected).contains("#" + around);
            for (World world : worlds) {
                assertThat(around(world, around, context)).isEqualTo(expected);
            }
        }
    }

    private static List<Written> own(Random random, int count) {
        var events = new ArrayList<Written>();
        long ns = BEGIN_NS;
        for (int i = 1; i <= count; i++) {
            ns += random.nextInt(1_000_000_000);
            events.add(event(random, ns, OWN.get(random.nextInt(OWN.size())), i));
        }
        return events;
    }

    /** The same with others' events between them, at other times and in other blocks. */
    private static List<Written> withOthers(List<Written> own, Random random) {
        var all = new ArrayList<Written>();
        long ns = BEGIN_NS;
        for (Written event : own) {
            int others = random.nextInt(10) == 0 ? random.nextInt(60) : random.nextInt(3);
            for (int i = 0; i < others; i++) {
                ns += (event.receivedNs - ns) / (2 + random.nextInt(5));
                all.add(event(random, ns, OTHERS.get(random.nextInt(OTHERS.size())), 0));
            }
            all.add(event);
            ns = event.receivedNs;
        }
        return all;
    }

    private static Written event(Random random, long receivedNs, String app, int own) {
        return new Written(
                receivedNs,
                receivedNs - random.nextInt(2_000_000_000),
                app,
                random.nextBoolean() ? "web." + random.nextInt(3) : "",
                List.of(Severity.values()).get(random.nextInt(8)),
                WORDS.get(random.nextInt(WORDS.size())) + " " + WORDS.get(random.nextInt(WORDS.size())),
                own);
    }

    private static TailQuery query(World world, Random random, int count) {
        var query = TailQuery.builder().following(false);
        switch (random.nextInt(5)) {
            case 0 -> query.apps(List.of("web-1", "db"));
            case 1 -> query.apps(List.of("*"));
            case 2 -> query.apps(List.of("pay"));
            default -> {}
        }
        switch (random.nextInt(12)) {
            case 0 -> query.filter("app=db OR error");
            case 1 -> query.filter("NOT app=web-1");
            case 2 -> query.filter("-ok");
            case 3 -> query.filter("app:web level<=error");
            case 4 -> query.filter("/time(out)/i OR app=pay OR app=web-2");
            case 5 -> query.filter("user>3");
            default -> {}
        }
        if (random.nextInt(4) == 0) {
            query.worst(List.of(Severity.values()).get(random.nextInt(8)));
        }
        if (random.nextInt(4) == 0) {
            query.processes(List.of("web"));
        }
        long span = count * 500_000_000L;
        if (random.nextInt(4) == 0) {
            query.sinceNs(BEGIN_NS + (long) (random.nextDouble() * span)).byReceipt(random.nextBoolean());
        }
        if (random.nextInt(4) == 0) {
            query.untilNs(BEGIN_NS + (long) (random.nextDouble() * span) + HOUR_NS / 60);
        }
        if (random.nextInt(3) == 0) {
            query.after(Cursor.of(world.journal.id(), world.idOfOwn(1 + random.nextInt(count))));
        }
        if (random.nextInt(4) == 0) {
            query.before(Cursor.of(world.journal.id(), world.idOfOwn(1 + random.nextInt(count))));
        }
        query.lines(random.nextInt(3) == 0 ? TailQuery.ALL : random.nextInt(60));
        query.max(random.nextInt(4) == 0 ? 1 + random.nextInt(20) : TailQuery.ALL);
        switch (random.nextInt(5)) {
            case 3 -> query.rate(TailQuery.LEAST_RATE);
            case 0 -> query.order(new TailQuery.Order.NewestFirst());
            case 1 -> query.order(new TailQuery.Order.Time(1 + random.nextInt(2_000_000_000)));
            case 2 -> query.context(random.nextInt(4), random.nextInt(4)).before(null);
            default -> {}
        }
        return query.build();
    }

    private static List<String> shown(World world, long drawn, EventFormat.Kind kind, int count) {
        var sink = RecordingSink.wide();
        TailQuery query = query(world, new Random(drawn), count);
        Steps.readOn(Steps.session(world.journal, world.view, query, kind, sink));
        assertThat(sink.isEnded()).isTrue();
        return world.named(String.join("", sink.items()).replace(world.journal.id() + "-", "j-"))
                .lines()
                .toList();
    }

    private static String around(World world, int own, TailQuery.Context context) {
        var sink = RecordingSink.wide();
        Steps.readOn(new Neighbourhood(
                world.journal,
                world.view,
                world.idOfOwn(own),
                context,
                EventFormat.Kind.NDJSON,
                sink,
                MemoryBudget.Share.of("held", 1 << 20)));
        return world.named(String.join("", sink.items()));
    }
}
