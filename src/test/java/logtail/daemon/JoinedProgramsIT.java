package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import logtail.Programs;
import logtail.cli.ChildJvm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What real programs print when they fail, over each way in: one event for each stack trace, the lines around it apart, those of two
 * programs never mixed. Go's was recorded. A language that is not installed is left out, and what to install is said.
 */
@Timeout(180)
@EnabledOnOs(OS.LINUX)
class JoinedProgramsIT {
    private static final Path FOLDER = Path.of("src/test/resources/programs").toAbsolutePath();
    private static final String RULES = "java,python,go,node";
    private static final String END = "INFO end";
    private static final long PAUSE_NS = 50_000_000; // each look reads the whole journal
    private static final int DOCKER_BYTES = 16 * 1024;

    @TempDir
    private static Path data;

    private static final List<String> COMMANDS = new ArrayList<>();
    private static RunningDaemon daemon;

    @TempDir
    private Path work;

    @BeforeAll
    static void start() {
        COMMANDS.clear();
        COMMANDS.add(ProcessHandle.current().info().command().orElse("java") + " Chain.java");
        COMMANDS.add("cat chain.go.txt >&2");
        addIfHere("python3", "chain.py");
        addIfHere("node", "chain.js", "reject.js");
        daemon = RunningDaemon.start(data, Map.of("LOGTAIL_JOIN", RULES + ",docker,cri", "LOGTAIL_JOIN_WAIT", "10s"));
    }

    private static void addIfHere(String program, String... scripts) {
        if (Programs.isHere(program, program)) {
            Arrays.stream(scripts).forEach(script -> COMMANDS.add(program + " " + script));
        }
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    /** The commands as one script, with a line behind each. */
    private static String script(List<String> commands) {
        return commands.stream()
                .map(command -> command + "; echo " + END + " >&2; ")
                .collect(Collectors.joining());
    }

    /** What the programs print. */
    private String output(List<String> commands) throws IOException, InterruptedException {
        Path file = work.resolve("output");
        Process shell = new ProcessBuilder("sh", "-c", script(commands))
                .directory(FOLDER.toFile())
                .redirectError(file.toFile())
                .start();
        shell.waitFor();
        return Files.readString(file);
    }

    /** The events of an output: each line of INFO, and all that stands between two of them. */
    private static List<String> events(String output) {
        var events = new ArrayList<String>();
        for (String part : output.split("(?m)(?=^INFO )", -1)) {
            int end = part.indexOf('\n');
            events.add(part.substring(0, end));
            String trace = part.substring(end + 1).stripTrailing();
            if (!trace.isEmpty()) {
                events.add(trace);
            }
        }
        assertThat(events).filteredOn(event -> event.indexOf('\n') > 0).hasSizeGreaterThanOrEqualTo(2);
        return events;
    }

    private static List<String> stored(String app) throws IOException {
        return Shown.tail(daemon.http(), "lines=all&app=" + app).stream()
                .map(Shown::message)
                .toList();
    }

    @Test
    void throughTwoRunsAtOnce() throws IOException, InterruptedException {
        List<String> backward = new ArrayList<>(COMMANDS);
        Collections.reverse(backward);
        Process one = run("run-one", COMMANDS);
        Process other = run("run-other", backward);
        for (Process run : List.of(one, other)) {
            assertThat(run.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).isZero();
        }
        assertThat(stored("run-one")).isEqualTo(events(output(COMMANDS)));
        assertThat(stored("run-other")).isEqualTo(events(output(backward)));
    }

    private Process run(String app, List<String> commands) throws IOException {
        var builder = new ProcessBuilder(
                ChildJvm.cli("run", "--app", app, "--join", RULES, "--", "sh", "-c", script(commands)));
        builder.directory(FOLDER.toFile()).redirectErrorStream(true);
        builder.redirectOutput(work.resolve(app).toFile());
        builder.environment()
                .put("LOGTAIL_ADDR", "http://127.0.0.1:" + daemon.http().getPort());
        return builder.start();
    }

    @Test
    void overTcpLinesAndSyslogOfTwoProcessesInTurn() throws IOException, InterruptedException {
        List<String> backward = new ArrayList<>(COMMANDS);
        Collections.reverse(backward);
        String one = output(COMMANDS);
        String other = output(backward);
        daemon.send("lines-tcp", one.getBytes(UTF_8));
        daemon.await(events(one).size());
        assertThat(stored("unknown")).isEqualTo(events(one));

        daemon.send("syslog-tcp", inTurn("octet-one", one, "octet-other", other, true));
        daemon.send("syslog-tcp", inTurn("lf-one", one, "lf-other", other, false));
        awaitAll(Map.of("octet-one", one, "octet-other", other, "lf-one", one, "lf-other", other));
    }

    private static void awaitAll(Map<String, String> outputs) throws IOException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        for (Map.Entry<String, String> app : outputs.entrySet()) {
            List<String> expected = events(app.getValue());
            while (stored(app.getKey()).size() < expected.size() && System.nanoTime() < deadlineNs) {
                LockSupport.parkNanos(PAUSE_NS);
            }
            assertThat(stored(app.getKey())).as(app.getKey()).isEqualTo(expected);
        }
    }

