package logtail.journal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.queue.RollCycles;
import org.junit.jupiter.api.Test;

class CycleClockTest {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

    private long nowNs = 500_000 * HOUR_NS + 7;
    private final CycleClock clock = new CycleClock(() -> nowNs, RollCycles.FAST_HOURLY, 1_000);

    @Test
    void showsTheBeginningOfItsCycle() {
        assertThat(clock.cycle()).isEqualTo(500_000);
        assertThat(clock.currentTimeMillis()).isEqualTo(TimeUnit.HOURS.toMillis(500_000));
    }

    @Test
    void standsStillUntilTheHourIsAnotherOne() {
        nowNs += HOUR_NS - 8;
        assertThat(clock.isOver(1)).isFalse();
        nowNs += 1;
        assertThat(clock.isOver(1)).isTrue();
        assertThat(clock.cycle()).isEqualTo(500_000);
        clock.advance();
        assertThat(clock.cycle()).isEqualTo(500_001);
        assertThat(clock.isOver(1)).isFalse();
    }

    @Test
    void goesOnWhenTheCycleIsFull() {
        assertThat(clock.isOver(5_000)).as("an empty one takes any block").isFalse();
        clock.endsAt(500_000, 900, 1);
        assertThat(clock.isOver(100)).isFalse();
        assertThat(clock.isOver(101)).isTrue();
        clock.advance();
        clock.advance();
        assertThat(clock.cycle()).isEqualTo(500_002);
        nowNs += HOUR_NS;
        clock.advance();
        assertThat(clock.cycle()).as("ahead of the hours").isEqualTo(500_003);
        nowNs += 10 * HOUR_NS;
        clock.advance();
        assertThat(clock.cycle()).as("behind the hours no more").isEqualTo(500_011);
    }

    @Test
    void neverGoesBack() {
        nowNs -= 100 * HOUR_NS;
        assertThat(clock.isOver(1)).isTrue();
        clock.advance();
        assertThat(clock.cycle()).isEqualTo(500_001);
        assertThat(clock.isOver(1)).isFalse();
    }

    @Test
    void startsBehindTheNewestFile() {
        clock.startAfter(Integer.MIN_VALUE);
        clock.startAfter(499_999);
        assertThat(clock.cycle()).isEqualTo(500_000);
        clock.startAfter(500_000);
        assertThat(clock.cycle()).isEqualTo(500_001);
        clock.startAfter(500_123);
        assertThat(clock.cycle()).isEqualTo(500_124);
        assertThat(clock.isOver(1)).isFalse();
    }
}
