package logtail.drain.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import logtail.drain.DrainException;
import logtail.drain.DrainStatus;
import logtail.journal.Cursor;
import logtail.journal.JournalId;
import logtail.journal.Place;
import org.junit.jupiter.api.Test;

class SlotTest {
    private static final JournalId JOURNAL = new JournalId(42);
    private static final long[] BEHIND = IntStream.range(0, 12)
            .mapToLong(lane -> (long) lane << 55 | 123_456_789L << 12 | 4095)
            .toArray();

    @Test
    void keepsTheStatesOfDrainsThatRunAndOfThoseThatDoNot() {
        var slot = new Slot(3, "");
        slot.run("eu", () -> state(5, "refused", "x".repeat(1_000)));
        slot.run("us", () -> state(6, "", ""));
        slot.stopped("us");
        var next = new Slot(3, slot.text());
        assertThat(kept(next, "eu").order()).isEqualTo(5);
        assertThat(kept(next, "eu").accepted()).isEqualTo(at());
        assertThat(kept(next, "eu").status().trouble()).contains("refused");
        assertThat(kept(next, "eu").status().lastError().orElseThrow())
                .hasSize(200)
                .endsWith("…");
        assertThat(next.kept("us")).isEqualTo(DrainState.read(state(6, "", "").json(true)));
        next.forget("us");
        assertThat(new Slot(3, next.text()).kept("us")).isNull();
    }

    @Test
    void takesWhatItCannotReadForNothing() {
        assertThat(new Slot(0, "{\"eu\":{\"a\":\"x\"}}").kept("eu")).isNull();
        assertThat(new Slot(0, "?").text()).isEqualTo("{}");
    }

    @Test
    void saysWhenStatesAreTooLongForKafka() {
        var slot = new Slot(0, "");
        for (int i = 0; i < 40; i++) {
            slot.run("drain-" + i, () -> state(1, "y".repeat(200), "z".repeat(200)));
        }
        assertThatThrownBy(slot::text)
                .isInstanceOf(DrainException.class)
                .hasMessageContaining("do not fit into 4096 characters")
                .hasMessageContaining("drain-7");
    }

    @Test
    void leavesOutTroublesWhereThereIsNoRoom() {
        var slot = new Slot(0, "");
        for (int i = 0; i < 9; i++) {
            slot.run("drain-" + i, () -> state(1, "y".repeat(200), "z".repeat(200)));
        }
        var next = new Slot(0, slot.text());
        assertThat(kept(next, "drain-8").accepted()).isEqualTo(at());
        assertThat(kept(next, "drain-8").status().trouble()).isEmpty();
    }

    private static DrainState kept(Slot slot, String drain) {
        return Objects.requireNonNull(slot.kept(drain), drain);
    }

    private static Cursor at() {
        return Cursor.of(JOURNAL, Place.of(BEHIND));
    }

    private static DrainState state(long order, String trouble, String error) {
        return new DrainState(
                at(),
                at(),
                order,
                new DrainStatus(
                        DrainStatus.State.RETRYING,
                        Place.of(0),
                        0,
                        1.5,
                        1_000_000,
                        10,
                        20,
                        3,
                        4,
                        Optional.of(trouble).filter(text -> !text.isEmpty()),
                        Optional.of(error).filter(text -> !text.isEmpty())));
    }
}
