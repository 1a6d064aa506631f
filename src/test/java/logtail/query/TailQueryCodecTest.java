package logtail.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import logtail.event.Severity;
import logtail.journal.Cursor;
import logtail.journal.JournalId;
import org.junit.jupiter.api.Test;

/** The daemon reads exactly the query that the command line wrote. */
class TailQueryCodecTest {
    private static final String[] NAMES = {"web", "w*", "a?b", "zażółć", "a b", "%25&=+", ""};
    private static final JournalId ELSEWHERE = JournalId.random();
    private static final String[] FILTERS = {"", "timeout", "\"a & b\" OR level>=warn", "-/re\\/x/i", "ms:250ms.."};

    @Test
    void readsWhatItWrote() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        for (int round = 0; round < 20_000; round++) {
            TailQuery query = query(random);
            assertThat(read(write(query))).as("seed %d, round %d", seed, round).isEqualTo(query);
        }
    }

    @Test
    void writesTheDefaultsOfTheCommandLineInShort() {
        var query = TailQuery.builder().lines(100).build();
        assertThat(write(query)).isEqualTo(Map.of("lines", List.of("100"), "follow", List.of("true")));
    }

    @Test
    void takesWhatIsLeftOutAsThePageDoes() {
        assertThat(read(Map.of())).isEqualTo(TailQuery.builder().lines(100).build());
        assertThat(read(Map.of("since", List.of("2026-11-24T14:00:00Z")))
                        .range()
                        .lines())
                .isEqualTo(TailQuery.ALL);
        assertThat(read(Map.of("reverse", List.of("1"))).range().isFollowing()).isFalse();
        assertThat(read(Map.of("after", List.of("7"))).range().after()).isEqualTo(Cursor.parse("7"));
        assertThat(read(Map.of("app", List.of("a, b", "c"))).which().apps()).containsExactly("a", "b", "c");
    }

    @Test
    void aCursorGoesWithANumberOfLinesAndAnEnd() {
        var range = read(Map.of("after", List.of("7"), "lines", List.of("3"))).range();
        assertThat(range.lines()).isEqualTo(3);
        assertThat(read(Map.of("after", List.of("7"))).range().lines()).isEqualTo(TailQuery.ALL);
    }

    @Test
    void anEndByIdDoesNotFollowAndTakesNoContext() {
        var range = read(Map.of("before", List.of("7"))).range();
        assertThat(range.before()).isEqualTo(Cursor.parse("7"));
        assertThat(range.isFollowing()).isFalse();
        assertThat(range.lines()).as("the last ones before it").isEqualTo(100);
        assertThat(read(Map.of("before", List.of("7"), "after", List.of("2")))
                        .range()
                        .lines())
                .as("all between")
                .isEqualTo(TailQuery.ALL);
        expectRefused("before", "x", "parameter before is 'x'", "id of an event");
        expectRefused("before", "", "parameter before is ''");
        expectRefused("before", "-1", "parameter before is '-1'");
        expectRefused("before", "9".repeat(40), "parameter before is '99");
        expectRefused("before", ELSEWHERE + "-7", "of this journal");
        assertThatThrownBy(() -> read(Map.of("before", List.of("7"), "follow", List.of("true"))))
                .hasMessage("follow=true and before exclude each other");
        assertThatThrownBy(() -> read(Map.of("before", List.of("7"), "context_after", List.of("1"))))
                .hasMessage("context_before and context_after exclude before");
        assertThatThrownBy(() -> read(Map.of("before", List.of("1", "2"))))
                .hasMessage("parameter before is given 2 times; it takes one value");
    }

    @Test
    void levelsMayBeNumbers() {
        assertThat(read(Map.of("level", List.of("3"))).which().worst()).isEqualTo(Severity.ERROR);
        expectRefused("level", "8", "0 to 7");
    }

    @Test
    void timesAreTheEventsOwnUnlessAskedOtherwise() {
        assertThat(read(Map.of("by", List.of("received"))).range().isByReceipt())
                .isTrue();
        assertThat(read(Map.of("by", List.of("time"))).range().isByReceipt()).isFalse();
        expectRefused("by", "clock", "'clock'", "time", "received");
    }

    @Test
    void theWindowIsATimeLikeAnyOther() {
        assertThat(read(Map.of("order", List.of("time"), "window", List.of("1m"))))
                .isEqualTo(read(Map.of("order", List.of("time"), "window", List.of("59s1000ms"))));
    }

    @Test
    void namesTheParameterItsValueAndWhatItTakes() {
        expectRefused("after", "x-y-z", "parameter after is 'x-y-z'", "id of an event");
        expectRefused("after", "", "parameter after is ''");
        expectRefused("context_before", "1001", "'1001'", "0 to 1000");
        expectRefused("window", "2m", "'2m'", "1ms to 60s");
        expectRefused("window", "0s", "'0s'", "1ms to 60s");
        expectRefused("filter", "(", "parameter filter", "column");
        expectRefused("filter", "x".repeat(4097), "parameter filter has 4097 characters; it takes at most 4096");
        assertThatThrownBy(() -> read(Map.of("max", List.of("1", "2")))).hasMessageContaining("given 2 times");
    }

    private static void expectRefused(String name, String value, String... words) {
        assertThatThrownBy(() -> read(Map.of(name, List.of(value))))
                .isInstanceOf(BadQueryException.class)
                .hasMessageContainingAll(words);
    }

    private static Map<String, List<String>> write(TailQuery query) {
        var parameters = new LinkedHashMap<String, List<String>>();
        TailQueryCodec.write(query, (name, value) -> {
            assertThat(TailQueryCodec.NAMES).contains(name);
            parameters.computeIfAbsent(name, unused -> new ArrayList<>()).add(value);
        });
        return parameters;
    }

    private static TailQuery read(Map<String, List<String>> parameters) {
        return TailQueryCodec.read(new TailQueryCodec.Parameters() {
            @Override
            public Cursor cursor(String text) {
                return Cursor.parse(text);
            }

            @Override
            public boolean isHere(Cursor cursor) {
                return !cursor.isOf(ELSEWHERE) || cursor.journal().isEmpty();
            }

            @Override
            public List<String> all(String name) {
                return parameters.getOrDefault(name, List.of());
            }

            @Override
            public long timeNs(String name, String text) {
                Instant time = Instant.parse(text);
                return time.getEpochSecond() * 1_000_000_000L + time.getNano();
            }
        });
    }

    private static TailQuery query(RandomGenerator random) {
        var builder = TailQuery.builder()
                .apps(names(random))
                .processes(names(random))
                .hosts(names(random))
                .filter(FILTERS[random.nextInt(FILTERS.length)])
                .lines(random.nextBoolean() ? TailQuery.ALL : random.nextLong(TailQuery.MAX_LINES + 1))
                .byReceipt(random.nextBoolean())
                .max(random.nextBoolean() ? TailQuery.ALL : random.nextLong(TailQuery.MAX_LINES + 1))
                .sinceNs(random.nextBoolean() ? Long.MIN_VALUE : random.nextLong())
                .untilNs(random.nextBoolean() ? Long.MAX_VALUE : random.nextLong());
        if (random.nextBoolean()) {
            builder.after(cursor(random));
        }
        builder.stats(random.nextInt(4) == 0);
        boolean hasBefore = random.nextInt(3) == 0;
        if (hasBefore) {
            builder.before(cursor(random));
        }
        Severity severity = Severity.of(random.nextInt(8));
        builder = random.nextBoolean() ? builder.worst(severity) : builder.exactly(severity);
        boolean mayFollow = !hasBefore && builder.build().range().untilNs() == Long.MAX_VALUE;
        switch (random.nextInt(5)) {
            case 4 -> {
                builder.order(new TailQuery.Order.ByField("http.status", random.nextBoolean()))
                        .lines(TailQuery.ALL);
                mayFollow = false;
            }
            case 0 -> builder.order(new TailQuery.Order.Time((1 + random.nextInt(60_000)) * 1_000_000L));
            case 1 -> {
                builder.order(new TailQuery.Order.NewestFirst());
                mayFollow = false;
            }
            case 2 -> builder.rate(random.nextInt(TailQuery.LEAST_RATE, TailQuery.MOST_RATE + 1));
            default -> builder.context(hasBefore ? 0 : random.nextInt(1001), hasBefore ? 0 : random.nextInt(1001));
        }
        return builder.following(mayFollow && random.nextBoolean()).build();
    }

    private static Cursor cursor(RandomGenerator random) {
        long index = random.nextLong(Long.MAX_VALUE);
        return random.nextBoolean() ? Cursor.of(JournalId.random(), index) : Cursor.parse(Long.toString(index));
    }

    private static List<String> names(RandomGenerator random) {
        return IntStream.range(0, random.nextInt(3))
                .mapToObj(unused -> NAMES[random.nextInt(NAMES.length)])
                .toList();
    }
}
