package logtail.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import logtail.event.Severity;
import logtail.journal.InMemoryJournal;
import logtail.query.TailQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is shown as 17:00 is what since and until select, whenever it was received. */
class EventTimeTest {
    private final InMemoryJournal journal = new InMemoryJournal();
    private final Lines lines = new Lines();

    @BeforeEach
    void write() {
        add(100, 100, "in time");
        add(110, 50, "clock is behind");
        add(120, 500, "clock is ahead");
        add(130, 130, "in time too");
        add(900, 105, "waited in a spool");
    }

    @Test
    void sinceAndUntilSelectByTheEventsOwnTimeInEveryOrder() {
        var range = List.of("in time", "in time too", "waited in a spool");
        assertThat(read(query(100, 200))).isEqualTo(range);
        assertThat(read(query(100, 200).order(new TailQuery.Order.NewestFirst())))
                .isEqualTo(range.reversed());
        assertThat(read(query(100, 200).order(new TailQuery.Order.Time(10_000))))
                .containsExactly("in time", "waited in a spool", "in time too");
        assertThat(read(query(100, 200).lines(2))).containsExactly("in time too", "waited in a spool");
        assertThat(read(query(500, 501))).containsExactly("clock is ahead");
        assertThat(read(query(0, 100))).containsExactly("clock is behind");
    }

    @Test
    void timesOfReceiptSelectWhenThatIsAskedFor() {
        var range = List.of("in time", "clock is behind", "clock is ahead", "in time too");
        assertThat(read(query(100, 200).byReceipt())).isEqualTo(range);
        assertThat(read(query(100, 200).byReceipt().order(new TailQuery.Order.NewestFirst())))
                .isEqualTo(range.reversed());
        assertThat(read(query(100, 200).byReceipt().lines(2))).containsExactly("clock is ahead", "in time too");
    }

    @Test
    void aTailThatFollowsShowsWhatIsNewHoweverFarItsClockIsBehind() {
        var sink = RecordingSink.wide();
        var session = Steps.session(
                journal,
                new Query().since(105).until(Long.MAX_VALUE).following().build(),
                sink);
        add(1_000, 10, "new while it catches up");
        assertThat(Steps.readOn(session)).isEqualTo(Reading.Progress.LEVEL);
        session.goLive(0);
        add(1_010, 20, "new and live");
        session.fallBehind();
        assertThat(Steps.readOn(session)).isEqualTo(Reading.Progress.LEVEL);
        assertThat(sink.messages())
                .containsExactly(
                        "clock is ahead",
                        "in time too",
                        "waited in a spool",
                        "new while it catches up",
                        "new and live");
        session.close();
    }

    @Test
    void aCursorLimitsWhateverElseIsAsked() {
        assertThat(read(new Query().after(3))).containsExactly("in time too", "waited in a spool");
        assertThat(read(new Query().after(1).lines(2))).containsExactly("in time too", "waited in a spool");
        assertThat(read(new Query().after(1).since(120))).containsExactly("clock is ahead", "in time too");
        assertThat(read(new Query().after(3).order(new TailQuery.Order.NewestFirst())))
                .containsExactly("waited in a spool", "in time too");
    }

    private static Query query(long since, long until) {
        return new Query().since(since).until(until);
    }

    private void add(long receivedNs, long timeNs, String message) {
        lines.begin("web", "", "", Severity.INFO).timeNs = timeNs;
        lines.add(receivedNs, message.getBytes(UTF_8));
        lines.commitTo(journal);
    }

    private List<String> read(Query query) {
        var sink = RecordingSink.wide();
        var session = Steps.session(journal, query.build(), sink);
        while (session.state() != TailSession.State.ENDED) {
            Steps.read(session);
        }
        return sink.messages();
    }
}
