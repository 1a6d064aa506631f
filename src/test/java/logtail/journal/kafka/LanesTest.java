package logtail.journal.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanesTest {
    /** Part of the format: topics are full of blocks that were dealt so. */
    @ParameterizedTest
    @CsvSource({"'', 11, 11", "a, 3, 179", "web, 2, 214", "unknown, 3, 55", "Köln, 6, 106", "checkout-7f9c, 0, 28"})
    void neverMove(String app, int of12, int of256) {
        assertThat(lane(app, 12)).isEqualTo(of12);
        assertThat(lane(app, 256)).isEqualTo(of256);
        assertThat(lane(app, 1)).isZero();
    }

    @Test
    void goByTheGivenBytesAlone() {
        assertThat(Lanes.lane("my web app".getBytes(UTF_8), 3, 3, 256)).isEqualTo(lane("web", 256));
    }

    @Test
    void getAboutTheSameNumberOfApps() {
        int[] apps = new int[12];
        IntStream.range(0, 12_000).forEach(app -> apps[lane("app-" + app, 12)]++);
        assertThat(IntStream.of(apps)).allSatisfy(count -> assertThat(count).isBetween(850, 1_150));
    }

    private static int lane(String app, int lanes) {
        byte[] bytes = app.getBytes(UTF_8);
        return Lanes.lane(bytes, 0, bytes.length, lanes);
    }
}
