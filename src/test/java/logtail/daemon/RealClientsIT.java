package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import logtail.Programs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The senders that people have, run for real; one that is not installed is passed over, and what to install is said. */
@Timeout(120)
class RealClientsIT {
    private static final Path CORPUS = Path.of("src/test/resources/corpus").toAbsolutePath();
    private static final Path LOGTAIL = Path.of("bin/logtail").toAbsolutePath();
    private static final int MESSAGES = 200;

    @TempDir
    private Path data;

    @TempDir
    private Path work;

    private RunningDaemon daemon;

    @BeforeEach
    void start() {
        daemon = RunningDaemon.start(data);
    }

    @AfterEach
    void close() {
        daemon.close();
    }

    @ParameterizedTest
    @CsvSource({
        "--tcp --rfc5424, syslog-tcp",
        "--tcp --rfc3164, syslog-tcp",
        "--tcp --rfc5424 --octet-count, syslog-tcp",
        "--tcp --rfc3164 --octet-count, syslog-tcp",
        "--udp --rfc5424, syslog-udp",
        "--udp --rfc3164, syslog-udp"
    })
    void logger(String options, String protocol) throws IOException, InterruptedException {
        Programs.need("logger", "bsdutils");
        var command = new ArrayList<>(List.of("logger", "--server", "127.0.0.1", "--port", port(protocol)));
        command.addAll(List.of(options.split(" ", -1)));
        command.addAll(List.of("--tag", "mine", "--priority", "auth.warning", "grüße, [not] <34>structured"));
        run(command, null);
        Shown event = daemon.await(1).getFirst();
        assertThat(event.message()).isEqualTo("grüße, [not] <34>structured");
        assertThat(event.app()).isEqualTo("mine");
        assertThat(event.text("level")).isEqualTo("warn");
        assertThat(event.text("facility")).isEqualTo("4");
    }

    @ParameterizedTest
    @CsvSource({
        "RSYSLOG_ForwardFormat, traditional, tcp",
        "RSYSLOG_TraditionalForwardFormat, traditional, tcp",
        "RSYSLOG_SyslogProtocol23Format, traditional, tcp",
        "RSYSLOG_ForwardFormat, octet-counted, tcp",
        "RSYSLOG_SyslogProtocol23Format, octet-counted, tcp",
        "RSYSLOG_SyslogProtocol23Format, traditional, udp"
    })
    void rsyslogForwarding(String template, String framing, String transport) throws IOException, InterruptedException {
        Programs.need("logger", "bsdutils");
        Programs.need("rsyslogd", "rsyslog");
        Path socket = work.resolve("in");
        Path config = Files.writeString(work.resolve("rsyslog.conf"), """
                module(load="imuxsock" SysSock.Use="off")
                input(type="imuxsock" Socket="%s")
                *.* action(type="omfwd" target="127.0.0.1" port="%s" protocol="%s" TCP_Framing="%s" template="%s")
                """.formatted(
                        socket, port("syslog-" + transport), transport, framing, template));
        Process rsyslog = start(
                List.of(
                        Programs.find("rsyslogd"),
                        "-n",
                        "-f",
                        config.toString(),
                        "-i",
                        work.resolve("pid").toString()),
                null);
        try {
            awaitSocket(socket, rsyslog);
            List<String> sent = IntStream.range(0, MESSAGES)
                    .mapToObj(i -> "message number " + i)
                    .toList();
            Path lines = Files.write(work.resolve("lines"), sent);
            run(List.of("logger", "--socket", socket.toString(), "--tag", "mine"), lines);
            List<String> kept = daemon.await(MESSAGES).stream()
                    .filter(event -> event.app().equals("mine"))
                    .map(event -> event.message().strip()) // one template leaves a second space, which is MSG's
                    .toList();
            assertThat(kept).isEqualTo(sent);
        } finally {
            rsyslog.destroy();
            rsyslog.waitFor();
        }
    }

    @ParameterizedTest
    @CsvSource({"--data-binary @FILE", "--upload-file FILE", "--header Transfer-Encoding:chunked --data-binary @FILE"})
    void curl(String options) throws IOException, InterruptedException {
        Programs.need("curl", "curl");
        for (String name : List.of("elastic_nginxplus.ndjson", "lnav_crlf.0.log", "lnav_ansi.1.log")) {
            Path file = CORPUS.resolve(name);
            var command = new ArrayList<>(List.of("curl", "--silent", "--show-error", "--fail"));
            command.addAll(List.of(options.replace("FILE", file.toString()).split(" ", -1)));
            command.add("http://127.0.0.1:%s/logs?app=%s".formatted(port("http"), name));
            run(command, null);
            assertThat(messages(name)).isEqualTo(lines(file));
        }
    }

    @Test
    void netcatIntoTcpLines() throws IOException, InterruptedException {
        Programs.need("nc", "netcat-openbsd");
        Path file = CORPUS.resolve("lnav_java.0.log");
        run(List.of("nc", "-N", "127.0.0.1", port("lines-tcp")), file);
        daemon.await(lines(file).size());
        assertThat(messages("unknown")).isEqualTo(lines(file));
    }

    @Test
    void logtailPipe() throws IOException, InterruptedException {
        for (String name : List.of("elastic_apache_access.log", "lnav_crlf.0.log", "lnav_syslog.3.log")) {
            run(logtail("pipe", "--app", name), CORPUS.resolve(name));
            assertThat(messages(name)).isEqualTo(lines(CORPUS.resolve(name)));
        }
    }

    @Test
    void logtailRunShipsBothStreamsAndKeepsTheExitCode() throws IOException, InterruptedException {
        Process run = start(logtail("run", "--app", "job", "--", "sh", "-c", "echo out; echo bad >&2; exit 7"), null);
        assertThat(run.waitFor()).isEqualTo(7);
        List<Shown> events = Shown.tail(daemon.http(), "lines=all&app=job");
        assertThat(events).extracting(Shown::message).containsExactlyInAnyOrder("out", "bad");
        assertThat(Shown.tail(daemon.http(), "lines=all&app=job&level=error"))
                .extracting(Shown::message)
                .containsExactly("bad");
    }

    private List<String> logtail(String... arguments) {
        var command = new ArrayList<>(List.of(LOGTAIL.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private List<String> messages(String app) throws IOException {
        return Shown.tail(daemon.http(), "lines=all&app=" + app).stream()
                .map(Shown::message)
                .toList();
    }

    /** The lines of a file as they are to be kept: without line ends, empty ones left out, ill-formed UTF-8 shown. */
    private static List<String> lines(Path file) throws IOException {
        return new String(Files.readAllBytes(file), UTF_8)
                .lines()
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private String port(String protocol) {
        return Integer.toString(daemon.address(protocol).getPort());
    }

    private void run(List<String> command, @Nullable Path input) throws IOException, InterruptedException {
        Process process = start(command, input);
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("%s ended", command)
                .isTrue();
        assertThat(process.exitValue()).as("%s", command).isZero();
    }

    private Process start(List<String> command, @Nullable Path input) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(work.resolve("output").toFile());
        builder.redirectInput(input == null ? new File("/dev/null") : input.toFile());
        builder.environment().put("LOGTAIL_ADDR", "http://127.0.0.1:" + port("http"));
        return builder.start();
    }

    private static void awaitSocket(Path socket, Process owner) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Files.exists(socket)) {
            assertThat(owner.isAlive()).as("rsyslogd runs").isTrue();
            assertThat(System.nanoTime()).as("rsyslogd listens in time").isLessThan(deadlineNs);
            Thread.onSpinWait();
        }
    }
}
