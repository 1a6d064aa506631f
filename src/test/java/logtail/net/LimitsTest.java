package logtail.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import logtail.runtime.Env;
import logtail.runtime.SettingsException;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final long MIB = 1 << 20;

    @Test
    void grantsAsManyConnectionsAsDescriptorsAndHeapAreThereFor() {
        assertThat(limits(Map.of(), 1 << 20, 256 * MIB).connections()).isEqualTo(4096);
        assertThat(limits(Map.of(), 1 << 20, 128 * MIB).connections()).isEqualTo(2048);
        assertThat(limits(Map.of(), 1024, 256 * MIB).connections()).isEqualTo(256);
        assertThat(limits(Map.of(), 1 << 20, 8192 * MIB).connections()).isEqualTo(10_000);
        assertThat(limits(Map.of(), 100, 256 * MIB).connections()).isEqualTo(64);
    }

    /** Else those who connect to all of them leave no file for the journal, and the defaults do not fit the heap. */
    @Test
    void sharesThemAmongAllListenersWithOneShareForAllOtherFiles() {
        var all = new Limits.Listeners(5, 4);
        assertThat(Limits.from(new Env(Map.of()), all, 65536, 8192 * MIB).connections())
                .isEqualTo(6553);
        assertThat(Limits.from(new Env(Map.of()), all, 1 << 20, 256 * MIB).connections())
                .isEqualTo(1024);
    }

    @Test
    void grantsOneAddressHalfOfThemAndHasATimeForEverything() {
        assertThat(limits(Map.of(), 1024, 256 * MIB))
                .isEqualTo(
                        new Limits(256, 128, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(75)));
    }

    @Test
    void takesEverythingFromTheEnvironment() {
        assertThat(limits(
                        Map.of(
                                "LOGTAIL_MAX_CONNECTIONS", "50",
                                "LOGTAIL_MAX_CONNECTIONS_PER_ADDRESS", "7",
                                "LOGTAIL_HEADER_TIMEOUT", "2s",
                                "LOGTAIL_BODY_TIMEOUT", "1m30s",
                                "LOGTAIL_IDLE_TIMEOUT", "1h"),
                        1024,
                        256 * MIB))
                .isEqualTo(new Limits(50, 7, Duration.ofSeconds(2), Duration.ofSeconds(90), Duration.ofHours(1)));
    }

    @Test
    void namesWhatCannotBeGranted() {
        assertThatThrownBy(() -> limits(
                        Map.of(
                                "LOGTAIL_MAX_CONNECTIONS", "5000",
                                "LOGTAIL_MAX_CONNECTIONS_PER_ADDRESS", "5001",
                                "LOGTAIL_HEADER_TIMEOUT", "0s",
                                "LOGTAIL_BODY_TIMEOUT", "2d",
                                "LOGTAIL_IDLE_TIMEOUT", "never"),
                        1024,
                        256 * MIB))
                .isInstanceOfSatisfying(
                        SettingsException.class,
                        e -> assertThat(e.mistakes())
                                .containsExactlyInAnyOrder(
                                        "LOGTAIL_MAX_CONNECTIONS=5000: takes at most 1024, as the process may open no"
                                                + " more files (ulimit -n)",
                                        "LOGTAIL_MAX_CONNECTIONS_PER_ADDRESS=5001: takes at most as many as all"
                                                + " connections, LOGTAIL_MAX_CONNECTIONS=5000",
                                        "LOGTAIL_HEADER_TIMEOUT=0s: takes a time from 1s to 1d, such as 10s",
                                        "LOGTAIL_BODY_TIMEOUT=2d: takes a time from 1s to 1d, such as 30s",
                                        "LOGTAIL_IDLE_TIMEOUT=never: takes a time from 1s to 1d, such as 1m15s"));
    }

    private static Limits limits(Map<String, String> variables, long descriptors, long heapBytes) {
        var env = new Env(variables);
        Limits limits = Limits.from(env, new Limits.Listeners(3, 0), descriptors, heapBytes);
        env.finish();
        return limits;
    }
}
