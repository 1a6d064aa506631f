package logtail.cli.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import logtail.cli.base.BadValueException;
import logtail.cli.base.Surroundings;
import org.junit.jupiter.api.Test;

class ShipArgumentsTest {
    private final ShipArguments typed = new ShipArguments();

    @Test
    void anAppThatNobodyNamesIsLeftToTheLines() {
        ShipOptions options = typed.resolve("", around(Map.of("HOME", "/home/me")));
        assertThat(options.query().toString()).doesNotContain("app=");
        assertThat(options.spool().home().toString()).contains("unknown");
    }

    @Test
    void theOptionGoesBeforeTheEnvironmentAndThatBeforeWhatTheCommandKnows() {
        Map<String, String> env = Map.of("LOGTAIL_APP", "shop", "HOME", "/home/me");
        assertThat(typed.resolve("cmd", around(Map.of())).app()).isEqualTo("cmd");
        assertThat(typed.resolve("cmd", around(env)).app()).isEqualTo("shop");
        typed.app = "web";
        assertThat(typed.resolve("cmd", around(env)).app()).isEqualTo("web");
    }

    @Test
    void refusesWhatIsNoName() {
        for (String app : new String[] {"", " ", "a,b", "w*"}) {
            typed.app = app;
            assertThatThrownBy(() -> typed.resolve("cmd", around(Map.of()))).isInstanceOf(BadValueException.class);
        }
    }

    private static Surroundings around(Map<String, String> env) {
        return new Surroundings(env, false, Instant.EPOCH, ZoneOffset.UTC);
    }
}
