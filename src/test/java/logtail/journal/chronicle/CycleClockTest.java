package logtail.journal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CycleClockTest {
    private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);
    private static final int BEGIN = 500_000 * 60;

    private long nowNs = 500_000 * HOUR_NS + 7;
    private final CycleClock clock = new CycleClock(() -> nowNs, ChronicleJournal.ROLL_CYCLE, 1_000);

    @Test
    void showsTheBeginningOfItsCycle() {
        assertThat(clock.cycle()).isEqualTo(BEGIN);
        assertThat(clock.currentTimeMillis()).isEqualTo(TimeUnit.HOURS.toMillis(500_000));
    }

    @Test
    void standsStillUntilTheHourIsAnotherOne() {
        nowNs += HOUR_NS - 8;
        assertThat(clock.isOver(1)).isFalse();
        nowNs += 1;
        assertThat(clock.isOver(1)).isTrue();
        assertThat(clock.cycle()).isEqualTo(BEGIN);
        clock.advance();
        assertThat(clock.cycle()).isEqualTo(BEGIN + 60);
        assertThat(clock.isOver(1)).isFalse();
    }

    @Test
    void goesOnWhenTheCycleIsFull() {
        assertThat(clock.isOver(5_000)).as("an empty one takes any block").isFalse();
        clock.endsAt(BEGIN, 900, 1);
        assertThat(clock.isOver(100)).isFalse();
        assertThat(clock.isOver(101)).isTrue();
        clock.advance();
        clock.advance();
        assertThat(clock.cycle()).as("ahead of the minutes").isEqualTo(BEGIN + 2);
        nowNs += MINUTE_NS;
        clock.advance();
        assertThat(clock.cycle()).isEqualTo(BEGIN + 3);
        nowNs += 10 * MINUTE_NS;
        clock.advance();
        assertThat(clock.cycle()).as("behind the minutes no more").isEqualTo(BEGIN + 11);
    }

    @Test
    void neverGoesBack() {
        nowNs -= 100 * HOUR_NS;
        assertThat(clock.isOver(1)).isTrue();
        clock.advance();
        assertThat(clock.cycle()).isEqualTo(BEGIN + 1);
        assertThat(clock.isOver(1)).isFalse();
    }

    @Test
    void startsBehindTheNewestFile() {
        clock.startAfter(Integer.MIN_VALUE);
        clock.startAfter(BEGIN - 1);
        assertThat(clock.cycle()).isEqualTo(BEGIN);
        clock.startAfter(BEGIN);
        assertThat(clock.cycle()).isEqualTo(BEGIN + 1);
        clock.startAfter(BEGIN + 123);
        assertThat(clock.cycle()).isEqualTo(BEGIN + 124);
        assertThat(clock.isOver(1)).isFalse();
    }
}
