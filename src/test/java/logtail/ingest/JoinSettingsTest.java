package logtail.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import logtail.runtime.Env;
import logtail.runtime.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinSettingsTest {
    @Test
    void joinNothingByDefault() {
        var settings = settings(Map.of());
        assertThat(settings.rules().isOff()).isTrue();
        assertThat(settings.patience()).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void areWhatTheEnvironmentSays() {
        var settings = settings(Map.of("LOGTAIL_JOIN", "java,start=^a{2},b", "LOGTAIL_JOIN_WAIT", "1s"));
        assertThat(settings.rules()).hasToString("java,start=^a{2},b");
        assertThat(settings.patience()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings(Map.of("LOGTAIL_JOIN", "off")).rules().isOff()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jawa", "java,jawa", "start=", "start=(", "java python", "off,java", "start=(a{99}){999}"})
    void nameWhatCannotBeUsed(String list) {
        assertThatThrownBy(() -> settings(Map.of("LOGTAIL_JOIN", list)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("LOGTAIL_JOIN=" + list, "java, python", "start=RE");
    }

    @Test
    void waitWithinBounds() {
        assertThatThrownBy(() -> settings(Map.of("LOGTAIL_JOIN_WAIT", "11s")))
                .hasMessageContaining("LOGTAIL_JOIN_WAIT");
    }

    private static JoinSettings settings(Map<String, String> variables) {
        var env = new Env(variables);
        var settings = JoinSettings.from(env);
        env.finish();
        return settings;
    }
}
