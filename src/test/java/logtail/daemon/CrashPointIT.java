package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import logtail.event.Block;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The daemon as a real process that dies at a chosen place of its own code, see {@link logtail.runtime.CrashPoint}. */
@Timeout(120)
class CrashPointIT {
    private static final int KILLED = 128 + 9;
    private static final int CYCLE_BYTES = 16 << 20;
    private static final int RETAIN_BYTES = 64 << 20; // the least: files of 16 MiB
    private static final Map<String, String> SMALL = Map.of("LOGTAIL_RETAIN_BYTES", "64MiB");
    private static final Map<String, String> LARGE = Map.of("LOGTAIL_RETAIN_BYTES", "256MiB"); // files as small

    @TempDir
    private Path data;

    private final Load load = new Load();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "during-append:300",
                "after-append:300",
                "after-commit:300",
                "during-roll:2",
                "during-index-write:10",
                "before-delete:1",
                "after-delete:1"
            })
    void keepsEveryAcknowledgedLineWhenItDiesAt(String point) throws Exception {
        try (var daemon = DaemonProcess.start(data, SMALL, "-Dlogtail.crash=" + point)) {
            startLoad("first", daemon);
            assertThat(daemon.end()).isEqualTo(KILLED);
            load.join();
        }
        expectKept(point);
    }

    @ParameterizedTest
    @ValueSource(strings = {"before-delete:2", "after-delete:1"})
    void goesOnDeletingWhenItDiesInTheMiddleAt(String point) throws Exception {
        try (var daemon = DaemonProcess.start(data, LARGE, "-Dlogtail.crash=during-roll:6")) {
            startLoad("first", daemon);
            assertThat(daemon.end()).isEqualTo(KILLED);
            load.join();
        }
        try (var daemon = DaemonProcess.launch(data, SMALL, "-Dlogtail.crash=" + point)) { // several files are to go
            assertThat(daemon.end()).isEqualTo(KILLED);
        }
        expectKept(point);
    }

    private void startLoad(String round, DaemonProcess daemon) throws InterruptedException {
        load.start(round, daemon, new Random(round.hashCode()));
        load.startBulk(round, daemon);
    }

    /** Starts it again, unarmed: what it shows must be right, and what comes next must follow it. */
    private void expectKept(String point) throws Exception {
        try (var daemon = DaemonProcess.start(data, SMALL)) {
            InetSocketAddress http = daemon.address("http");
            List<Shown> shown = Shown.all(http);
            load.expectKept(shown, point);
            expectSize(shown, point);
            assertThat(HttpSocket.post(http, "/logs", "next").status()).isEqualTo(204);
            List<Shown> more = Shown.tail(http, "after=" + shown.getLast().id());
            Load.expectDense(more, point);
            assertThat(more.getFirst().id()).isEqualTo(shown.getLast().id() + 1);
            assertThat(more).extracting(Shown::message).contains("next");
        }
    }

    private static void expectSize(List<Shown> shown, String point) {
        long bytes = shown.stream()
                .mapToLong(event -> event.message().length() + Block.EVENT_HEADER_BYTES)
                .sum();
        assertThat(bytes).as("kept bytes, %s", point).isLessThan(RETAIN_BYTES + 2 * CYCLE_BYTES);
        if (shown.getFirst().id() > 1) {
            assertThat(bytes).as("kept bytes, %s", point).isGreaterThan(RETAIN_BYTES - 3 * CYCLE_BYTES);
        }
    }
}
