package logtail.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.stream.LongStream;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.Test;

/** Frames of a RELP session that wait for their answers. */
final class RelpWindowTest {
    private final MemoryBudget.Share memory = MemoryBudget.Share.of("test", 1 << 20);
    private final RelpWindow window = new RelpWindow(memory);

    @Test
    void answersLinesOnceTheyAreKeptAndInOrder() {
        window.takeLine(2, 20);
        window.takeOther(3, RelpAnswer.UNKNOWN);
        window.takeLine(999_999_999, 30);
        assertThat(answers()).isEmpty();
        window.keep(1);
        assertThat(answers()).startsWith("2 rsp 6 200 OK\n3 rsp ").contains(" 500 ").doesNotContain("999999999");
        window.keep(3);
        assertThat(answers()).isEqualTo("999999999 rsp 6 200 OK\n");
        assertThat(window.isEmpty()).isTrue();
    }

    @Test
    void waitsForTheRestOfALongFrame() {
        window.takeLine(2, 20);
        window.waitForRest();
        window.keep(1);
        assertThat(answers()).isEmpty();
        window.takeRest();
        assertThat(answers()).isEqualTo("2 rsp 6 200 OK\n");
    }

    @Test
    void growsToItsBoundAndRemembersWhatItAnswered() {
        int count = 100;
        take(0, count);
        window.keep(count);
        answers();
        take(count, RelpWindow.FRAMES);
        assertThat(window.tryMakeRoom()).isFalse();
        assertThat(window.unanswered()).containsExactly(LongStream.range(1 + count, 1 + count + RelpWindow.FRAMES)
                .toArray());
        long[] all = window.digests();
        assertThat(all).containsExactly(LongStream.range(1 + count + RelpWindow.FRAMES - all.length, 1 + count + RelpWindow.FRAMES)
                .toArray());
        assertThat(memory.usedBytes()).isPositive();
        window.end();
        assertThat(memory.usedBytes()).isZero();
    }

    @Test
    void staysSmallWhenThereIsNoMemory() {
        memory.tryTake(memory.limitBytes());
        int count = 0;
        while (window.tryMakeRoom()) {
            window.takeLine(1 + count, 1 + count);
            count++;
        }
        assertThat(count).isEqualTo(128);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        window.takeOther(1_000 + i, RelpAnswer.UNKNOWN);
                    }
                })
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void takesAnyNumberOfLinesOfALostClient() {
        window.lose();
        for (int i = 0; i < 10_000; i++) {
            assertThat(window.tryMakeRoom()).isTrue();
            window.takeLine(1 + i, 1 + i);
        }
        long[] last = window.unanswered();
        assertThat(last).containsExactly(LongStream.range(10_001 - last.length, 10_001).toArray());
    }

    private void take(int from, int count) {
        for (int i = from; i < from + count; i++) {
            assertThat(window.tryMakeRoom()).isTrue();
            window.takeLine(1 + i, 1 + i);
        }
    }

    private String answers() {
        ByteBuf out = Unpooled.buffer();
        window.answer(out);
        return out.toString(US_ASCII);
    }
}
