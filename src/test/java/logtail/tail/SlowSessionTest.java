package logtail.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import logtail.journal.Blocks;
import logtail.journal.InMemoryJournal;
import org.junit.jupiter.api.Test;

/** A session with slow delivery beside a fast one. The sink controls time. */
class SlowSessionTest {
    private static final long SLOW_NS = 3_000_000;
    private static final long APART_NS = 10_000_000_000L;

    private final InMemoryJournal journal = new InMemoryJournal();
    private long nowNs;

    /** As a costly filter or wide context would, takes a while for each event. */
    private final class SlowSink implements TailSink {
        final RecordingSink shown = RecordingSink.wide();

        @Override
        public void write(byte[] bytes, int from, int length) {
            nowNs += SLOW_NS;
            shown.write(bytes, from, length);
        }

        @Override
        public void flush() {}

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
            shown.end();
        }

        @Override
        public void breakOff() {
            shown.breakOff();
        }
    }

    @Test
    void delaysNobodyElseOnceItHasUsedUpItsSliceOfTime() {
        var slow = new SlowSink();
        var quick = RecordingSink.wide();
        try (var hub = new SteppedHub(journal, () -> 1, () -> nowNs)) {
            TailSession slowSession = hub.open(new Query().following().build(), slow);
            TailSession quickSession = hub.open(new Query().following().build(), quick);
            hub.settle();
            assertThat(slowSession.isLive()).isTrue();
            commit(1, 20);
            while (hub.stepLive()) {
                // history does nothing meanwhile
            }
            assertThat(quick.messages()).hasSize(20);
            assertThat(quickSession.isLive()).isTrue();
            assertThat(slowSession.isLive()).as("it reads on its own").isFalse();
            assertThat(slow.shown.messages()).hasSizeLessThan(4);
            hub.settle();
            assertThat(slow.shown.messages()).isEqualTo(quick.messages());

            commit(21, 30);
            while (hub.stepLive()) {
                // it is level, and stays out all the same
            }
            assertThat(slowSession.isLive()).isFalse();
            assertThat(slow.shown.messages()).hasSize(20);
            assertThat(hub.stepHistory(0)).as("woken by the journal's growth").isTrue();
            hub.settle();
            assertThat(slow.shown.messages()).isEqualTo(quick.messages()).hasSize(30);

            nowNs += APART_NS;
            hub.settle();
            assertThat(slowSession.isLive()).as("another chance").isTrue();
        }
    }

    @Test
    void tellsHowFarItIsWhileItIsKeptApart() {
        var slow = new SlowSink();
        try (var hub = new SteppedHub(journal, () -> 1, () -> nowNs)) {
            TailSession session = hub.open(new Query().following().stats().build(), slow);
            hub.open(new Query().following().build(), RecordingSink.wide());
            hub.settle();
            commit(1, 20);
            hub.settle();
            assertThat(session.isLive()).isFalse();
            int before = slow.shown.items().size();
            nowNs += 1_000_000_000L;
            hub.settle();
            assertThat(slow.shown.items()).hasSize(before + 1);
            assertThat(slow.shown.items().getLast())
                    .as("level with the journal all the same")
                    .startsWith("{\"stats\":{\"at\":\"20\",\"newest\":\"20\",\"live\":true,\"matched\":20,");
        }
    }

    @Test
    void staysWhenItIsAloneAndWhenOthersTakeAsLong() {
        try (var hub = new SteppedHub(journal, () -> 1, () -> nowNs)) {
            TailSession one = hub.open(new Query().following().build(), new SlowSink());
            hub.settle();
            commit(1, 20);
            hub.settle();
            assertThat(one.isLive()).isTrue();
            TailSession other = hub.open(new Query().lines(0).following().build(), new SlowSink());
            hub.settle();
            commit(21, 40);
            hub.settle();
            assertThat(one.isLive()).isTrue();
            assertThat(other.isLive()).isTrue();
        }
    }

    @Test
    void givesOthersTheirTurnWhileItSearches() {
        for (int i = 1; i <= 40; i++) {
            Blocks.commit(journal, i, "x".repeat(60_000));
        }
        var searching =
                Steps.session(journal, new Query().filter("nowhere").lines(3).build(), RecordingSink.wide());
        int turns = 1;
        while (Steps.read(searching)) {
            turns++;
        }
        assertThat(turns).as("two MiB are more than one turn").isGreaterThan(3);
        assertThat(searching.state()).isEqualTo(TailSession.State.ENDED);
    }

    private void commit(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(i -> Blocks.commit(journal, i, "line " + i));
    }
}
