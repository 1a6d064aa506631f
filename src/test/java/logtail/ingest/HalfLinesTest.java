package logtail.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.Test;

/** Who gives way when unfinished messages have used up the memory for them. */
class HalfLinesTest {
    private static final int MESSAGE_BYTES = 16 * 1024;

    private final HalfLines all = new HalfLines(Duration.ofSeconds(30));
    private final MemoryBudget.Share share = MemoryBudget.Share.of("stalled", 4 * MESSAGE_BYTES);
    private final List<String> closed = new ArrayList<>();

    private final class Stream {
        private final HalfLines.Holder half = all.newHolder();
        private final HeldBytes held = new HeldBytes(share, half);

        Stream(String name, int bytes) {
            held.set(bytes);
            half.hold(bytes);
            if (half.isLong()) {
                half.mayGiveWay(() -> {
                    closed.add(name);
                    half.hold(0);
                    held.set(0);
                });
            }
        }
    }

    @Test
    void theOldestGivesWayToWhoeverAsks() {
        for (int i = 0; i < 10; i++) {
            new Stream("stranger " + i, MESSAGE_BYTES);
        }
        new Stream("known", MESSAGE_BYTES);
        assertThat(closed)
                .containsExactly(
                        "stranger 0", "stranger 1", "stranger 2", "stranger 3", "stranger 4", "stranger 5", "stranger 6");
        assertThat(share.usedBytes()).isLessThanOrEqualTo(share.limitBytes());
    }

    @Test
    void shortOnesAreNeverCut() {
        while (share.usedBytes() + HalfLines.LONG_BYTES < share.limitBytes()) {
            new Stream("short", HalfLines.LONG_BYTES);
        }
        assertThatThrownBy(() -> new Stream("long", MESSAGE_BYTES)).isInstanceOf(MemoryUsedUpException.class);
        assertThat(closed).isEmpty();
    }

    @Test
    void aLongOneHasToGoOnInTime() {
        var soon = new HalfLines(Duration.ZERO).newHolder();
        soon.hold(HalfLines.LONG_BYTES);
        assertThat(soon.isLong()).isFalse();
        soon.hold(HalfLines.LONG_BYTES + 1);
        assertThat(soon.isLong()).isTrue();
        assertThat(soon.leftNs()).isLessThanOrEqualTo(0);
        var later = all.newHolder();
        later.hold(MESSAGE_BYTES);
        assertThat(later.leftNs()).isPositive();
    }
}
