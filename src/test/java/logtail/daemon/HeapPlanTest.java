package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import logtail.OpensslAuthority;
import logtail.runtime.Env;
import logtail.runtime.MemoryBudget;
import logtail.runtime.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapPlanTest {
    private static final long MIB = 1 << 20;

    @Test
    void hasRoomForTheDefaultsInTheShippedHeapAndInHalfOfIt() {
        // -Xmx256m and -Xmx128m with the serial collector, which counts one of its survivor spaces out
        assertThat(plan(247 * MIB, Map.of("LOGTAIL_MAX_CONNECTIONS", "3960"))
                        .bodies()
                        .limitBytes())
                .isGreaterThan(20 * MIB);
        assertThat(plan(123 * MIB, Map.of("LOGTAIL_MAX_CONNECTIONS", "1980"))
                        .bodies()
                        .limitBytes())
                .isGreaterThan(6 * MIB);
    }

    /** So many are granted in these heaps when all listeners are on. */
    @Test
    void hasRoomForTheDefaultsWithTlsEverywhere(@TempDir Path folder) throws Exception {
        OpensslAuthority.assumeInstalled();
        OpensslAuthority.Key key =
                new OpensslAuthority(folder.resolve("authority")).issue("s", "IP:127.0.0.1", Duration.ofHours(-1));
        var all = new HashMap<>(Map.of(
                "LOGTAIL_TLS_CERT", key.certificate(),
                "LOGTAIL_TLS_KEY", key.file(),
                "LOGTAIL_HTTPS", "8515",
                "LOGTAIL_SYSLOG_TLS", "6514",
                "LOGTAIL_LINES_TLS", "5516",
                "LOGTAIL_RELP_TLS", "2515"));
        all.put("LOGTAIL_MAX_CONNECTIONS", "990");
        assertThat(plan(247 * MIB, all).bodies().limitBytes()).isGreaterThan(20 * MIB);
        all.put("LOGTAIL_MAX_CONNECTIONS", "495");
        assertThat(plan(123 * MIB, all).bodies().limitBytes()).isGreaterThan(6 * MIB);
    }

    @Test
    void hasRoomForTheDefaultsWithEveryListenerInTheShippedHeapAndInHalfOfIt(@TempDir Path folder) throws Exception {
        OpensslAuthority.assumeInstalled();
        OpensslAuthority.Key server =
                new OpensslAuthority(folder.resolve("authority")).issue("server", "IP:127.0.0.1", Duration.ofHours(-1));
        var all = Map.of(
                "LOGTAIL_TLS_CERT", server.certificate(),
                "LOGTAIL_TLS_KEY", server.file(),
                "LOGTAIL_HTTPS", "127.0.0.1:0",
                "LOGTAIL_SYSLOG_TLS", "127.0.0.1:0",
                "LOGTAIL_LINES_TLS", "127.0.0.1:0",
                "LOGTAIL_RELP", "127.0.0.1:0",
                "LOGTAIL_RELP_TLS", "127.0.0.1:0");
        expectRoom(247 * MIB, all, "1317"); // what LimitsTest says for such a heap
        expectRoom(123 * MIB, all, "656");
    }

    private static void expectRoom(long heapBytes, Map<String, String> listeners, String connections) {
        var variables = new HashMap<>(listeners);
        variables.put("LOGTAIL_MAX_CONNECTIONS", connections);
        assertThat(plan(heapBytes, variables).bodies().limitBytes()).isGreaterThan(6 * MIB);
    }

    @Test
    void refusesABodyThatIsLargerThanAllBodiesTogetherMayBe() {
        expectMistake(
                247 * MIB,
                Map.of("LOGTAIL_MAX_BODY", "128MiB"),
                "LOGTAIL_MAX_BODY=128MiB",
                "code 48MiB + LOGTAIL_RING ",
                " + LOGTAIL_MAX_CONNECTIONS ",
                "of 247MiB",
                "-Xmx");
    }

    @Test
    void refusesARingThatDoesNotFit() {
        expectMistake(247 * MIB, Map.of("LOGTAIL_RING", "1GiB"), "LOGTAIL_RING=1GiB", "of 247MiB", "-Xmx");
    }

    @Test
    void refusesConnectionsThatDoNotFit() {
        expectMistake(
                247 * MIB,
                Map.of("LOGTAIL_MAX_CONNECTIONS", "20000"),
                "LOGTAIL_MAX_CONNECTIONS=20000",
                "LOGTAIL_MAX_CONNECTIONS 234.4MiB");
    }

    @Test
    void showsWhatEachShareHolds() {
        var metrics = new SimpleMeterRegistry();
        HeapPlan plan = plan(247 * MIB, Map.of());
        plan.measure(metrics);
        assertThat(plan.bodies().tryTake(1000)).isTrue();
        assertThat(metrics.get("logtail.memory.used")
                        .tag("share", "bodies")
                        .gauge()
                        .value())
                .isEqualTo(1000);
        assertThat(plan.bodies().tryTake(1L << 40)).isFalse();
        assertThat(metrics.get("logtail.memory.refusals")
                        .tag("share", "bodies")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        assertThat(metrics.get("logtail.memory.limit")
                        .tag("share", "bodies")
                        .gauge()
                        .value())
                .isEqualTo((double) plan.bodies().limitBytes());
    }

    private static void expectMistake(long heapBytes, Map<String, String> variables, String... words) {
        assertThatThrownBy(() -> plan(heapBytes, variables))
                .isInstanceOfSatisfying(
                        SettingsException.class,
                        e -> assertThat(e.mistakes()).singleElement().asString().contains(words));
    }

    private static HeapPlan plan(long heapBytes, Map<String, String> variables) {
        var all = new HashMap<>(Map.of("LOGTAIL_MAX_CONNECTIONS", "1000"));
        all.putAll(variables);
        return HeapPlan.of(DaemonSettings.from(new Env(all)), MemoryBudget.of(heapBytes));
    }
}
