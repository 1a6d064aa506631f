package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import logtail.cli.ChildJvm;
import logtail.event.Severity;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The flags of a tail, by a real {@code logtail} against a real daemon. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // what waits for a process cannot be interrupted
class CliIT {
    private static final int DEADLINE_SECONDS = 30;
    private static final int ROUND = 1_500;
    private static final String[] APP_LINES = {
        line(0, "info", "start ms=1"),
        line(1, "warn", "slow ms=700"),
        line(5, "info", "served ms=3"),
        line(4, "error", "failed ms=9"),
        line(6, "info", "served ms=4"),
        line(7, "info", "stop ms=2"),
    };

    private static final Queue<Process> STARTED = new ConcurrentLinkedQueue<>();

    @TempDir
    private static Path directory;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static DaemonProcess daemon;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static InetSocketAddress http;

    /** When half of the lines of {@code web} were there. */
    @SuppressWarnings("NullAway.Init") // before all tests
    private static Instant halfway;

    private record Ended(int exitCode, List<String> lines) {}

    @BeforeAll
    static void startAndFill() throws Exception {
        daemon = DaemonProcess.start(directory.resolve("data"));
        http = daemon.address("http");
        sendAndAwait(List.of(APP_LINES).subList(0, 3), 3);
        halfway = Instant.now();
        post("other", List.of("between ms=5"), 1);
        sendAndAwait(List.of(APP_LINES).subList(3, 6), 6);
    }

    @AfterAll
    static void stop() {
        STARTED.forEach(process -> process.toHandle().destroyForcibly());
        daemon.close();
    }

    @Test
    void howManyFromWhenAndInWhichOrder() throws Exception {
        Process last = start("-a", "web", "-n", "2", "--no-follow", "-o", "raw");
        Process since = start("-a", "web", "-S", halfway.toString(), "--by", "received", "--no-follow", "-oraw");
        Process until = start("-a", "web", "-n", "all", "-U", halfway.toString(), "--by=received", "-o", "raw");
        Process own = start("-a", "web", "-S", "2026-11-24T14:00:04Z", "-U", "2026-11-24T14:00:06Z", "-o", "raw");
        Process newest = start("-a", "web", "-r", "-n", "2", "-o", "raw");
        Process limited = start("-a", "web", "-n", "all", "-m", "2", "-o", "raw"); // ends though it follows
        assertThat(messages(last)).containsExactly("served ms=4", "stop ms=2");
        assertThat(messages(since)).containsExactly("failed ms=9", "served ms=4", "stop ms=2");
        assertThat(messages(until)).containsExactly("start ms=1", "slow ms=700", "served ms=3");
        assertThat(messages(own)).containsExactly("served ms=3", "failed ms=9");
        assertThat(messages(newest)).containsExactly("stop ms=2", "served ms=4");
        assertThat(messages(limited)).containsExactly("start ms=1", "slow ms=700");
    }

    @Test
    void theOrderOfTimesIsThatOfTheSendersClocks() throws Exception {
        Process byTime = start("-a", "web", "-n", "all", "--order", "time", "--window", "30s", "--no-follow", "-oraw");
        assertThat(messages(byTime))
                .containsExactly("start ms=1", "slow ms=700", "failed ms=9", "served ms=3", "served ms=4", "stop ms=2");
    }

    @Test
    void contextComesInGroups() throws Exception {
        Process groups = start("-a", "web", "-n", "all", "-C", "1", "--no-follow", "-z", "UTC", "--", "ms=700");
        Process apart = start("-a", "web", "-n", "all", "-B", "1", "--no-follow", "-o", "raw", "start OR stop");
        assertThat(end(groups).lines())
                .containsExactly(
                        "2026-11-24 14:00:00.000 web- start ms=1",
                        "2026-11-24 14:00:01.000 web: slow ms=700",
                        "2026-11-24 14:00:05.000 web- served ms=3");
        assertThat(messages(apart)).containsExactly("start ms=1", "--", "served ms=4", "stop ms=2");
    }

