package logtail.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvTest {
    @Test
    void givesWhatWasNotSetAsItsDefault() {
        var env = new Env(Map.of("LOGTAIL_EMPTY", "", "LOGTAIL_BLANK", "  "));
        assertThat(env.text("LOGTAIL_TEXT")).isEmpty();
        assertThat(env.text("LOGTAIL_EMPTY")).isEmpty();
        assertThat(env.integer("LOGTAIL_BLANK", 7, 0, 9)).isEqualTo(7);
        assertThat(env.path("LOGTAIL_PATH", Path.of("data"))).isEqualTo(Path.of("data"));
        assertThat(env.flag("LOGTAIL_FLAG")).isFalse();
        assertThat(env.bytes("LOGTAIL_BYTES", 5, 0, 9)).isEqualTo(5);
        assertThat(env.duration("LOGTAIL_TIME", Duration.ofDays(7))).isEqualTo(Duration.ofDays(7));
        assertThat(env.address("LOGTAIL_ADDRESS", "127.0.0.1:80"))
                .contains(new InetSocketAddress(InetAddress.getLoopbackAddress(), 80));
        env.finish();
    }

    @ParameterizedTest
    @CsvSource({
        "4096, 4096",
        "64KiB, 65536",
        "64kb, 65536",
        "64k, 65536",
        "1 MiB, 1048576",
        "2G, 2147483648",
        "10GiB, 10737418240",
        "1TiB, 1099511627776",
        "7B, 7",
        "3PiB, 3377699720527872",
        "4EiB, 4611686018427387904",
    })
    void readsSizes(String text, long bytes) {
        var env = new Env(Map.of("LOGTAIL_SIZE", text));
        assertThat(env.bytes("LOGTAIL_SIZE", -1, 0, Long.MAX_VALUE)).isEqualTo(bytes);
        env.finish();
    }

    @ParameterizedTest
    @CsvSource({
        "250ms, 250",
        "90s, 90000",
        "1h30m, 5400000",
        "7d, 604800000",
        "2w, 1209600000",
        "1m1s1ms, 61001",
        "0s, 0"
    })
    void readsTimes(String text, long millis) {
        var env = new Env(Map.of("LOGTAIL_TIME", text));
        assertThat(env.duration("LOGTAIL_TIME", Duration.ofSeconds(-1))).isEqualTo(Duration.ofMillis(millis));
        env.finish();
    }

    @ParameterizedTest
    @CsvSource({"1, true", "true, true", "YES, true", "on, true", "0, false", "False, false", "no, false", "off, false"
    })
    void readsFlags(String text, boolean flag) {
        var env = new Env(Map.of("LOGTAIL_FLAG", text));
        assertThat(env.flag("LOGTAIL_FLAG")).isEqualTo(flag);
        env.finish();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:80, 127.0.0.1, 80",
        ":81, 127.0.0.1, 81",
        "82, 127.0.0.1, 82",
        "0.0.0.0:0, 0.0.0.0, 0",
        "[::1]:83, ::1, 83",
        "' 127.0.0.2:84 ', 127.0.0.2, 84",
    })
    void readsAddresses(String text, String host, int port) {
        var env = new Env(Map.of("LOGTAIL_ADDRESS", text));
        assertThat(env.address("LOGTAIL_ADDRESS", "off")).contains(new InetSocketAddress(host, port));
        env.finish();
    }

    @ParameterizedTest
    @ValueSource(strings = {"~", "~/logs"})
    void aPathIsNotBelowADirectoryNamedTilde(String text) {
        var env = new Env(Map.of("LOGTAIL_PATH", text));
        env.path("LOGTAIL_PATH");
        assertThatThrownBy(env::finish)
                .hasMessage("LOGTAIL_PATH=" + text + ": takes a path without ~, which only a shell replaces");
        var other = new Env(Map.of("LOGTAIL_PATH", "/srv/~old"));
        assertThat(other.path("LOGTAIL_PATH")).contains(Path.of("/srv/~old"));
    }

    @Test
    void listensNowhereWhenAnAddressIsOff() {
        var env = new Env(Map.of("LOGTAIL_ADDRESS", "OFF"));
        assertThat(env.address("LOGTAIL_ADDRESS", "127.0.0.1:80")).isEqualTo(Optional.empty());
        env.finish();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "1.5K", "KiB", "12 apples", "17179869185G", "16777217T", "9999999999999999", "9", "8E"})
    void refusesSizesThatAreNoneOrOutOfRange(String text) {
        var env = new Env(Map.of("LOGTAIL_SIZE", text));
        assertThat(env.bytes("LOGTAIL_SIZE", 64 << 10, 10, 2L << 40)).isEqualTo(64 << 10);
        assertThatThrownBy(env::finish)
                .hasMessage("LOGTAIL_SIZE=%s: takes a size from 10 to 2TiB, such as 64KiB", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "s", "1y", "1h30", "-1s", "1 h", "99999999999s", "1hx"})
    void refusesTimesThatAreNone(String text) {
        var env = new Env(Map.of("LOGTAIL_TIME", text));
        assertThat(env.duration("LOGTAIL_TIME", Duration.ZERO)).isEqualTo(Duration.ZERO);
        assertThatThrownBy(env::finish).hasMessageContainingAll("LOGTAIL_TIME=" + text, "1h30m");
    }

    @Test
    void showsTimesAsTheyAreWritten() {
        var env = new Env(Map.of("LOGTAIL_TIME", "30m", "LOGTAIL_OTHER", "2d"));
        assertThat(env.duration("LOGTAIL_TIME", Duration.ofDays(7), Duration.ofHours(1), Duration.ofDays(9)))
                .isEqualTo(Duration.ofDays(7));
        assertThat(env.duration("LOGTAIL_OTHER", Duration.ofDays(7), Duration.ofHours(1), Duration.ofDays(9)))
                .isEqualTo(Duration.ofDays(2));
        assertThatThrownBy(env::finish).hasMessage("LOGTAIL_TIME=30m: takes a time from 1h to 9d, such as 7d");
    }

    @Test
    void saysThatAHostIsNotKnown() {
        var env = new Env(Map.of("LOGTAIL_ADDRESS", "nosuch.invalid:80"));
        assertThat(env.address("LOGTAIL_ADDRESS", "127.0.0.1:80")).isEmpty();
        assertThatThrownBy(env::finish).hasMessageContaining("'nosuch.invalid' has none");
    }

    @ParameterizedTest
    @CsvSource({
        "LOGTAIL_DAAT, did you mean LOGTAIL_DATA?",
        "LOGTAIL_DATTA, did you mean LOGTAIL_DATA?",
        "LOGTAIL_SYSLOG_TPC, did you mean LOGTAIL_SYSLOG_TCP?",
        "LOGTAIL_PORT, did you mean PORT?",
        "LOGTAIL_TYPO, config.example.env names them all",
        "LOGTAIL_, config.example.env names them all",
    })
    void namesTheSettingThatIsSpelledNearlyTheSame(String unknown, String advice) {
        var env = new Env(Map.of(unknown, "1"))
                .alsoKnown("LOGTAIL_APP", "LOGTAIL_DATA", "LOGTAIL_SYSLOG_TCP", "LOGTAIL_SYSLOG_UDP", "PORT");
        assertThatThrownBy(env::finish).hasMessage("%s: no such setting; %s", unknown, advice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "host:port"})
    void refusesAddressesThatAreNone(String text) {
        var env = new Env(Map.of("LOGTAIL_ADDRESS", text));
        assertThat(env.address("LOGTAIL_ADDRESS", "127.0.0.1:80")).isEmpty();
        assertThatThrownBy(env::finish).hasMessageContainingAll("LOGTAIL_ADDRESS=" + text, "host:port", "off");
    }

    @Test
    void reportsAllMistakesAtOnceWithValueAndLimit() {
        var variables = new HashMap<String, String>();
        variables.put("LOGTAIL_COUNT", "12");
        variables.put("LOGTAIL_FLAG", "perhaps");
        variables.put("LOGTAIL_DAAT", "/tmp");
        variables.put("OTHER_NAME", "not ours");
        var env = new Env(variables);
        env.integer("LOGTAIL_COUNT", 1, 0, 9);
        env.flag("LOGTAIL_FLAG");
        env.text("LOGTAIL_DATA");
        env.reject("LOGTAIL_DATA", "x", "something else");
        assertThatThrownBy(env::finish)
                .isInstanceOfSatisfying(
                        SettingsException.class,
                        e -> assertThat(e.mistakes())
                                .isEqualTo(List.of(
                                        "LOGTAIL_COUNT=12: takes a whole number from 0 to 9",
                                        "LOGTAIL_FLAG=perhaps: takes 1 or 0",
                                        "LOGTAIL_DATA=x: takes something else",
                                        "LOGTAIL_DAAT: no such setting; did you mean LOGTAIL_DATA?")));
    }

    @Test
    void knowsTheNamesThatOthersRead() {
        var env = new Env(Map.of("LOGTAIL_ADDR", "x")).alsoKnown("LOGTAIL_ADDR");
        env.text("LOGTAIL_DATA");
        env.finish();
        assertThat(env.names()).containsExactly("LOGTAIL_ADDR", "LOGTAIL_DATA");
    }
}
