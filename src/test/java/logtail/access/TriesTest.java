package logtail.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TriesTest {
    private final Tries tries = new Tries();

    @Test
    void costMoreTheMoreThereAreAndNothingAfterAMinute() {
        for (long expected : new long[] {0, 0, 0, 100, 200, 400, 800, 1600, 3200, 3200}) {
            assertThat(tries.failed("192.0.2.1", 1)).isEqualTo(expected);
        }
        assertThat(tries.failed("192.0.2.2", 1)).as("another address").isZero();
        assertThat(tries.failed("192.0.2.1", TimeUnit.SECONDS.toNanos(62))).isZero();
    }

    @Test
    void holdFewAnswersOfAnAddress() {
        for (int i = 0; i < Tries.FREE + Tries.MOST_HELD; i++) {
            assertThat(tries.failed("192.0.2.1", 1)).isNotNegative();
        }
        assertThat(tries.failed("192.0.2.1", 1)).isEqualTo(Tries.AT_ONCE);
        tries.answered("192.0.2.1");
        assertThat(tries.failed("192.0.2.1", 1)).isPositive();
    }

    @Test
    void countANetworkOfIpv6AsOne() {
        for (int i = 0; i < Tries.FREE; i++) {
            tries.failed("2001:db8::" + i, 1);
        }
        assertThat(tries.failed("2001:db8:0:0:ffff::1", 1)).isPositive();
        assertThat(tries.failed("2001:db8:0:1::1", 1)).isZero();
    }

    @Test
    void areBoundedInMemory() {
        for (int i = 0; i < 3 * Tries.MOST_ADDRESSES; i++) {
            tries.failed("10.%d.%d.1".formatted(i >> 8, i & 255), 1);
        }
        assertThat(tries.failed("10.0.0.1", 1)).as("forgotten").isZero();
    }
}
