package logtail.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import logtail.event.Severity;
import logtail.journal.Blocks;
import logtail.journal.InMemoryJournal;
import logtail.query.TailQuery;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Time order, reversed order and context. */
@Tag("slow")
class TailOrderTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private final InMemoryJournal journal = new InMemoryJournal();
    private final Lines lines = new Lines();

    @Test
    void endsBeforeTheTimeThatIsAskedFor() {
        Blocks.commit(journal, 10, "a");
        Blocks.commit(journal, 20, "b", "c");
        Blocks.commit(journal, 15, "after a step back of the clock");
        Blocks.commit(journal, 30, "d");
        assertThat(read(new Query().until(20))).containsExactly("a", "after a step back of the clock");
        assertThat(read(new Query().since(15).until(30))).containsExactly("b", "c", "after a step back of the clock");
        assertThat(read(new Query().until(30).lines(2))).containsExactly("c", "after a step back of the clock");
        assertThat(read(new Query().until(10))).isEmpty();
    }

    @Test
    void endsAfterSoManyEvents() {
        Blocks.commit(journal, 1, "a", "b", "c");
        Blocks.commit(journal, 2, "d", "e");
        assertThat(read(new Query().max(2))).containsExactly("a", "b");
        assertThat(read(new Query().max(4))).containsExactly("a", "b", "c", "d");
        assertThat(read(new Query().max(9))).hasSize(5);
        assertThat(read(new Query().lines(3).max(2))).containsExactly("c", "d");
        var sink = RecordingSink.wide();
        drive(Steps.session(journal, new Query().following().max(4).build(), sink));
        assertThat(sink.isEnded()).as("though it follows").isTrue();
    }

    @Test
    void showsTheNewestFirst() {
        for (int i = 1; i <= 3_000; i++) {
            Blocks.append(journal, i, "line " + i + (i % 100 == 0 ? " needle" : ""));
        }
        journal.commit();
        var newestFirst = new TailQuery.Order.NewestFirst();
        assertThat(read(new Query().order(newestFirst).lines(2))).containsExactly("line 3000 needle", "line 2999");
        assertThat(read(new Query().order(newestFirst).filter("needle").lines(3)))
                .containsExactly("line 3000 needle", "line 2900 needle", "line 2800 needle");
        assertThat(read(new Query().order(newestFirst)))
                .isEqualTo(read(new Query()).reversed())
                .hasSize(3_000);
        assertThat(read(new Query().order(newestFirst).until(51).since(50))).containsExactly("line 50");
        journal.forgetBefore(2_998);
        assertThat(read(new Query().order(newestFirst))).containsExactly("line 3000 needle", "line 2999", "line 2998");
    }

    @Test
    void showsWhatStandsAroundInTheSameProcess() {
        for (int i = 1; i <= 40; i++) {
            String message = "line " + i + (i == 19 || i == 22 ? " needle" : "");
            lines.add(i, "web", i % 2 == 0 ? "web.2" : "web.1", "h", Severity.INFO, message);
            if (i % 7 == 0) {
                lines.commitTo(journal);
            }
        }
        lines.commitTo(journal);
        assertThat(read(new Query().filter("needle").context(2, 1)))
                .containsExactly(
                        "~line 15",
                        "~line 17",
                        "line 19 needle",
                        "~line 21", // of web.1
                        "~line 18",
                        "~line 20",
                        "line 22 needle",
                        "~line 24");
        assertThat(read(new Query().filter("needle").lines(1).context(1, 0)))
                .as("an older match is not context, nor shown")
                .containsExactly("~line 20", "line 22 needle");
        assertThat(read(new Query().filter("needle").max(1).context(0, 2)))
                .containsExactly("line 19 needle", "~line 21", "~line 23");
        assertThat(read(new Query().filter("needle").context(40, 0)))
                .hasSize(9 + 10 + 2)
                .doesNotHaveDuplicates();
    }

    @Test
    void sortsByTheSendersTimesWithinTheWindow() {
        add(1, 100, "a");
        add(2, 90, "b");
        add(3, 95, "c");
        add(200, 94, "too late");
        add(201, 201, "d");
        lines.commitTo(journal);
        var byTime = new TailQuery.Order.Time(50);
        assertThat(read(new Query().order(byTime))).containsExactly("b", "c", "a", "too late (late)", "d");
        assertThat(read(new Query().order(byTime).since(91).until(101)))
                .as("by the same times")
                .containsExactly("c", "a", "too late (late)");
    }

    @Test
    void losesNothingAndMarksExactlyWhatIsOutOfOrderWhateverTheClocksSay() {
        var random = new Random(20261124);
        long windowNs = SECOND_NS / 2;
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            long receivedNs = i * SECOND_NS / 1_000;
            long skewNs = new long[] {0, SECOND_NS / 10, -SECOND_NS / 5}[i % 3]; // three senders
            long delayNs = random.nextInt(100) == 0 ? SECOND_NS : random.nextLong(SECOND_NS / 8);
            String message = "line " + i;
            add(receivedNs, Math.max(0, receivedNs - delayNs + skewNs), message);
            sent.add(message);
            if (i % 50 == 0) {
                lines.commitTo(journal);
            }
        }
        lines.commitTo(journal);
        var sink = RecordingSink.wide();
        drive(Steps.session(
                journal, new Query().order(new TailQuery.Order.Time(windowNs)).build(), sink));
        List<String> shown = sink.messages();
        assertThat(shown).containsExactlyInAnyOrderElementsOf(sent);
        List<String> inTime = sink.items().stream()
                .filter(item -> !item.contains("\"late\":true"))
                .toList();
        assertThat(inTime).extracting(TailOrderTest::time).isSortedAccordingTo(Comparator.naturalOrder());
        assertThat(sent.size() - inTime.size()).as("late ones").isBetween(20, 100);
    }

    private static String time(String item) {
        return String.valueOf(logtail.web.Json.object(item).get("time"));
    }

    private void add(long receivedNs, long timeNs, String message) {
        lines.begin("web", "", "", Severity.INFO).timeNs = timeNs;
        lines.add(receivedNs, message.getBytes(UTF_8));
    }

    private List<String> read(Query query) {
        var sink = RecordingSink.wide();
        drive(Steps.session(journal, query.build(), sink));
        assertThat(sink.isEnded()).isTrue();
        List<String> messages = sink.messages();
        return IntStream.range(0, messages.size())
                .mapToObj(i -> (sink.items().get(i).contains("\"context\":true") ? "~" : "")
                        + messages.get(i)
                        + (sink.items().get(i).contains("\"late\":true") ? " (late)" : ""))
                .toList();
    }

    private static void drive(TailSession session) {
        boolean hasMore = true;
        while (hasMore && session.state() != TailSession.State.ENDED) {
            hasMore = Steps.read(session);
        }
    }
}