    @Test
    void levelsAndExitCodes() throws Exception {
        Process bad = start("-a", "web", "-n", "all", "-l", "warn", "--no-follow", "--exit-status", "-o", "raw");
        Process none = start("-a", "web", "-l", "crit", "--no-follow", "--exit-status");
        Process mistake = start("-a", "web", "status>", "--no-follow");
        assertThat(end(bad)).isEqualTo(new Ended(0, List.of("slow ms=700", "failed ms=9")));
        assertThat(end(none)).isEqualTo(new Ended(1, List.of()));
        assertThat(end(mistake)).isEqualTo(new Ended(2, List.of()));
    }

    @Test
    void rawIsEveryByteThatWasSent() throws Exception {
        byte[] sent = {'a', (byte) 0xff, (byte) 0xe2, (byte) 0x82, ' ', (byte) 0xc3, (byte) 0xa9, '"', '\\', (byte) 0x80
        };
        try (var socket = HttpSocket.open(http)) {
            assertThat(socket.post("/logs?app=raw", sent).status()).isEqualTo(204);
        }
        Process history = start("-a", "raw", "-o", "raw", "--no-follow");
        assertThat(history.getInputStream().readAllBytes()).startsWith(sent).hasSize(sent.length + 1);
        Path file = Files.write(directory.resolve("bytes"), sent);
        Process stdin =
                builder("--stdin", "-o", "raw").redirectInput(file.toFile()).start();
        STARTED.add(stdin);
        assertThat(stdin.getInputStream().readAllBytes()).startsWith(sent).hasSize(sent.length + 1);
        assertThat(end(start("-a", "raw", "-j", "--no-follow")).lines().getFirst())
                .contains("a\ufffd\ufffd é");
    }

    @Test
    void formsThatTheFingersKnow() throws Exception {
        Process count = start("-a", "web", "-2", "--follow=false", "--json");
        Process tail = start("-a", "web", "--tail=1", "--follow=no", "-o", "cat");
        Process grep = start("-a", "web", "-g", "^s.*4$", "--no-follow", "-ocat");
        Process level = start("-a", "web", "-l", "3", "--no-follow", "-ocat");
        Process command = start("-v", "apps", "--names", "--sort", "name");
        assertThat(end(count).lines()).hasSize(2);
        assertThat(messages(tail)).containsExactly("stop ms=2");
        assertThat(messages(grep)).containsExactly("served ms=4");
        assertThat(messages(level)).containsExactly("failed ms=9");
        assertThat(messages(command)).contains("other", "web");
    }

    @Test
    void whatIsNearlyACommandOrAnOptionEndsWithAnAnswer() throws Exception {
        for (String line : List.of("servee", "status", "drian list", "logs web", "-u nginx", "-p err", "a || --nope")) {
            Process process = start(line.split(" "));
            assertThat(end(process)).as(line).isEqualTo(new Ended(2, List.of()));
        }
    }

    @Test
    void inputThatIsNotReadIsTold() throws Exception {
        Path file = Files.writeString(directory.resolve("input"), "failed\n");
        Path stderr = directory.resolve("told");
        for (var input : List.of(
                ProcessBuilder.Redirect.from(file.toFile()), ProcessBuilder.Redirect.from(new File("/dev/null")))) {
            Process process = builder("-a", "web", "failed", "--no-follow", "-o", "raw")
                    .redirectInput(input)
                    .redirectError(stderr.toFile())
                    .start();
            STARTED.add(process);
            assertThat(messages(process)).containsExactly("failed ms=9");
            assertThat(Files.readString(stderr))
                    .isEqualTo(
                            input.file().equals(file.toFile())
                                    ? "logtail: stdin is not read; to search it instead of the daemon's lines: --stdin\n"
                                    : "");
        }
    }

    @Test
    void theFormsOfALine() throws Exception {
        Process json = start("-a", "web", "-n", "1", "--no-follow", "-o", "json");
        Process fields = start("-a", "web", "-n", "2", "--no-follow", "--fields", "app,level,ms");
        Process form = start("-a", "web", "-n", "1", "--no-follow", "--template", "{level} <{ms|-}> {none|-}");
        Process apps = start("apps", "--names", "--sort", "name");
        assertThat(Shown.of(end(json).lines().getFirst()).app()).isEqualTo("web");
        assertThat(end(fields).lines()).containsExactly("web\tinfo\t4", "web\tinfo\t2");
        assertThat(end(form).lines()).containsExactly("info <2> -");
        assertThat(end(apps).lines()).contains("other", "web");
    }

