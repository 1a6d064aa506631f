package logtail.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Senders of much, and a ring of 16 slots that is crowded with four of them. */
class TurnsTest {
    private static final long LONG_NS = 11_000_000;
    private static final long SHORT_NS = 9_000_000;

    private final RingBuffer<BlockSlot> ring = RingBuffer.createMultiProducer(() -> new BlockSlot(64 * 1024, 1024), 16);
    private final Sequence written = new Sequence();
    private final List<Integer> went = new ArrayList<>();
    private long waitedNs = LONG_NS;
    private final Turns turns = new Turns(ring, () -> waitedNs);

    TurnsTest() {
        ring.addGatingSequences(written);
    }

    @Test
    void isCrowdedWhenLinesWaitLongAndManySlotsAreInUse() {
        claim(3);
        assertThat(turns.isCrowded()).isFalse();
        claim(1);
        assertThat(turns.isCrowded()).isTrue();
        waitedNs = SHORT_NS;
        assertThat(turns.isCrowded()).isFalse();
    }

    @Test
    void letsThemGoInTheirOrderAsSlotsComeFree() {
        claim(6);
        await(1, 2, 3, 4);
        turns.give();
        assertThat(went).isEmpty();
        write(3); // three are in use, so there is room for one
        turns.give();
        assertThat(went).containsExactly(1);
        write(2);
        turns.give();
        assertThat(went).containsExactly(1, 2, 3, 4);
    }

    @Test
    void forgetsNobodyWhenThoseWhoWentHadNothingMoreToSend() {
        claim(4);
        Integer[] all = IntStream.range(0, 50).boxed().toArray(Integer[]::new);
        await(all);
        write(4); // no batch follows
        turns.give();
        assertThat(went).containsExactly(all);
    }

    @Test
    void letsHimGoAtOnceWhoComesWhenItIsCrowdedNoMore() {
        claim(4);
        write(4);
        await(1);
        assertThat(went).containsExactly(1);
    }

    private void claim(int slots) {
        ring.next(slots);
    }

    private void write(int slots) {
        written.set(written.get() + slots);
    }

    private void await(Integer... names) {
        for (Integer name : names) {
            turns.await(() -> went.add(name));
        }
    }
}
