package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import logtail.net.Addresses;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator meets: signals, exit codes, and what a start tells. */
@Timeout(60)
class ServeIT {
    @TempDir
    private Path data;

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void stopsInOrder(String signal) throws Exception {
        try (var daemon = DaemonProcess.start(data)) {
            kill(signal, daemon);
            assertThat(daemon.end()).isZero();
            assertThat(daemon.log())
                    .anyMatch(line -> line.endsWith("at=daemon.stopping signal=" + signal))
                    .last()
                    .asString()
                    .endsWith("at=daemon.stopped");
        }
    }

    @Test
    void goesOnAfterTheSignalsByWhichOthersReadTheirConfiguration() throws Exception {
        try (var daemon = DaemonProcess.start(data)) {
            for (String signal : new String[] {"HUP", "USR1", "USR2"}) {
                kill(signal, daemon);
            }
            assertThat(HttpSocket.get(daemon.address("http"), "/healthz").status())
                    .isEqualTo(200);
            assertThat(daemon.terminate()).isZero();
            assertThat(daemon.log()).as("the JVM's own").noneMatch(line -> line.contains("signal=USR2"));
            for (String signal : new String[] {"HUP", "USR1"}) {
                assertThat(daemon.log()).anyMatch(line -> line.contains("at=signal.ignored signal=" + signal + " "));
            }
        }
    }

    @Test
    void tellsWhereTheDataIsBeforeAllElse() throws Exception {
        try (var daemon = DaemonProcess.start(Path.of("").toAbsolutePath().relativize(data))) {
            assertThat(daemon.log().getFirst()).contains("at=daemon.starting").endsWith(" data=" + data);
        }
    }

    @ParameterizedTest
    @CsvSource({"http, LOGTAIL_HTTP", "syslog-tcp, LOGTAIL_SYSLOG_TCP", "lines-tcp, LOGTAIL_LINES_TCP"})
    void namesThePortThatIsTakenAndItsSetting(String listener, String setting) throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var taken = (InetSocketAddress) other.getLocalSocketAddress();
            try (var daemon = DaemonProcess.launch(data, Map.of(setting, Addresses.shown(taken)))) {
                assertThat(daemon.end()).as(listener).isEqualTo(1);
                assertThat(daemon.log().getLast())
                        .contains("cannot listen on %s (%s): the address is in use"
                                .formatted(Addresses.shown(taken), setting));
            }
        }
    }

    @Test
    void warnsOfPortsThatOthersCanReach() throws Exception {
        var settings = Map.of("LOGTAIL_OPEN", "1", "LOGTAIL_LINES_TCP", "0.0.0.0:0");
        try (var daemon = DaemonProcess.start(data, settings)) {
            assertThat(daemon.terminate()).isZero();
            assertThat(daemon.log())
                    .anyMatch(line -> line.contains("level=warn at=daemon.open setting=LOGTAIL_LINES_TCP"));
        }
    }

    @Test
    void namesTheDrainOfWhichTheDefinitionIsWrong() throws Exception {
        var settings = Map.of("LOGTAIL_DRAINS", "eu=http://h#nosuch=1 us=syslog://h#filter=(");
        try (var daemon = DaemonProcess.launch(data, settings)) {
            assertThat(daemon.end()).isEqualTo(2);
            assertThat(daemon.log())
                    .anyMatch(line -> line.contains("LOGTAIL_DRAINS: drain 'eu': nosuch: no such option; there are "))
                    .anyMatch(line -> line.contains("LOGTAIL_DRAINS: drain 'us': filter: column "));
        }
    }

    private static void kill(String signal, DaemonProcess daemon) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(daemon.pid())).start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }
}