    @Test
    void goesOnBehindAnId() throws Exception {
        long id = Shown.tail(http, "lines=all&app=web").get(3).id();
        Process after = start("-a", "web", "--after", Long.toString(id), "--no-follow", "-o", "raw");
        Process newest = start("-a", "web", "--after", Long.toString(id), "-n", "1", "--no-follow", "-o", "raw");
        assertThat(messages(after)).containsExactly("served ms=4", "stop ms=2");
        assertThat(messages(newest)).containsExactly("stop ms=2");
        assertThat(Shown.tail(http, "app=web&lines=1&after=" + id)).hasSize(1);
    }

    @Test
    void aCursorCarriesOverRunsThatAreEndedInTheMiddle() throws Exception {
        List<String> lines =
                IntStream.range(0, 2 * ROUND).mapToObj(i -> "line " + i).toList();
        String cursor = directory.resolve("cursor").toString();
        var shown = new ArrayList<String>();
        for (int round = 0; round < 2; round++) {
            List<String> more = lines.subList(round * ROUND, (round + 1) * ROUND);
            Thread sending = Thread.ofVirtual().start(() -> post("cursor", more, 20));
            Process run = start("-a", "cursor", "-n", "all", "-o", "raw", "--cursor", cursor);
            BufferedReader out = run.inputReader(UTF_8);
            while (shown.size() < (round + 0.5) * ROUND) {
                shown.add(out.readLine());
            }
            String signal = round == 0 ? "-TERM" : "-INT";
            new ProcessBuilder("kill", signal, Long.toString(run.pid())).start().waitFor();
            out.lines().forEach(shown::add);
            assertThat(end(run).exitCode()).isEqualTo(round == 0 ? 0 : 130);
            sending.join();
        }
        shown.addAll(messages(start("-a", "cursor", "-n", "all", "-o", "raw", "--cursor", cursor, "--no-follow")));
        assertThat(shown).isEqualTo(lines);
        assertThat(messages(start("-a", "cursor", "-o", "raw", "--cursor", cursor, "--no-follow")))
                .isEmpty();
    }

    private static String line(int second, String level, String message) {
        int priority = 8 + Severity.named(level).orElseThrow().code();
        return "<%d>1 2026-11-24T14:00:%02dZ host web - - - %s".formatted(priority, second, message);
    }

    /** By syslog, which brings times and levels; returns when there are so many of them. */
    private static void sendAndAwait(List<String> lines, int inAll) throws Exception {
        InetSocketAddress syslog = daemon.address("syslog-tcp");
        try (var socket = new Socket(syslog.getAddress(), syslog.getPort())) {
            socket.getOutputStream().write((String.join("\n", lines) + "\n").getBytes(UTF_8));
        }
        while (Shown.tail(http, "lines=all&app=web").size() < inAll) {
            Thread.onSpinWait();
        }
    }

    private static void post(String app, List<String> lines, int together) {
        try (var socket = HttpSocket.open(http)) {
            for (int i = 0; i < lines.size(); i += together) {
                String body = String.join("\n", lines.subList(i, Math.min(lines.size(), i + together)));
                assertThat(socket.post("/logs?app=" + app, body.getBytes(UTF_8)).status())
                        .isEqualTo(204);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> messages(Process process) throws Exception {
        Ended ended = end(process);
        assertThat(ended.exitCode()).isZero();
        return ended.lines();
    }

    private static Ended end(Process process) throws Exception {
        try {
            List<String> lines = process.inputReader(UTF_8).lines().toList();
            assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), lines);
        } finally {
            process.toHandle().destroyForcibly();
        }
    }

    private static Process start(String... arguments) throws IOException {
        Process process = builder(arguments)
                .redirectError(Files.createTempFile(directory, "stderr", "").toFile())
                .start();
        STARTED.add(process);
        return process;
    }

    private static ProcessBuilder builder(String... arguments) {
        var builder = new ProcessBuilder(ChildJvm.cli(arguments));
        builder.environment().keySet().removeIf(name -> name.startsWith("LOGTAIL_"));
        builder.environment().put("LOGTAIL_ADDR", http.getHostString() + ":" + http.getPort());
        return builder;
    }
}
