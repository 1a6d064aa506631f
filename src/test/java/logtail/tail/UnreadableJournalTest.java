package logtail.tail;

import static org.assertj.core.api.Assertions.assertThat;

import logtail.encode.EventFormat;
import logtail.journal.Blocks;
import logtail.journal.FaultyJournal;
import logtail.journal.InMemoryJournal;
import logtail.query.TailQuery;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Unreadable parts of the journal: only sessions that read them get a gap. */
class UnreadableJournalTest {
    private final FaultyJournal journal = new FaultyJournal(new InMemoryJournal());

    @BeforeEach
    void write() {
        for (int i = 1; i <= 9; i++) {
            Blocks.commit(journal, i, "line " + i);
        }
    }

    @AfterEach
    void expectNoReaderLeftOpen() {
        assertThat(journal.openReaders()).isZero();
    }

    @Test
    void goesOnBehindAPlaceThatCannotBeReadAndTellsIt() {
        journal.refuse(3, 4);
        assertThat(read(new Query().after(1)).messages())
                .containsExactly("line 2", "gap 3-4 2 unreadable", "line 5", "line 6", "line 7", "line 8", "line 9");
    }

    @Test
    void tellsAPlaceAtTheEndThatCannotBeRead() {
        journal.refuse(9);
        assertThat(read(new Query().after(7)).messages()).containsExactly("line 8", "gap 9-9 1 unreadable");
    }

    @Test
    void findsTheLastLinesAroundIt() {
        journal.refuse(8);
        assertThat(read(new Query().lines(3)).messages())
                .containsExactly("line 6", "line 7", "gap 8-8 1 unreadable", "line 9");
    }

    @Test
    void showsTheNewestFirstAroundIt() {
        journal.refuse(8);
        assertThat(read(new Query().lines(3).order(new TailQuery.Order.NewestFirst()))
                        .messages())
                .containsExactly("line 9", "gap 8-8 1 unreadable", "line 7", "line 6");
    }

    @Test
    void tellsItAmongContext() {
        journal.refuse(5);
        assertThat(read(new Query().filter("\"line 7\"").context(3, 0)).messages())
                .containsExactly("gap 5-5 1 unreadable", "line 3", "line 4", "line 6", "line 7");
    }

    @Test
    void endsASessionThatCanReadNothingMoreAndSaysSo() {
        journal.refuse(3, 4, 5);
        RecordingSink following = read(new Query().after(1).following());
        assertThat(following.messages()).containsExactly("line 2", "gap 3-2 0 unreadable");
        assertThat(following.isEnded()).isTrue();
        RecordingSink history = read(new Query().after(1));
        assertThat(history.messages()).containsExactly("line 2", "gap 3-2 0 unreadable");
        assertThat(history.isBroken())
                .as("a good end would say that this was all")
                .isTrue();
    }

    @Test
    void endsOtherWaysOfReadingJustSo() {
        journal.refuseAll(true);
        var newestFirst = new TailQuery.Order.NewestFirst();
        for (Query query : new Query[] {
            new Query().lines(3),
            new Query().order(newestFirst),
            new Query().since(3),
            new Query().filter("\"line 7\"").context(3, 0)
        }) {
            RecordingSink sink = read(query);
            assertThat(sink.messages()).last().asString().endsWith(" 0 unreadable");
            assertThat(sink.isBroken()).isTrue();
        }
    }

    @Test
    void endsALookAroundOneEvent() {
        journal.refuse(6, 7, 8);
        var sink = RecordingSink.wide();
        Steps.readOn(new Neighbourhood(
                journal,
                View.ALL,
                5,
                new TailQuery.Context(1, 4),
                EventFormat.Kind.NDJSON,
                sink,
                MemoryBudget.Share.of("held", 1 << 20)));
        assertThat(sink.messages()).containsExactly("line 4", "line 5", "gap 6-5 0 unreadable");
        assertThat(sink.isBroken()).isTrue();
    }

    @Test
    void leavesTheLiveReaderAliveAndTellsItsSessions() {
        var sink = RecordingSink.wide();
        try (var hub = new SteppedHub(journal, () -> 1, () -> 1)) {
            hub.open(new Query().lines(0).following().build(), sink);
            hub.settle();
            journal.refuse(10);
            Blocks.commit(journal, 10, "refused");
            Blocks.commit(journal, 11, "line 11");
            hub.settle();
            assertThat(sink.messages()).containsExactly("gap 10-10 1 unreadable", "line 11");
            journal.refuse(12, 13, 14);
            for (int i = 12; i <= 15; i++) {
                Blocks.commit(journal, i, "line " + i);
            }
            hub.settle();
            assertThat(sink.messages()).endsWith("gap 12-11 0 unreadable");
            assertThat(sink.isEnded()).as("this session alone").isTrue();
            var next = RecordingSink.wide();
            hub.open(new Query().after(14).following().build(), next);
            hub.settle();
            assertThat(next.messages()).containsExactly("line 15");
        }
    }

    private RecordingSink read(Query query) {
        var sink = RecordingSink.wide();
        assertThat(Steps.readOn(Steps.session(journal, query.build(), sink))).isEqualTo(Reading.Progress.ENDED);
        return sink;
    }
}