    /** The lines of two programs in turn, a message each, as loggers send them. */
    private static byte[] inTurn(String app, String output, String otherApp, String otherOutput, boolean isCounted) {
        var bytes = new ByteArrayOutputStream();
        Deque<String> one = messages(app, output);
        Deque<String> other = messages(otherApp, otherOutput);
        while (!one.isEmpty() || !other.isEmpty()) {
            for (Deque<String> messages : List.of(one, other)) {
                String message = messages.poll();
                if (message != null) {
                    int length = message.getBytes(UTF_8).length;
                    bytes.writeBytes((isCounted ? length + " " + message : message + "\n").getBytes(UTF_8));
                }
            }
        }
        return bytes.toByteArray();
    }

    private static Deque<String> messages(String app, String output) {
        return output.lines()
                .map(line -> "<11>1 2026-11-30T10:00:00Z h " + app + " 7 - - " + line)
                .collect(Collectors.toCollection(ArrayDeque::new));
    }

    @Test
    void inPiecesOfContainerRuntimes() throws IOException, InterruptedException {
        String output = output(COMMANDS).replace("the second line of it", "x".repeat(40_000));
        daemon.send("syslog-tcp", docker("docker", output).getBytes(UTF_8));
        awaitAll(Map.of("docker", output));

        int before = stored("unknown").size();
        daemon.send("lines-tcp", cri(output).getBytes(UTF_8));
        List<String> expected = events(output);
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (fromStderr(before).size() < expected.size() && System.nanoTime() < deadlineNs) {
            LockSupport.parkNanos(PAUSE_NS);
        }
        assertThat(fromStderr(before)).isEqualTo(expected);
    }

    /** The messages of standard error behind the first so many events without an app. */
    private static List<String> fromStderr(int before) throws IOException {
        return Shown.tail(daemon.http(), "lines=all&app=unknown").stream()
                .skip(before)
                .filter(event -> event.text("attributes").contains("stderr"))
                .map(Shown::message)
                .toList();
    }

    private static List<String> pieces(String line) {
        var pieces = new ArrayList<String>();
        for (int at = 0; at == 0 || at < line.length(); at += DOCKER_BYTES) {
            pieces.add(line.substring(at, Math.min(line.length(), at + DOCKER_BYTES)));
        }
        return pieces;
    }

    /** As Docker's drivers for syslog and journald cut it, with another container between. */
    private static String docker(String app, String output) {
        return output.lines()
                .flatMap(line -> pieces(line).stream())
                .map(piece ->
                        "<11>Nov 30 10:00:00 h %s[7]: %s\n<14>Nov 30 10:00:00 h idle[8]: tick\n".formatted(app, piece))
                .collect(Collectors.joining());
    }

    /** As Kubernetes' runtimes write it, with the other stream between: its lines are those of INFO. */
    private static String cri(String output) {
        var text = new StringBuilder();
        for (String line : output.lines().toList()) {
            List<String> pieces = pieces(line);
            for (int i = 0; i < pieces.size(); i++) {
                String mark = i + 1 < pieces.size() ? "P" : "F";
                text.append("2026-11-30T10:00:00.000000001Z stderr %s %s\n".formatted(mark, pieces.get(i)));
            }
            text.append("2026-11-30T10:00:00.000000002Z stdout F INFO served\n");
        }
        return text.toString();
    }
}
