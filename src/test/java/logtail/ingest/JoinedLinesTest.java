package logtail.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.parse.join.JoinRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of one connection that are joined to events, however they are cut into reads. */
final class JoinedLinesTest {
    private static final int MAX_BYTES = 64 * 1024;
    private static final long WAIT_NS = 250_000_000;
    private static final long NOW_NS = Instant.parse("2026-11-30T19:30:00Z").getEpochSecond() * 1_000_000_000L;

    /** An event, with what tests look at. */
    private record Joined(String names, int severity, int flags, int lines, String text) {}

    @ParameterizedTest
    @ValueSource(strings = {"java", "python", "go", "ruby", "node", "dotnet"})
    void ofEachLanguageAreOneEvent(String language) {
        List<String> events = Traces.of(language);
        assertThat(texts(lines(language, String.join("\n", events) + "\n"))).isEqualTo(events);
        assertThat(texts(lines(Traces.ALL, String.join("\n", events) + "\n"))).isEqualTo(events);
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "python", "go", "ruby", "node", "dotnet"})
    void areTheSameWhereverReadsCutThem(String language) {
        List<String> events = Traces.of(language);
        byte[] bytes = (String.join("\n", events) + "\n").getBytes(UTF_8);
        for (long seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var connection = new Connection(FramedLines.lines(), Traces.ALL);
            for (int at = 0; at < bytes.length; ) {
                int end = Math.min(bytes.length, at + 1 + random.nextInt(seed < 3 ? 2 : 400));
                connection.read(Arrays.copyOfRange(bytes, at, end));
                at = end;
            }
            assertThat(texts(connection.end())).as("seed %d", seed).isEqualTo(events);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "python", "go", "ruby", "node", "dotnet"})
    void ofSyslogAreOneEventWhenEachLineIsAMessage(String language) {
        List<String> events = Traces.of(language).stream()
                .filter(event -> event.indexOf('\n') > 0)
                .toList();
        var connection = new Connection(FramedLines.syslog(ZoneOffset.UTC), language);
        for (String event : events) {
            for (String line : event.split("\n", -1)) {
                connection.read(counted("<11>1 - h web 7 - - " + line));
            }
            connection.read(counted("<14>1 - h web 7 - - {\"an\":\"object\"}"));
        }
        assertThat(texts(connection.end()).stream()
                        .filter(text -> !text.startsWith("{"))
                        .toList())
                .isEqualTo(events);
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "python", "go", "ruby", "node", "dotnet"})
    void ofSyslogAreOneEventWhenLinesHaveNoHeader(String language) {
        for (String event : Traces.of(language)) {
            var connection = new Connection(FramedLines.syslog(ZoneOffset.UTC), "java");
            connection.read(("<11>1 - h web 7 - - " + event + "\n").getBytes(UTF_8));
            assertThat(connection.end()).containsExactly(new Joined("web[7]@h", 3, 0, lineCount(event), event));
        }
    }

    private static int lineCount(String event) {
        return (int) event.lines().filter(line -> !line.isEmpty()).count();
    }

    @Test
    void areOneEventAsOneCountedMessage() {
        String trace = Traces.of("java").getFirst();
        var connection = new Connection(FramedLines.syslog(ZoneOffset.UTC), "java");
        connection.read(counted("<11>1 - h web 7 - - " + trace));
        assertThat(texts(connection.end())).containsExactly(trace);
    }

    @Test
    void stayApartWhenNothingIsSaidAboutThem() {
        assertThat(JoinSettings.OFF.joining(FramedLines.lines().open(100), 100)).isInstanceOf(FramedLines.class);
        var connection = new Connection(FramedLines.lines(), "go");
        connection.read("java.lang.Error: x\n\tat a.B.c(B.java:1)\n".getBytes(UTF_8));
        assertThat(connection.end()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void ofSeveralProcessesAreThoseOfEachAlone(long seed) {
        var random = new Random(seed);
        var alone = new TreeMap<String, List<String>>();
        var queues = new LinkedHashMap<String, ArrayList<String>>();
        for (int process = 0; process < 5; process++) {
            var events = new ArrayList<>(Traces.of(Traces.LANGUAGES.get(random.nextInt(Traces.LANGUAGES.size()))));
            events.removeIf(event -> event.indexOf('\n') < 0);
            Collections.shuffle(events, random);
            var lines = new ArrayList<String>();
            var messages = new ArrayList<String>();
            for (String event : events) {
                messages.addAll(List.of(event, "{\"number\":" + random.nextInt(9) + "}"));
            }
            messages.forEach(event -> lines.addAll(List.of(event.split("\n", -1))));
            alone.put("app[" + process + "]@h", messages);
            queues.put("app " + process, lines);
        }
        var connection = new Connection(FramedLines.syslog(ZoneOffset.UTC), Traces.ALL);
        var bytes = new StringBuilder();
        int received = 0;
        while (!queues.isEmpty()) {
            var names = new ArrayList<>(queues.keySet());
            String name = names.get(random.nextInt(names.size()));
            String line = Objects.requireNonNull(queues.get(name)).removeFirst();
            received += line.length();
            bytes.append(new String(counted("<11>1 - h " + name + " - - " + line), UTF_8));
            if (queues.get(name).isEmpty()) {
                queues.remove(name);
            }
            if (random.nextInt(3) == 0) {
                connection.read(bytes.toString().getBytes(UTF_8));
                bytes.setLength(0);
            }
        }
        connection.read(bytes.toString().getBytes(UTF_8));
        List<Joined> events = connection.end();
        Map<String, List<String>> each = events.stream()
                .collect(Collectors.groupingBy(
                        Joined::names, TreeMap::new, Collectors.mapping(Joined::text, Collectors.toList())));
        assertThat(each).isEqualTo(alone);
        int stored = events.stream()
                .mapToInt(e -> e.text().replace("\n", "").length())
                .sum();
        assertThat(stored).isEqualTo(received);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void loseNoByteWhateverComes(long seed) {
        var random = new Random(seed);
        String[] words = {
            "\tat x",
            "Caused by: y",
            "Traceback (most recent call last):",
            "panic: z",
            "goroutine 1 [running]:",
            "  a",
            "java.lang.Error: e",
            "Error: {",
            "}",
            "/x.js:1",
            "^",
            "x.rb:1:in `f': m (E)",
            "{\"a\":1}",
            "2026-11-30 ERROR x",
            "z".repeat(300),
            "main.f()",
            "Node.js v20",
            "",
            "\tfrom x.rb:1"
        };
        var text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            text.append(words[random.nextInt(words.length)]).append('\n');
        }
        var connection = new Connection(FramedLines.lines(), Traces.ALL + ",docker,cri,indent", 2000);
        byte[] bytes = text.toString().getBytes(UTF_8);
        for (int at = 0; at < bytes.length; ) {
            int end = Math.min(bytes.length, at + 1 + random.nextInt(5000));
            connection.read(Arrays.copyOfRange(bytes, at, end));
            at = end;
            if (random.nextInt(4) == 0) {
                connection.waitFor(WAIT_NS);
            }
        }
        List<Joined> events = connection.end();
        assertThat(events.stream()
                        .map(Joined::text)
                        .collect(Collectors.joining())
                        .replace("\n", ""))
                .isEqualTo(text.toString().replace("\n", ""));
        assertThat(events).allMatch(event -> event.text().length() <= 2000);
    }

    @Test
    void waitNoLongerThanTheyAreToldTo() {
        var connection = new Connection(FramedLines.lines(), "java");
        connection.read("ERROR a\n".getBytes(UTF_8));
        connection.waitFor(WAIT_NS - 1);
        assertThat(connection.events).isEmpty();
        connection.read("\tat b.C\n".getBytes(UTF_8));
        connection.waitFor(WAIT_NS - 1);
        assertThat(connection.events).isEmpty();
        connection.waitFor(1);
        assertThat(texts(connection.events)).containsExactly("ERROR a\n\tat b.C");
        connection.read("\tat late.One\n".getBytes(UTF_8));
        assertThat(texts(connection.end())).containsExactly("ERROR a\n\tat b.C", "\tat late.One");
    }

    @Test
    void waitNoLongerWhenTheClockGoesBack() {
        var connection = new Connection(FramedLines.lines(), "java");
        connection.read("a\n".getBytes(UTF_8));
        connection.waitFor(-1);
        assertThat(texts(connection.events)).containsExactly("a");
    }

    @Test
    void passAtOnceWhatNothingCanBelongTo() {
        var connection = new Connection(FramedLines.lines(), Traces.ALL + ",docker");
        connection.read("{\"a\":1}\n".getBytes(UTF_8));
        assertThat(texts(connection.events)).containsExactly("{\"a\":1}");
        connection.read("1 one\n2 two\n".getBytes(UTF_8));
        assertThat(texts(connection.events)).containsExactly("{\"a\":1}", "1 one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Traceback (most recent call last):\n  File \"a.py\", line 1\nKeyError: 'a'",
                "Error: x\n    at f (a.js:1:2)"
            })
    void ofAnErrorThatNobodyCaughtAreNoPartOfWhatWasLoggedBefore(String error) {
        String text = "2026-11-30 10:00:00 INFO served\n" + error + "\n2026-11-30 10:00:01 INFO next\n";
        assertThat(texts(lines(Traces.ALL, text)))
                .containsExactly("2026-11-30 10:00:00 INFO served", error, "2026-11-30 10:00:01 INFO next");
        assertThat(texts(lines(Traces.ALL, "2026-11-30 10:00:00 ERROR failed\n" + error + "\n")))
                .containsExactly("2026-11-30 10:00:00 ERROR failed\n" + error);
    }

    @Test
    void ofAnExceptionBelongToTheLineOfItsLoggerWhateverItsLevelInJava() {
        String trace = "2026-11-30 10:00:00 DEBUG retrying\njava.io.IOException: reset\n\tat a.B.c(B.java:1)";
        assertThat(texts(lines(Traces.ALL, trace + "\n"))).containsExactly(trace);
    }

    @Test
    void ofAnErrorBelongToTheLineOfItsLoggerWhenItsLevelIsThatOfTheStream() {
        String head = "<14>1 - h web 7 - - ";
        var connection = new Connection(FramedLines.syslog(ZoneOffset.UTC), "python");
        for (String line : List.of("order failed", "Traceback (most recent call last):", "KeyError: 'a'")) {
            connection.read(counted(head + line));
        }
        assertThat(texts(connection.end()))
                .containsExactly("order failed\nTraceback (most recent call last):\nKeyError: 'a'");
    }

    @Test
    void ofAMessageGoOnToTheFramesThatMustCome() {
        String java = "Exception in thread \"main\" a.B: first\nsecond\n\nthird\n\tat a.B.c(B.java:1)\n"
                + "Caused by: a.C: fourth\nfifth\n\tat a.C.d(C.java:1)";
        String go = "panic: first\nsecond\n\ngoroutine 1 [running]:\nmain.main()\n\t/srv/a.go:1 +0x1d";
        String node = "/srv/a.js:1\nthrow new Error('first\\nsecond')\n^\n\nError: first\nsecond\n    at a.js:1:2\n\n"
                + "Node.js v20.20.2";
        for (String event : List.of(java, go, node)) {
            assertThat(texts(lines(Traces.ALL, event + "\nplain\n"))).containsExactly(event, "plain");
        }
        assertThat(texts(lines(Traces.ALL, "panic: first\n2026-11-30 10:00:00 INFO other\n")))
                .containsExactly("panic: first", "2026-11-30 10:00:00 INFO other");
    }

    @Test
    void ofACauseWithoutFramesBelongToTheErrorBehindIt() {
        String trace = "OSError: first\n\nThe above exception was the direct cause of the following exception:\n\n"
                + "Traceback (most recent call last):\n  File \"a.py\", line 1\nKeyError: 'a'";
        assertThat(texts(lines("python", trace + "\nnext\n"))).containsExactly(trace, "next");
    }

    @Test
    void thatAreTooManyAreSeveralEventsThatContinueTheFirst() {
        String frames = "\tat a.B.c(B.java:1)\n".repeat(2500);
        List<Joined> events = lines("java", "<3>boom\n" + frames + "2026-11-30 INFO next\n");
        assertThat(events).extracting(Joined::lines).containsExactly(2000, 501, 1);
        assertThat(events).extracting(Joined::flags).containsExactly(0, Line.CONTINUED, 0);
        assertThat(events).extracting(Joined::severity).containsExactly(3, 3, 6);
        assertThat(texts(events)).last().isEqualTo("2026-11-30 INFO next");
    }

    @Test
    void goOnUntilALineThatBeginsAnEvent() {
        assertThat(texts(lines("start=^\\d{4}-", "2026-11-30 a\nb\n\n{\"c\":1}\n2026-11-30 d\n")))
                .containsExactly("2026-11-30 a\nb\n\n{\"c\":1}", "2026-11-30 d");
    }

    @Test
    void goOnWhileTheyAreIndented() {
        assertThat(texts(lines("indent", "a\n b\n\tc\nd\n e\n"))).containsExactly("a\n b\n\tc", "d\n e");
    }

    @Test
    void haveTheNamesLevelAndTimeOfTheFirstOne() {
        assertThat(lines("java", "Nov 30, 2026 7:32:37 PM a.B c\nSEVERE: boom\njava.lang.Error: x\n\tat a.B\n"))
                .containsExactly(new Joined(
                        "[]@",
                        Severity.CRIT.code(),
                        0,
                        4,
                        "Nov 30, 2026 7:32:37 PM a.B c\nSEVERE: boom\njava.lang.Error: x\n\tat a.B"));
    }

    @Test
    void ofDockerArePutTogetherAgain() {
        String text = "x".repeat(40_000);
        var connection = new Connection(FramedLines.syslog(ZoneOffset.UTC), "docker");
        for (int at = 0; at < text.length(); at += 16_384) {
            String piece = text.substring(at, Math.min(text.length(), at + 16_384));
            connection.read(("<30>Nov 30 18:00:00 h web[7]: " + piece + "\n").getBytes(UTF_8));
            connection.read("<30>Nov 30 18:00:00 h db[9]: in between\n".getBytes(UTF_8));
        }
        assertThat(texts(connection.end())).containsExactlyInAnyOrder("in between", "in between", "in between", text);
    }

    @Test
    void ofDockerGoOnInFurtherEventsBeyondTheLimit() {
        String text = "x".repeat(16_384 * 5 + 3);
        List<Joined> events = new ArrayList<>();
        var connection = new Connection(FramedLines.lines(), "docker");
        for (int at = 0; at < text.length(); at += 16_384) {
            connection.read((text.substring(at, Math.min(text.length(), at + 16_384)) + "\n").getBytes(UTF_8));
        }
        events.addAll(connection.end());
        assertThat(events).extracting(Joined::flags).containsExactly(0, Line.CONTINUED);
        assertThat(String.join("", texts(events))).isEqualTo(text);
    }

    @Test
    void ofContainerRuntimesArePutTogetherPerStream() {
        String at = "2016-10-06T00:17:09.669794202Z ";
        assertThat(lines(
                        "cri,java",
                        at + "stdout P one, \n" + at + "stderr P boom \n" + at + "stdout F two\n" + at
                                + "stderr F here\n" + at
                                + "stderr F \tat a.B.c(B.java:1)\n" + at + "stdout F \n" + at + "stdout F WARN x\n" + at
                                + "stdout X no\n"))
                .extracting(Joined::severity, Joined::text)
                .containsExactlyInAnyOrder(
                        tuple(-1, "one, two"),
                        tuple(3, "boom here\n\tat a.B.c(B.java:1)"),
                        tuple(-1, ""),
                        tuple(4, "WARN x"),
                        tuple(-1, at + "stdout X no"));
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    private static List<Joined> lines(String rules, String text) {
        var connection = new Connection(FramedLines.lines(), rules);
        connection.read(text.getBytes(UTF_8));
        return connection.end();
    }

    private static List<String> texts(List<Joined> events) {
        return events.stream().map(Joined::text).toList();
    }

    private static byte[] counted(String message) {
        byte[] bytes = message.getBytes(UTF_8);
        return (bytes.length + " " + message).getBytes(UTF_8);
    }

    /** As a connection does it: one buffer that others overwrite between two reads. */
    private static final class Connection {
        private final Decoder decoder;
        private final byte[] buffer = new byte[512 * 1024];
        private final List<Joined> events = new ArrayList<>();
        private byte[] rest = {};
        private long nowNs = NOW_NS;

        Connection(Decoder.Factory decoders, String rules) {
            this(decoders, rules, MAX_BYTES);
        }

        Connection(Decoder.Factory decoders, String rules, int maxBytes) {
            decoder = new JoinSettings(JoinRules.parse(rules).orElseThrow(), Duration.ofNanos(WAIT_NS))
                    .joining(decoders.open(maxBytes), maxBytes);
        }

        void read(byte[] bytes) {
            System.arraycopy(rest, 0, buffer, 0, rest.length);
            System.arraycopy(bytes, 0, buffer, rest.length, bytes.length);
            int to = rest.length + bytes.length;
            decoder.feed(buffer, 0, to, nowNs);
            addAll();
            rest = Arrays.copyOfRange(buffer, decoder.restFrom(), to);
            Arrays.fill(buffer, 0, to, (byte) 'X');
        }

        void waitFor(long ns) {
            nowNs += ns;
            decoder.feed(rest, 0, rest.length, nowNs);
            decoder.release(nowNs);
            addAll();
        }

        List<Joined> end() {
            decoder.feed(rest, 0, rest.length, nowNs);
            decoder.end();
            addAll();
            assertThat(decoder.heldBytes()).isZero();
            return events;
        }

        private void addAll() {
            var line = new Line();
            while (decoder.next(line)) {
                byte[] message = line.message.bytes();
                events.add(new Joined(
                        line.app + "[" + line.process + "]@" + line.host,
                        line.severity,
                        line.flags,
                        line.lines,
                        new String(message, line.message.from(), line.message.length(), ISO_8859_1)));
            }
        }
    }
}
