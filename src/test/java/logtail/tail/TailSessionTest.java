package logtail.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import logtail.encode.EventFormat;
import logtail.event.Severity;
import logtail.journal.Blocks;
import logtail.journal.Cursor;
import logtail.journal.ForwardingJournal;
import logtail.journal.ForwardingReader;
import logtail.journal.InMemoryJournal;
import logtail.journal.JournalId;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One session stepped by the test over an unchanging journal: where it starts, what it selects, which gaps it reports. */
class TailSessionTest {
    private final InMemoryJournal memory = new InMemoryJournal();
    private final ForwardingJournal journal = new ForwardingJournal(memory);

    @AfterEach
    void expectNoReaderLeftOpen() {
        assertThat(journal.openReaders()).isZero();
    }

    @Test
    void beginsWithTheLastLinesThatTheFilterSelects() {
        for (int i = 1; i <= 5_000; i++) {
            Blocks.append(journal, i, "line " + i + (i % 100 == 0 ? " needle" : ""));
        }
        journal.commit();
        assertThat(read(new Query().filter("needle").lines(3)))
                .containsExactly("line 4800 needle", "line 4900 needle", "line 5000 needle");
        assertThat(read(new Query().filter("needle").lines(45)))
                .hasSize(45)
                .startsWith("line 600 needle"); // further back than the first window
        assertThat(read(new Query().filter("needle").lines(1000))).hasSize(50);
        assertThat(read(new Query().filter("nowhere").lines(3))).isEmpty();
        assertThat(read(new Query().lines(1))).containsExactly("line 5000 needle");
    }

    @Test
    void beginsInTheMiddleOfABlock() {
        Blocks.commit(journal, 1, "a", "b", "c", "d");
        assertThat(read(new Query().lines(2))).containsExactly("c", "d");
        assertThat(read(new Query().after(3))).containsExactly("d");
        assertThat(read(new Query().lines(0))).isEmpty();
    }

    @Test
    void resumesExactlyBehindTheCursorWithTheNewestOfWhatFollows() {
        for (int i = 1; i <= 50; i++) {
            Blocks.commit(journal, i, "one of " + i, "two of " + i);
        }
        for (int after = 0; after <= 100; after++) {
            assertThat(ids(new Query().after(after)))
                    .isEqualTo(IntStream.rangeClosed(after + 1, 100)
                            .mapToObj(Integer::toString)
                            .toList());
            int lines = after % 4;
            assertThat(ids(new Query().after(after).lines(lines)))
                    .isEqualTo(IntStream.rangeClosed(Math.max(after, 100 - lines) + 1, 100)
                            .mapToObj(Integer::toString)
                            .toList());
        }
    }

    @Test
    void tellsACursorOfAnotherJournalAndBeginsAnewWhateverItsIdIs() {
        Blocks.commit(journal, 1, "a", "b");
        var other = JournalId.random();
        assertThat(read(new Query().after(Cursor.of(other, 1))))
                .as("an id that is here too")
                .containsExactly("gap 1-0 0 reset", "a", "b");
        assertThat(read(new Query().after(Cursor.of(other, 7)))).containsExactly("gap 1-0 0 reset", "a", "b");
        assertThat(read(new Query().after(Cursor.of(journal.id(), 1)))).containsExactly("b");
    }

    @Test
    void takesDigitsBehindTheEndForACursorOfAnotherJournal() {
        Blocks.commit(journal, 1, "a", "b");
        assertThat(read(new Query().after(3))).containsExactly("gap 1-0 0 reset", "a", "b");
        assertThat(read(new Query().after(Long.MAX_VALUE))).containsExactly("gap 1-0 0 reset", "a", "b");
    }

    @Test
    void tellsACursorBehindTheEndWhatTheJournalLostAndGoesOnThere() {
        Blocks.commit(journal, 1, "a", "b");
        var sink = RecordingSink.wide();
        var query = new Query().after(Cursor.of(journal.id(), 5)).following().build();
        var session = Steps.session(journal, query, sink);
        assertThat(Steps.readOn(session)).isEqualTo(Reading.Progress.LEVEL);
        Blocks.commit(journal, 2, "c");
        assertThat(Steps.readOn(session)).isEqualTo(Reading.Progress.LEVEL);
        session.close();
        assertThat(sink.messages()).containsExactly("gap 3-5 3 power-cut", "c");
    }

