package logtail.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import logtail.journal.JournalSettings.Sync;
import logtail.runtime.Env;
import logtail.runtime.SettingsException;
import org.junit.jupiter.api.Test;

class JournalSettingsTest {
    @Test
    void haveADefaultForEverything() {
        JournalSettings settings = JournalSettings.from(new Env(Map.of()));
        assertThat(settings).isEqualTo(JournalSettings.in(Path.of("data")));
        assertThat(settings.retainFor()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.retainBytes()).isEqualTo(10L << 30);
        assertThat(settings.cycleBytes()).isEqualTo(640 << 20);
    }

    @Test
    void takeEverythingFromTheEnvironment() {
        JournalSettings settings = JournalSettings.from(new Env(Map.of(
                "LOGTAIL_DATA", "/var/lib/logtail", "LOGTAIL_RETAIN_FOR", "36h", "LOGTAIL_RETAIN_BYTES", "1TiB")));
        assertThat(settings.directory()).isEqualTo(Path.of("/var/lib/logtail"));
        assertThat(settings.retainFor()).isEqualTo(Duration.ofHours(36));
        assertThat(settings.retainBytes()).isEqualTo(1L << 40);
        assertThat(settings.cycleBytes()).isEqualTo(1 << 30);
    }

    @Test
    void refuseToRetainLessThanAFewFiles() {
        var env = new Env(Map.of("LOGTAIL_RETAIN_FOR", "59m", "LOGTAIL_RETAIN_BYTES", "63MiB"));
        assertThat(JournalSettings.from(env)).isEqualTo(JournalSettings.in(Path.of("data")));
        assertThatThrownBy(env::finish)
                .isInstanceOfSatisfying(
                        SettingsException.class, e -> assertThat(e.mistakes()).hasSize(2));
        assertThatThrownBy(() ->
                        new JournalSettings(Path.of("data"), 1 << 20, Sync.NONE, 1 << 20, Duration.ofHours(1), 1 << 20))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new JournalSettings(
                        Path.of("data"), 1 << 20, Sync.NONE, 1 << 20, Duration.ofMinutes(1), 1 << 30))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
