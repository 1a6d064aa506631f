package logtail.journal.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import logtail.Seeds;
import logtail.journal.Place;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentBlocksTest {
    private static final int BLOCK_BYTES = 936; // 1,000 with what is counted for each

    @Test
    void holdsNothingBehindWhereItBegins() {
        var recent = new RecentBlocks(new long[] {3, 0}, 10_000);
        assertThat(recent.visible()).isEqualTo(Place.of(new long[] {RecordIds.last(0, 2), RecordIds.last(1, -1)}));
        assertThat(recent.find(0, 2)).isSameAs(LaneBlock.FORGOTTEN);
        assertThat(recent.find(0, 3)).isNull();
        assertThat(recent.find(1, 0)).isNull();
        assertThat(recent.arrival(0)).isNull();
    }

    @Test
    void givesBlocksByLaneAndInTheOrderOfTheirArrival() {
        var recent = new RecentBlocks(new long[] {3, 0}, 10_000);
        LaneBlock one = block(1, 0);
        LaneBlock two = block(0, 3);
        LaneBlock three = block(1, 1);
        recent.add(List.of(one, two), new long[] {4, 1});
        recent.add(List.of(three), new long[] {4, 2});
        assertThat(recent.find(1, 0)).isSameAs(one);
        assertThat(recent.find(1, 1)).isSameAs(three);
        assertThat(recent.find(1, 2)).isNull();
        assertThat(List.of(recent.arrival(0), recent.arrival(1), recent.arrival(2)))
                .containsExactly(one, two, three);
        assertThat(recent.seen().arrivals()).isEqualTo(3);
        assertThat(recent.seen().ends()).containsExactly(4, 2);
        assertThat(recent.visible()).isEqualTo(Place.of(new long[] {RecordIds.last(0, 3), RecordIds.last(1, 1)}));
    }

    @Test
    void passesOverWhatWasLeftOut() {
        var recent = new RecentBlocks(new long[] {0}, 10_000);
        LaneBlock behind = block(0, 2);
        recent.add(List.of(block(0, 0), behind), new long[] {4});
        assertThat(recent.find(0, 1)).isSameAs(behind);
        assertThat(recent.visible()).isEqualTo(Place.of(RecordIds.last(0, 3)));
    }

    @Test
    void forgetsTheOldestByArrivalAndTellsWhatItStillHolds() {
        var recent = new RecentBlocks(new long[] {0, 0}, 3_000);
        recent.add(List.of(block(0, 0), block(1, 0), block(0, 1)), new long[] {2, 1});
        recent.add(List.of(block(1, 1), block(1, 2)), new long[] {2, 3});
        assertThat(recent.heldFrom(0)).isEqualTo(1);
        assertThat(recent.heldFrom(1)).isEqualTo(1);
        assertThat(recent.find(0, 0)).isSameAs(LaneBlock.FORGOTTEN);
        assertThat(recent.arrival(1)).isSameAs(LaneBlock.FORGOTTEN);
        assertThat(offset(recent.arrival(2))).isEqualTo(1);
        assertThat(recent.seen().arrivals()).isEqualTo(5);
    }

    @Test
    void holdsNothingThatIsTooLargeForIt() {
        var recent = new RecentBlocks(new long[] {0}, 500);
        recent.add(List.of(block(0, 0)), new long[] {1});
        assertThat(recent.find(0, 0)).isSameAs(LaneBlock.FORGOTTEN);
        assertThat(recent.find(0, 1)).isNull();
        assertThat(recent.visible()).isEqualTo(Place.of(RecordIds.last(0, 0)));
    }

    @Test
    void keepsItsPromisesWhateverArrives() {
        RandomGenerator choices = new SplittableRandom(Seeds.draw(getClass()));
        var recent = new RecentBlocks(new long[3], 20_000);
        long[] ends = new long[3];
        for (int arrivals = 0; arrivals < 1_000; arrivals++) {
            int lane = choices.nextInt(3);
            recent.add(List.of(block(lane, ends[lane]++)), ends);
            int asked = choices.nextInt(3);
            long offset = ends[asked] == 0 ? 0 : choices.nextLong(ends[asked]);
            LaneBlock found = recent.find(asked, offset);
            if (offset < recent.heldFrom(asked)) {
                assertThat(found).isSameAs(LaneBlock.FORGOTTEN);
            } else if (offset < ends[asked]) {
                assertThat(offset(found)).isEqualTo(offset);
            }
        }
    }

    private static long offset(@Nullable LaneBlock block) {
        return block == null ? -1 : block.offset();
    }

    private static LaneBlock block(int lane, long offset) {
        return new LaneBlock(lane, offset, 0, false, new byte[BLOCK_BYTES]);
    }
}