    @Test
    void showsCursorsThatLeadBackHereAsServerSentEvents() {
        Blocks.commit(journal, 1, "a");
        var sink = RecordingSink.wide();
        var query = new Query().after(Cursor.of(journal.id(), 5)).following().build();
        var share = MemoryBudget.Share.of("held", 1);
        var session = new TailSession(journal, View.ALL, query, EventFormat.Kind.SSE, sink, share);
        Steps.readOn(session);
        Blocks.commit(journal, 2, "b");
        Steps.readOn(session);
        session.close();
        assertThat(sink.items().getFirst())
                .as("not behind the end again")
                .startsWith("event: gap\nid: " + journal.id() + "-1\n");
        assertThat(sink.items().getLast()).startsWith("id: j-2\n");
    }

    @Test
    void tellsWhatRetentionTook() {
        Blocks.commit(journal, 1, "a", "b");
        Blocks.commit(journal, 2, "c");
        Blocks.commit(journal, 3, "d");
        memory.forgetBefore(3);
        assertThat(read(new Query().after(0))).containsExactly("gap 1-2 2 retention", "c", "d");
        assertThat(read(new Query().after(1))).containsExactly("gap 2-2 1 retention", "c", "d");
        assertThat(read(new Query().after(2))).containsExactly("c", "d");
        assertThat(read(new Query())).containsExactly("c", "d");
        assertThat(read(new Query().lines(4))).containsExactly("c", "d");
    }

    @Test
    void tellsWhatRetentionTookUpToTheEnd() {
        Blocks.commit(journal, 1, "a", "b");
        memory.forgetBefore(3);
        assertThat(read(new Query().after(1))).containsExactly("gap 2-2 1 retention");
        assertThat(read(new Query())).isEmpty();
    }

    @Test
    void tellsABlockThatIsMissingInTheMiddleAsDamage() {
        Blocks.commit(journal, 1, "a");
        var damaged = new DamagedJournal(journal, 2);
        Blocks.commit(journal, 2, "b");
        Blocks.commit(journal, 3, "c");
        var sink = RecordingSink.wide();
        drive(Steps.session(damaged, new Query().build(), sink));
        assertThat(sink.messages()).containsExactly("a", "gap 2-2 1 damage", "c");
    }

    @Test
    void selectsByTimeOfReceipt() {
        Blocks.commit(journal, 10, "a");
        Blocks.commit(journal, 20, "b", "c");
        Blocks.commit(journal, 15, "after a step back of the clock");
        Blocks.commit(journal, 30, "d");
        assertThat(read(new Query().since(20))).containsExactly("b", "c", "d");
        assertThat(read(new Query().since(11).lines(2))).containsExactly("after a step back of the clock", "d");
        assertThat(read(new Query().since(25).lines(9))).containsExactly("d");
        assertThat(read(new Query().since(31))).isEmpty();
        assertThat(read(new Query().since(31).lines(9))).isEmpty();
    }

    @Test
    void selectsALevelAloneOrWithAllThatAreWorse() {
        var lines = new Lines();
        for (var severity : Severity.values()) {
            lines.add(1, "web", "", "", severity, severity.label());
        }
        lines.commitTo(journal);
        assertThat(read(new Query().worst(Severity.ERROR))).containsExactly("emerg", "alert", "crit", "error");
        assertThat(read(new Query().exactly(Severity.ERROR))).containsExactly("error");
        assertThat(read(new Query().worst(Severity.DEBUG))).hasSize(8);
    }

