package logtail.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import logtail.Seeds;
import logtail.encode.EventFormat;
import logtail.event.Severity;
import logtail.journal.Blocks;
import logtail.journal.ForwardingJournal;
import logtail.journal.InMemoryJournal;
import logtail.query.TailQuery;
import logtail.query.TailQuery.Order.ByField;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Matches in the order of a field's values. */
class TailFieldOrderTest {
    private final ForwardingJournal journal = new ForwardingJournal(new InMemoryJournal());
    private final MemoryBudget.Share held = MemoryBudget.Share.of("held", 1_000_000);

    @AfterEach
    void expectAllToBeGivenBack() {
        assertThat(held.usedBytes()).isZero();
        assertThat(journal.openReaders()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            took=1h30m took=90s took=2s took=1500ms took=0.1     | took      | took=0.1 took=1500ms took=2s took=90s took=1h30m
            took_ms=300 took_ms=2s took_ms=4                     | took_ms   | took_ms=4 took_ms=300 took_ms=2s
            size=10KiB size=9kB size=1MiB size=7                 | size:desc | size=1MiB size=10KiB size=9kB size=7
            n=10 n=9 n=-1 n=1e3 n=9.5                            | n         | n=-1 n=9 n=9.5 n=10 n=1e3
            n=9007199254740993 n=9007199254740992 n=9007199254740994 | n    | n=9007199254740992 n=9007199254740993 n=9007199254740994
            user=bob user=Al user=ann                            | user:asc  | user=Al user=ann user=bob
            v=x v=2 none v=a v=10                                | v         | v=2 v=10 v=a v=x none
            v=x v=2 none v=a v=10                                | v:desc    | v=x v=a v=10 v=2 none
            {"a":{"b":3}} {"a.b":"1"} {"a":{"b":[2,0]}}          | a.b       | {"a.b":"1"} {"a":{"b":[2,0]}} {"a":{"b":3}}
            z a m                                                | message   | a m z
            first second                                         | id:desc   | second first
            same=1 other same=1                                  | same:desc | same=1 same=1 other
            """)
    void quantitiesCompareByValueAndTextsByTheirLettersAndWhatLacksTheFieldIsLast(
            String messages, String order, String expected) {
        Blocks.commit(journal, 1, messages.strip().split(" ", -1));
        assertThat(read(query(order))).containsExactly(expected.strip().split(" ", -1));
    }

    @Test
    void theWorstLevelIsTheGreatest() {
        var lines = new Lines();
        lines.add(1, "web", "", "", Severity.WARN, "warn");
        lines.add(2, "web", "", "", Severity.DEBUG, "debug");
        lines.add(3, "web", "", "", Severity.CRIT, "crit");
        lines.commitTo(journal);
        assertThat(read(query("level:desc"))).containsExactly("crit", "warn", "debug");
    }

    @Test
    void givesTheFirstSoManyOfAllAsASortGivesThem() {
        RandomGenerator random = new Random(Seeds.draw(TailFieldOrderTest.class));
        var all = new ArrayList<String>();
        for (int block = 0; block < 40; block++) {
            var messages = new ArrayList<String>();
            for (int i = random.nextInt(1, 20); i > 0; i--) {
                messages.add(
                        random.nextInt(5) == 0 ? "none" + all.size() + "-" + i : "n=" + random.nextInt(30) + " m" + i);
            }
            all.addAll(messages);
            Blocks.commit(journal, block, messages.toArray(String[]::new));
        }
        List<String> sorted = all.stream()
                .sorted(Comparator.comparingInt(TailFieldOrderTest::number).reversed())
                .toList();
        for (int most : new int[] {1, 7, all.size() - 1, all.size(), all.size() + 5}) {
            assertThat(read(query("n:desc").max(most))).isEqualTo(sorted.subList(0, Math.min(most, all.size())));
        }
        assertThat(read(query("n:desc"))).isEqualTo(sorted);
    }

    private static int number(String message) {
        return message.startsWith("n=") ? Integer.parseInt(message.substring(2, message.indexOf(' '))) : -1;
    }

    @Test
    void refusesWhatItCannotHoldAndShowsNothingOfIt() {
        for (int i = 0; i < 200; i++) {
            Blocks.commit(journal, i, "n=" + i + " " + "x".repeat(10_000));
        }
        var sink = new RefusedSink();
        Steps.readOn(session(query("n"), sink));
        assertThat(sink.why).contains("order=n holds", "lines=N");
        assertThat(sink.written).isZero();
        assertThat(read(query("n:desc").max(2)))
                .extracting(message -> message.substring(0, 5))
                .containsExactly("n=199", "n=198");
    }

    @Test
    void waitsForRoomWithWhatIsSorted() {
        Blocks.commit(journal, 1, "n=3", "n=1", "n=2");
        var sink = new RecordingSink(2);
        var session = session(query("n"), sink);
        assertThat(Steps.readOn(session)).isEqualTo(Reading.Progress.FULL);
        assertThat(sink.messages()).containsExactly("n=1", "n=2");
        sink.take();
        assertThat(Steps.readOn(session)).isEqualTo(Reading.Progress.ENDED);
        assertThat(sink.messages()).endsWith("n=3");
    }

    private static Query query(String order) {
        return new Query().order(ByField.parse(order.strip()).orElseThrow());
    }

    private List<String> read(Query query) {
        var sink = RecordingSink.wide();
        assertThat(Steps.readOn(session(query, sink))).isEqualTo(Reading.Progress.ENDED);
        return sink.messages();
    }

    private TailSession session(Query query, TailSink sink) {
        TailQuery built = query.build();
        return new TailSession(journal, View.ALL, built, EventFormat.Kind.NDJSON, sink, held);
    }

    private static final class RefusedSink implements TailSink {
        String why = "";
        int written;

        @Override
        public void refuse(String reason) {
            why = reason;
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            written += length;
        }

        @Override
        public void flush() {
            // nothing waits
        }

        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public void whenRoom(Runnable resume) {
            resume.run();
        }

        @Override
        public void end() {
            // nothing to end
        }

        @Override
        public void breakOff() {
            throw new AssertionError("it is refused");
        }
    }
}
