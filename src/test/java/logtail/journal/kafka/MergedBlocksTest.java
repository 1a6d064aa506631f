package logtail.journal.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import logtail.Seeds;
import logtail.journal.JournalUnreadableException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MergedBlocksTest {
    private static final int LANES = 3;

    private final RandomGenerator choices = new SplittableRandom(Seeds.draw(getClass()));
    private final FakeLanes lanes = new FakeLanes(LANES);

    @BeforeEach
    void write() {
        for (int block = 0; block < 200; block++) {
            lanes.append(choices.nextInt(LANES), 1_000 + block / 3, "m" + block);
        }
    }

    @AfterEach
    void leavesNoConsumer() {
        assertThat(lanes.openConsumers()).isZero();
    }

    @Test
    void mergesAllLanes() {
        assertThat(read(new long[LANES], lanes.ends())).isEqualTo(lanes.inOrder(new long[LANES]));
    }

    @Test
    void readsFromSomeOffsetsUpToOthers() {
        long[] from = {3, 5, lanes.ends()[2]};
        long[] ends = {10, 5, lanes.ends()[2]};
        assertThat(read(from, ends))
                .isEqualTo(lanes.inOrder(from).stream()
                        .filter(id -> id < RecordIds.first(0, 10))
                        .toList());
        assertThat(read(new long[LANES], new long[LANES])).isEmpty();
    }

    @Test
    void goesOnWhereRetentionHasLeftSomething() {
        lanes.forget(0, 7);
        lanes.forget(1, lanes.ends()[1]);
        assertThat(read(new long[LANES], lanes.ends())).isEqualTo(lanes.inOrder(new long[LANES]));
    }

    @Test
    void triesAgainWhenBrokersDoNotAnswer() {
        lanes.refuse(new TimeoutException("away"), 3);
        assertThat(read(new long[LANES], lanes.ends())).isEqualTo(lanes.inOrder(new long[LANES]));
    }

    @Test
    void endsAtOnceWhenItMayNotRead() {
        lanes.refuse(new SaslAuthenticationException("wrong password"), 0);
        assertThatThrownBy(() -> read(new long[LANES], lanes.ends()))
                .isInstanceOf(JournalUnreadableException.class)
                .hasMessage("Kafka cannot be read: wrong password");
    }

    private List<Long> read(long[] from, long[] ends) {
        List<Long> ids = new ArrayList<>();
        try (var blocks = new MergedBlocks(lanes, from, ends)) {
            for (LaneBlock block = blocks.next(); block != null; block = blocks.next()) {
                ids.add(RecordIds.first(block.lane(), block.offset()));
            }
        }
        return ids;
    }
}
