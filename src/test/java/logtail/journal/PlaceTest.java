package logtail.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import logtail.Seeds;
import logtail.event.EventId;
import org.junit.jupiter.api.Test;

class PlaceTest {
    private final RandomGenerator choices = new SplittableRandom(Seeds.draw(getClass()));

    @Test
    void ofOneLaneIsItsId() {
        for (long id : new long[] {0, 1, 4_095, 4_096, 1_234_567_890_123L, Long.MAX_VALUE}) {
            Place place = Place.of(id);
            assertThat(place.text()).isEqualTo(Long.toString(id));
            assertThat(Place.parse(place.text())).isEqualTo(place);
            assertThat(place.covers(id)).isTrue();
            assertThat(place.with(5)).isEqualTo(Place.of(5));
        }
    }

    @Test
    void ofSeveralLanesIsReadBackFromItsText() {
        for (int lanes = 2; lanes <= EventId.MOST_LANES; lanes++) {
            Place place = random(lanes);
            String text = place.text();
            assertThat(text).matches("P[0-9A-Za-z_.]+");
            assertThat(Place.parse(text)).isEqualTo(place);
            Cursor cursor = Cursor.parse("3w5e11264sgsf-" + text);
            assertThat(cursor.isPlace()).isTrue();
            assertThat(cursor.toString()).isEqualTo("3w5e11264sgsf-" + text);
        }
        assertThat(Place.nowhere(12).text()).hasSize(17);
    }

    @Test
    void ofTwelveLanesAtTheEndsOfLargeBlocksHasLessThanAHundredCharacters() {
        long[] behind = new long[12];
        Arrays.setAll(behind, lane -> EventId.first(lane, 300_000_000L + lane) - 1);
        assertThat(Place.of(behind).text()).hasSizeLessThan(100);
    }

    @Test
    void refusesWhatIsNoPlace() {
        String place = random(12).text();
        for (String text : List.of(
                "P",
                "PAA",
                "P-AAA",
                "P*",
                "Pé",
                "p" + place.substring(1),
                place + "=",
                "PgICAgICAgICAgICA",
                "P" + "_".repeat(40),
                "P" + "A".repeat(1_000),
                "",
                "-",
                "12x")) {
            assertThatThrownBy(() -> Place.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Cursor.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Cursor.parse(place).index()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void comparesLaneByLane() {
        Place one = random(3);
        Place two = random(3);
        assertThat(one.max(two).covers(one)).isTrue();
        assertThat(one.max(two).covers(two)).isTrue();
        assertThat(one.covers(one.min(two))).isTrue();
        assertThat(two.covers(one.min(two))).isTrue();
        for (int lane = 0; lane < 3; lane++) {
            long id = one.behind(lane);
            assertThat(one.covers(id)).isTrue();
            assertThat(one.with(id - 1).covers(id)).isFalse();
            assertThat(one.covers(one.with(id - 1))).isTrue();
            assertThat(one.with(id - 1).covers(one)).isFalse();
            assertThat(one.with(id - 1).with(id)).isEqualTo(one);
        }
    }

    @Test
    void movesAsAPlaceDoes() {
        Place place = random(3);
        var moving = new MovingPlace(place);
        assertThat(moving.here()).isEqualTo(place);
        long id = EventId.first(1, 77) + 5;
        moving.moveTo(id);
        assertThat(moving.here()).isEqualTo(place.with(id));
        assertThat(moving.behind(1)).isEqualTo(id);
        assertThat(moving.inLaneOf(EventId.first(1, 1))).isEqualTo(id);
        assertThat(moving.covers(place.with(id))).isTrue();
        assertThat(moving.covers(place.with(id + 1))).isFalse();
    }

    @Test
    void anIdSaysItsLaneItsBlockAndItsPlaceInThat() {
        for (int lane = 0; lane < EventId.MOST_LANES; lane++) {
            for (long block : new long[] {1, 2, 1_000_000, EventId.MOST_BLOCKS}) {
                long first = EventId.first(lane, block);
                long last = first + EventId.MOST_EVENTS - 1;
                assertThat(first).isPositive();
                assertThat(last).isPositive();
                assertThat(EventId.lane(first)).isEqualTo(lane);
                assertThat(EventId.lane(last)).isEqualTo(lane);
                assertThat(EventId.block(last)).isEqualTo(block);
                assertThat(EventId.lane(first - 1))
                        .as("of what is before the first block")
                        .isEqualTo(lane);
            }
            assertThat(EventId.none(lane, 12) + 1).isEqualTo(EventId.first(lane, 1));
        }
        assertThat(EventId.none(0, 1)).isEqualTo(Journal.NONE);
    }

    private Place random(int lanes) {
        long[] behind = new long[lanes];
        Arrays.setAll(
                behind,
                lane -> EventId.first(lane, 1 + choices.nextLong(1L << choices.nextInt(1, 43)))
                        + (choices.nextBoolean() ? -1 : choices.nextInt(EventId.MOST_EVENTS)));
        return Place.of(behind);
    }
}
