package logtail.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import logtail.runtime.Env;
import logtail.runtime.SettingsException;
import org.junit.jupiter.api.Test;

class DrainSettingsTest {
    @Test
    void declaresNothingByDefault() {
        assertThat(DrainSettings.from(new Env(Map.of())))
                .isEqualTo(new DrainSettings(List.of(), List.of(), Optional.empty()));
    }

    @Test
    void readsDrainsWithAndWithoutNames() {
        var settings = read(
                "eu=syslog+tls://logs.example.com:6514#filter=level%3E=warn%20timeout&ca=/etc/ca.pem  syslog://10.0.0.1:514");
        Drain eu = settings.declared().getFirst();
        assertThat(eu.name()).isEqualTo("eu");
        assertThat(eu.filter()).isEqualTo("level>=warn timeout");
        assertThat(eu.options()).isEqualTo(Map.of("ca", "/etc/ca.pem"));
        assertThat(eu.destination()).hasToString("syslog+tls://logs.example.com:6514");
        assertThat(settings.declared().get(1).name()).isEqualTo("syslog-10-0-0-1-514");
    }

    @Test
    void readsWhereFilesMayBe() {
        var env = new Env(Map.of("LOGTAIL_DRAIN_FILES", "/usr/../usr/lib"));
        assertThat(DrainSettings.from(env).files()).contains(Path.of("/usr/lib"));
    }

    @Test
    void wantsADirectoryForFilesThatIsThere() {
        var env = new Env(Map.of("LOGTAIL_DRAIN_FILES", "/nonexistent/logs"));
        DrainSettings.from(env);
        assertThatThrownBy(env::finish)
                .hasMessage("LOGTAIL_DRAIN_FILES=/nonexistent/logs: takes a directory that exists");
    }

    @Test
    void namesTheDrainThatIsWrong() {
        var env = new Env(Map.of("LOGTAIL_DRAINS", "eu=nonsense"));
        DrainSettings.from(env);
        assertThatThrownBy(env::finish).hasMessageStartingWith("LOGTAIL_DRAINS: drain 'eu': 'nonsense' is no URL");
    }

    @Test
    void leavesPasswordsOutOfNames() {
        assertThat(read("https://me:sesame@example.com/in")
                        .declared()
                        .getFirst()
                        .name())
                .isEqualTo("https-example-com-in");
    }

    @Test
    void saysWhatIsWrong() {
        for (String wrong : List.of("nonsense", "a=syslog://h a=syslog://i", "Big=syslog://h", "syslog://h#filter")) {
            var env = new Env(Map.of("LOGTAIL_DRAINS", wrong));
            DrainSettings.from(env);
            assertThatThrownBy(env::finish)
                    .as(wrong)
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("LOGTAIL_DRAINS");
        }
    }

    private static DrainSettings read(String drains) {
        var env = new Env(Map.of("LOGTAIL_DRAINS", drains));
        DrainSettings settings = DrainSettings.from(env);
        env.finish();
        return settings;
    }
}
