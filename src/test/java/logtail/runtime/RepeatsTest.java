package logtail.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RepeatsTest {
    private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);

    private final Repeats repeats = new Repeats();

    @Test
    void countsEachKindForItself() {
        assertThat(admitted("a", Repeats.MOST_A_MINUTE + 5, 0)).isEqualTo(Repeats.MOST_A_MINUTE);
        assertThat(admitted("b", 3, 0)).isEqualTo(3);
        assertThat(repeats.told()).singleElement().asString().startsWith("at=log.repeated of=a lines=5 ");
    }

    @Test
    void tellsEachLeftOutLineOnce() {
        admitted("a", Repeats.MOST_A_MINUTE + 1, 0);
        assertThat(repeats.told()).hasSize(1);
        assertThat(repeats.told()).isEmpty();
    }

    @Test
    void beginsAgainAfterAMinute() {
        admitted("a", Repeats.MOST_A_MINUTE, 5);
        assertThat(repeats.admit("a", 4 + MINUTE_NS)).isFalse();
        assertThat(repeats.admit("a", 5 + MINUTE_NS)).isTrue();
    }

    private int admitted(String kind, int lines, long nowNs) {
        int admitted = 0;
        for (int i = 0; i < lines; i++) {
            admitted += repeats.admit(kind, nowNs) ? 1 : 0;
        }
        return admitted;
    }
}