    @Test
    void selectsByGlobsOfNames() {
        new Lines()
                .add(1, "web", "web.1", "a-1", Severity.INFO, "1")
                .add(1, "web", "worker.1", "a-2", Severity.INFO, "2")
                .add(1, "webhook", "", "b-1", Severity.INFO, "3")
                .add(1, "db", "postgres", "", Severity.INFO, "4")
                .commitTo(journal);
        assertThat(read(new Query().apps("web"))).containsExactly("1", "2");
        assertThat(read(new Query().apps("web*"))).containsExactly("1", "2", "3");
        assertThat(read(new Query().apps("?b", "webhook"))).containsExactly("3", "4");
        assertThat(read(new Query().processes("web"))).containsExactly("1");
        assertThat(read(new Query().processes("w*.1"))).containsExactly("1", "2");
        assertThat(read(new Query().hosts("*-1"))).containsExactly("1", "3");
        assertThat(read(new Query().apps("web").hosts("*-1").processes("w*"))).containsExactly("1");
        assertThat(read(new Query().apps("none"))).isEmpty();
    }

    @Test
    void endsWhereTheJournalEndedOnArrival() {
        Blocks.commit(journal, 1, "a");
        var sink = RecordingSink.wide();
        var session = Steps.session(journal, new Query().build(), sink);
        Blocks.commit(journal, 2, "later");
        drive(session);
        assertThat(sink.messages()).containsExactly("a");
        assertThat(sink.isEnded()).isTrue();
    }

    @Test
    void endsOverAnEmptyJournal() {
        assertThat(read(new Query())).isEmpty();
        assertThat(read(new Query().lines(7))).isEmpty();
        assertThat(read(new Query().lines(0))).isEmpty();
        assertThat(read(new Query().after(0))).isEmpty();
    }

    @Test
    void closesItsReaderWhenCancelledInAnyState() {
        for (int i = 0; i < 20; i++) {
            Blocks.commit(journal, i, "x".repeat(100_000));
        }
        for (int rounds = 0; rounds < 4; rounds++) {
            var sink = new RecordingSink(5);
            var query = new Query().lines(15).following().build();
            var session = Steps.session(journal, query, sink);
            for (int i = 0; i < rounds; i++) {
                Steps.read(session);
            }
            session.cancel();
            assertThat(Steps.read(session)).isFalse();
            assertThat(session.state()).isEqualTo(TailSession.State.ENDED);
            assertThat(journal.openReaders()).as("after %d rounds", rounds).isZero();
        }
    }

    @Test
    void stopsWhileTheSinkIsFullAndGoesOnAtTheSameEvent() {
        for (int i = 1; i <= 100; i++) {
            Blocks.append(journal, i, "line " + i);
        }
        journal.commit();
        var sink = new RecordingSink(7);
        var session = Steps.session(journal, new Query().build(), sink);
        while (!sink.isEnded()) {
            Steps.readOn(session);
            assertThat(sink.isEnded() || !sink.hasRoom()).isTrue();
            sink.take();
        }
        assertThat(sink.messages())
                .isEqualTo(
                        IntStream.rangeClosed(1, 100).mapToObj(i -> "line " + i).toList());
    }

    private List<String> read(Query query) {
        return readWith(query).messages();
    }

    private List<String> ids(Query query) {
        return readWith(query).items().stream()
                .map(item -> String.valueOf(logtail.web.Json.object(item).get("id")))
                .toList();
    }

    private RecordingSink readWith(Query query) {
        var sink = RecordingSink.wide();
        drive(Steps.session(journal, query.build(), sink));
        assertThat(sink.isEnded()).isTrue();
        return sink;
    }

    private static void drive(TailSession session) {
        for (int rounds = 0; Steps.read(session); rounds++) {
            assertThat(rounds).isLessThan(10_000);
        }
    }

    /** Has lost the block that begins with one id. */
    private static final class DamagedJournal extends ForwardingJournal {
        private final long lost;

        DamagedJournal(ForwardingJournal target, long lost) {
            super(target);
            this.lost = lost;
        }

        @Override
        public logtail.journal.JournalReader openReader() {
            return new ForwardingReader(super.openReader()) {
                @Override
                public logtail.event.@org.jspecify.annotations.Nullable Block next() {
                    var block = super.next();
                    return block != null && block.firstIndex() == lost ? super.next() : block;
                }
            };
        }
    }
}
