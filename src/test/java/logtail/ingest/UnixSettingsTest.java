package logtail.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import logtail.ingest.UnixSettings.Kind;
import logtail.ingest.UnixSettings.Socket;
import logtail.net.Limits;
import logtail.runtime.Env;
import logtail.runtime.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnixSettingsTest {
    private static final Limits LIMITS =
            new Limits(2, 2, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));

    @Test
    void hasNoSocketsByDefault() {
        assertThat(read(Map.of()))
                .isEqualTo(new UnixSettings(
                        List.of(), PosixFilePermissions.fromString("rw-rw-rw-"), Optional.empty(), LIMITS));
        assertThat(read(Map.of("LOGTAIL_UNIX", "off")).sockets()).isEmpty();
    }

    @Test
    void readsAllVariables() {
        assertThat(read(Map.of(
                        "LOGTAIL_UNIX", "/run/log, stream:/run/s:1,dgram:/run/d",
                        "LOGTAIL_UNIX_MODE", "0620",
                        "LOGTAIL_UNIX_GROUP", "adm")))
                .isEqualTo(new UnixSettings(
                        List.of(
                                new Socket(Kind.DGRAM, Path.of("/run/log")),
                                new Socket(Kind.STREAM, Path.of("/run/s:1")),
                                new Socket(Kind.DGRAM, Path.of("/run/d"))),
                        PosixFilePermissions.fromString("rw--w----"),
                        Optional.of("adm"),
                        LIMITS));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "LOGTAIL_UNIX, run/log, absolute paths",
                "LOGTAIL_UNIX, @name, absolute paths",
                "LOGTAIL_UNIX, seq:/run/log, absolute paths",
                "LOGTAIL_UNIX, \"/run/log,\", absolute paths",
                "LOGTAIL_UNIX_MODE, 666666, three octal digits",
                "LOGTAIL_UNIX_MODE, 0680, three octal digits",
                "LOGTAIL_UNIX_MODE, rw-rw----, three octal digits",
            })
    void refusesWhatCannotBeMeant(String name, String value, String words) {
        assertThatThrownBy(() -> read(Map.of(name, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(words);
    }

    @Test
    void refusesAPathThatNoSocketCanHave() {
        String longest = "/" + "x".repeat(106);
        assertThat(read(Map.of("LOGTAIL_UNIX", longest)).sockets()).hasSize(1);
        assertThatThrownBy(() -> read(Map.of("LOGTAIL_UNIX", longest + "x")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("at most 107 bytes");
    }

    private static UnixSettings read(Map<String, String> variables) {
        var env = new Env(variables);
        UnixSettings settings = UnixSettings.from(env, LIMITS);
        env.finish();
        return settings;
    }
}
