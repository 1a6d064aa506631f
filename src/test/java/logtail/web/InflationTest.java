package logtail.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import logtail.runtime.Env;
import org.junit.jupiter.api.Test;

class InflationTest {
    private final Inflation inflation = new Inflation(10 << 20, 100);

    @Test
    void letsShortBodiesBeAsSmallAsTheyLike() {
        assertThatCode(() -> inflation.check(1, Inflation.FREE_BYTES, true)).doesNotThrowAnyException();
    }

    @Test
    void refusesWhatUnpacksToMoreThanTheRatio() {
        assertThatCode(() -> inflation.check(80_000, 8_000_000, true)).doesNotThrowAnyException();
        assertThatThrownBy(() -> inflation.check(79_000, 8_000_000, true))
                .hasMessage("the body unpacks to more than 100 times its size (LOGTAIL_MAX_INFLATED_RATIO)");
    }

    @Test
    void limitsTheSizeOfBodiesThatHaveOneAndNotOfPipes() {
        assertThatThrownBy(() -> inflation.check(1 << 20, (10 << 20) + 1, true))
                .hasMessage("the body unpacks to more than 10MiB (LOGTAIL_MAX_INFLATED)");
        assertThatCode(() -> inflation.check(1 << 20, (10 << 20) + 1, false)).doesNotThrowAnyException();
    }

    @Test
    void readsItsSettings() {
        assertThat(Inflation.from(new Env(Map.of()))).isEqualTo(new Inflation(1L << 30, 200));
        assertThat(Inflation.from(
                        new Env(Map.of("LOGTAIL_MAX_INFLATED", "2MiB", "LOGTAIL_MAX_INFLATED_RATIO", "1000"))))
                .isEqualTo(new Inflation(2 << 20, 1000));
    }
}
