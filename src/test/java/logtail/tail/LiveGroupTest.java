package logtail.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import logtail.Seeds;
import logtail.encode.EventFormat;
import logtail.event.Block;
import logtail.journal.Blocks;
import logtail.journal.Cursor;
import logtail.journal.InMemoryJournal;
import logtail.journal.Place;
import logtail.runtime.Worker;
import org.junit.jupiter.api.Test;

/** Sessions that enter the live group at places of which none is behind the other in every lane. */
class LiveGroupTest {
    private static final List<String> APPS = List.of("web", "db", "cron", "auth", "mail");
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9]+)\"");
    private static final int RUNS = 200;
    private static final int ROUNDS = 30;
    private static final int BLOCKS = 400; // more than there are
    private static final int ROOM = 2_000; // more than is written

    /** A session and the place that it entered with. */
    private record Member(TailSession session, RecordingSink sink, Place begin) {}

    @Test
    void givesEachSessionWhatIsBehindItsPlaceOnceAndTellsNoGap() {
        long seed = Seeds.draw(getClass());
        for (int run = 0; run < RUNS; run++) {
            var choices = new SplittableRandom(seed + run);
            var journal = new InMemoryJournal(3).mix(choices);
            var group = new LiveGroup(journal, () -> 0, System::nanoTime, LiveGroupTest::leaves, LiveGroupTest::leaves);
            Worker worker = Worker.stepped("live", group::work);
            group.workOn(worker);
            List<Member> members = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                write(journal, choices);
                if (choices.nextInt(4) == 0) {
                    members.add(enter(group, journal, choices));
                }
                if (choices.nextInt(3) > 0) {
                    worker.step();
                }
            }
            for (int block = 0; block < BLOCKS; block++) {
                worker.step();
            }
            members.forEach(member -> expectAllBehind(member, journal));
        }
    }

    private static void leaves(TailSession session) {
        throw new AssertionError("a session leaves the group");
    }

    private static void write(InMemoryJournal journal, RandomGenerator choices) {
        for (int blocks = choices.nextInt(4); blocks > 0; blocks--) {
            byte[] bytes = Blocks.of(APPS.get(choices.nextInt(APPS.size())), 0, "one", "two");
            journal.append(bytes, bytes.length, Blocks.NOBODY);
        }
        journal.commit();
    }

    private static Member enter(LiveGroup group, InMemoryJournal journal, RandomGenerator choices) {
        Place begin = Place.nowhere(journal.lanes());
        for (Block block : journal.written()) {
            boolean isNext = block.firstIndex() == begin.behind(block.lane()) + 1;
            begin = isNext && choices.nextInt(4) > 0 ? begin.with(block.lastIndex()) : begin;
        }
        var sink = new RecordingSink(ROOM);
        for (int i = 0; i < ROOM; i++) {
            sink.write(new byte[] {'\n'}, 0, 1); // so that it reads nothing before it enters
        }
        var query =
                new Query().after(Cursor.of(journal.id(), begin)).following().build();
        var session = Steps.session(journal, View.ALL, query, EventFormat.Kind.NDJSON, sink);
        assertThat(session.read(new Turn("j", journal.lanes(), false, System::nanoTime).begin()))
                .isEqualTo(Reading.Progress.FULL);
        assertThat(session.position()).isEqualTo(begin);
        sink.take();
        group.take(session);
        return new Member(session, sink, begin);
    }

    private static void expectAllBehind(Member member, InMemoryJournal journal) {
        List<Long> expected = journal.written().stream()
                .flatMap(block -> Blocks.events(block).stream())
                .map(event -> event.index())
                .filter(id -> !member.begin.covers(id))
                .toList();
        String rows = String.join("", member.sink.items());
        assertThat(rows).doesNotContain("\"gap\"");
        assertThat(ID.matcher(rows).results().map(found -> Long.valueOf(found.group(1))))
                .containsExactlyInAnyOrderElementsOf(expected);
        member.session.close();
    }
}
