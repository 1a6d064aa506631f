package logtail.cli.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static logtail.cli.client.FakeDaemon.brokenStream;
import static logtail.cli.client.FakeDaemon.openedAt;
import static logtail.cli.client.FakeDaemon.status;
import static logtail.cli.client.FakeDaemon.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.LineOutput;
import logtail.cli.base.Notices;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.FakeDaemon;
import logtail.runtime.Backoff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TailTest {
    private static final String RESET = "{\"gap\":{\"from\":\"1\",\"to\":\"0\",\"count\":0,\"reason\":\"reset\"}}";
    private static final int ENOUGH_LINES = 4;

    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    @Test
    void resumesExactlyBehindTheLastEventAndShowsNoneTwice() throws IOException {
        try (var daemon = FakeDaemon.answering(
                brokenStream(event(1) + "\n" + event(2) + "\n" + event(3).substring(0, 9)),
                status(503),
                brokenStream(event(3) + "\n"),
                stream(event(3), event(4)))) {
            assertThat(follow(daemon, ENOUGH_LINES)).isEqualTo("m1\nm2\nm3\nm4\n");
            assertThat(daemon.requests())
                    .extracting(FakeDaemon.Request::query)
                    .startsWith(
                            "lines=100&follow=true&heartbeat=1",
                            "after=2&follow=true&heartbeat=1",
                            "after=2&follow=true&heartbeat=1",
                            "after=3&follow=true&heartbeat=1");
        }
        assertThat(stderr.toString(UTF_8)).contains("connecting again…", "connected again");
    }

    @Test
    void aTailOfNewLinesOnlyMissesNoneWhileItIsAway() throws IOException {
        try (var daemon = FakeDaemon.answering(
                openedAt("7", stream("{\"heartbeat\":\"2026-11-24T14:00:10Z\"}")),
                stream(event(8), event(9), event(10), event(11)))) {
            follow(daemon, ENOUGH_LINES, "-n", "0");
            assertThat(daemon.requests().get(1).query()).isEqualTo("after=7&follow=true&heartbeat=1");
        }
    }

    @Test
    void aSilentConnectionIsTakenForDead() throws IOException {
        var end = new CountDownLatch(1);
        try (var daemon = FakeDaemon.answering(
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write((event(1) + "\n").getBytes(UTF_8));
                    exchange.getResponseBody().flush();
                    await(end);
                },
                stream(event(2), event(3), event(4)))) {
            assertThat(follow(daemon, ENOUGH_LINES)).isEqualTo("m1\nm2\nm3\nm4\n");
            end.countDown();
        }
        assertThat(stderr.toString(UTF_8)).contains("no answer in time");
    }

    @Test
    void tellsOfLostLines() throws IOException {
        String gap = "{\"gap\":{\"from\":\"2\",\"to\":\"18\",\"count\":17,\"reason\":\"retention\"}}";
        try (var daemon = FakeDaemon.answering(stream(event(1), gap, event(19)))) {
            assertThat(history(daemon, "-o", "raw")).isEqualTo("m1\nm19\n");
            assertThat(stderr.toString(UTF_8)).isEqualTo("logtail: 17 lines are missing here (retention)\n");
            stdout.reset();
            assertThat(history(daemon, "-o", "json")).isEqualTo(event(1) + "\n" + gap + "\n" + event(19) + "\n");
            stdout.reset();
            assertThat(history(daemon)).contains("-- 17 lines are missing here (retention) --\n");
        }
    }

    @Test
    void aHistoryEndsWithItsStreamAndIsCompletedWhenThatBreaks() throws IOException {
        try (var daemon = FakeDaemon.answering(brokenStream(event(1) + "\n"), stream(event(2)))) {
            assertThat(history(daemon, "-o", "raw")).isEqualTo("m1\nm2\n");
        }
    }

    @Test
    void aHistoryThatCannotBeCompletedIsLost() throws IOException {
        try (var daemon = FakeDaemon.answering(brokenStream(event(1) + "\n"), status(503))) {
            assertFails(4, "stream lost", daemon, "--no-follow");
        }
    }

    @Test
    void aLostStreamIsTheEndWhenItIsNotToBeTakenUp() throws IOException {
        try (var daemon = FakeDaemon.answering(brokenStream(event(1) + "\n"), stream(event(2)))) {
            assertFails(4, "stream lost", daemon, "--no-retry");
        }
    }

    @Test
    void endsAfterAsManyMatchesAsWantedAndTheirContext() throws IOException {
        try (var daemon = FakeDaemon.answering(stream(event(1), event(2), event(3)))) {
            assertThat(run(daemon, "-o", "raw", "-m", "2")).isEqualTo(0);
            assertThat(stdout).hasToString("m1\nm2\n");
            stdout.reset();
            assertThat(run(daemon, "-o", "raw", "-m", "1", "-A", "1")).isEqualTo(0);
            assertThat(stdout).hasToString("m1\n");
        }
        String context = event(2).replace("}", ",\"context\":true}");
        try (var daemon = FakeDaemon.answering(stream(event(1), context, event(3)))) {
            stdout.reset();
            assertThat(run(daemon, "-o", "raw", "-m", "1", "-A", "1")).isEqualTo(0);
            assertThat(stdout).hasToString("m1\nm2\n");
        }
    }

    @Test
    void asksForTheRestOfWhatWasWantedWhenTheStreamBreaks() throws IOException {
        try (var daemon = FakeDaemon.answering(brokenStream(event(1) + "\n"), stream(event(2), event(3)))) {
            assertThat(run(daemon, "-o", "raw", "-m", "2")).isEqualTo(0);
            assertThat(stdout).hasToString("m1\nm2\n");
            assertThat(daemon.requests().get(1).query()).isEqualTo("after=1&max=1&follow=true&heartbeat=1");
        }
    }

    @Test
    void theCursorIsWhatWasShownAndTheNextRunBeginsBehindIt(@TempDir Path directory) throws IOException {
        String cursor = directory.resolve("cursor").toString();
        try (var daemon = FakeDaemon.answering(brokenStream(event(7) + "\n" + event(8)), status(503))) {
            assertFails(4, "stream lost", daemon, "--cursor", cursor, "--no-follow");
            assertThat(directory.resolve("cursor")).hasContent("7\n");
        }
        try (var daemon = FakeDaemon.answering(stream(event(8), event(9)))) {
            history(daemon, "--cursor", cursor, "-n", "5", "-S", "1h");
            assertThat(daemon.requests().getFirst().query()).isEqualTo("after=7&follow=false&heartbeat=1");
            assertThat(directory.resolve("cursor")).hasContent("9\n");
        }
    }

    @Test
    void theCursorStaysBehindWhatDidNotGetOut(@TempDir Path directory) throws IOException {
        var closing = new OutputStream() {
            @Override
            public void write(int b) {
                stdout.write(b);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                if (stdout.size() > 0) {
                    throw new IOException("Broken pipe");
                }
                stdout.write(bytes, from, length);
            }
        };
        try (var daemon = FakeDaemon.answering(brokenStream(event(1) + "\n"), stream(event(2)))) {
            tail(
                            daemon,
                            new LineOutput(closing),
                            "--cursor",
                            directory.resolve("c").toString())
                    .run();
        }
        assertThat(directory.resolve("c")).hasContent("1\n");
    }

    @Test
    void contextWithLowerIdsThanThoseOfOthersIsShown() throws IOException {
        String context = event(2).replace("}", ",\"context\":true}");
        try (var daemon = FakeDaemon.answering(stream(event(5), context, event(6)))) {
            assertThat(history(daemon, "-o", "raw", "-B", "1")).isEqualTo("m5\n--\nm2\nm6\n");
        }
    }

    @Test
    void inTheOrderOfTimesTakesUpTheStreamBeforeWhatMayBeMissing() throws IOException {
        try (var daemon = FakeDaemon.answering(
                brokenStream(event(5) + "\n" + event(3) + "\n"), stream(event(3), event(4), event(5), event(6)))) {
            assertThat(history(daemon, "-o", "raw", "--order", "time")).isEqualTo("m5\nm3\nm4\nm6\n");
            assertThat(daemon.requests().get(1).query()).startsWith("after=2&");
        }
    }

    @Test
    void aStreamThatRunsBackwardsCannotBeTakenUp() throws IOException {
        try (var daemon = FakeDaemon.answering(brokenStream(event(2) + "\n"), stream(event(1)))) {
            assertFails(4, "stream lost", daemon, "-r");
        }
    }

    @Test
    void showsTheIdsOfANewJournalFromItsBeginning() throws IOException {
        String gap = "{\"gap\":{\"from\":\"9\",\"to\":\"8\",\"count\":0,\"reason\":\"reset\"}}";
        try (var daemon = FakeDaemon.answering(brokenStream(event(8) + "\n"), stream(gap, event(1), event(2)))) {
            assertThat(history(daemon, "-o", "raw")).isEqualTo("m8\nm1\nm2\n");
        }
    }

    @Test
    void resumesInTheJournalThatItsLastEventIsOf() throws IOException {
        try (var daemon = FakeDaemon.answering(
                of("j1", brokenStream(event(8) + "\n")),
                of("j2", brokenStream("")), // another journal, which has not said so yet
                of("j2", brokenStream(RESET + "\n")),
                of("j2", brokenStream(event(1) + "\n")),
                of("j2", stream(event(2))))) {
            assertThat(history(daemon, "-o", "raw")).isEqualTo("m8\nm1\nm2\n");
            assertThat(daemon.requests())
                    .extracting(request -> request.query().split("&", 2)[0])
                    .containsExactly("lines=100", "after=j1-8", "after=j1-8", "after=j2-0", "after=j2-1");
        }
    }

    @Test
    void showsWhatGotTheIdsOfEventsThatAPowerCutTook() throws IOException {
        String gap = "{\"gap\":{\"from\":\"7\",\"to\":\"8\",\"count\":2,\"reason\":\"power-cut\"}}";
        try (var daemon = FakeDaemon.answering(
                of("j1", brokenStream(event(8) + "\n")), of("j1", stream(gap, event(7), event(8))))) {
            assertThat(history(daemon, "-o", "raw")).isEqualTo("m8\nm7\nm8\n");
        }
    }

    @Test
    void goesOnBehindWhatTheDaemonCannotRead() throws IOException {
        String gap = "{\"gap\":{\"from\":\"2\",\"to\":\"4\",\"count\":3,\"reason\":\"unreadable\"}}";
        try (var daemon = FakeDaemon.answering(brokenStream(event(1) + "\n" + gap + "\n"), stream(event(5)))) {
            assertThat(history(daemon, "-o", "raw")).isEqualTo("m1\nm5\n");
            assertThat(daemon.requests().getLast().query()).startsWith("after=4&");
        }
    }

    private static HttpHandler of(String journal, HttpHandler stream) {
        return exchange -> {
            exchange.getResponseHeaders().add("Logtail-Journal", journal);
            stream.handle(exchange);
        };
    }

    @Test
    void exitCodesTellOfNoMatchAndOfLoss() throws IOException {
        try (var daemon = FakeDaemon.answering(stream())) {
            assertThat(run(daemon, "--no-follow")).isEqualTo(0);
            assertThat(run(daemon, "--no-follow", "--exit-status")).isEqualTo(1);
        }
        String gap = "{\"gap\":{\"from\":\"2\",\"to\":\"2\",\"count\":1,\"reason\":\"retention\"}}";
        try (var daemon = FakeDaemon.answering(stream(event(1), gap, event(3)))) {
            assertThat(run(daemon, "--strict", "--exit-status", "-o", "raw")).isEqualTo(5);
            assertThat(stdout).hasToString("m1\n");
        }
    }

    @Test
    void tellsWhatItAsksWhenItIsAskedTo() throws IOException {
        try (var daemon = FakeDaemon.answering(openedAt("7", stream(event(1))))) {
            history(daemon, "-v");
        }
        assertThat(stderr.toString(UTF_8)).contains("/tail?lines=100&", "the newest id is 7", "1 line\n");
    }

    @Test
    void aBadFilterIsTheUsersMistakeAndShownAsTheDaemonPutsIt() throws IOException {
        String problem = "{\"title\":\"bad filter\",\"status\":400,\"detail\":\"column 3: expected a word\"}";
        try (var daemon =
                FakeDaemon.answering(status(400, Map.of("Content-Type", "application/problem+json"), problem))) {
            assertFails(2, "column 3: expected a word", daemon);
        }
    }

    @Test
    void beingKeptOutIsNoAccess() throws IOException {
        try (var daemon = FakeDaemon.answering(status(403))) {
            assertFails(3, "answers 403", daemon);
        }
    }

    @Test
    void withoutADaemonItSaysHowToStartOne() throws IOException {
        var daemon = FakeDaemon.answering(status(200));
        daemon.close();
        assertFails(3, "logtail serve", daemon);
    }

    @Test
    void aReaderThatHasSeenEnoughIsNoFailure() throws IOException {
        var full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        try (var daemon = FakeDaemon.answering(stream(event(1)))) {
            assertThat(tail(daemon, new LineOutput(full)).run()).isEqualTo(0);
        }
    }

    /** Follows until so many lines are out, then ends as if the reader of the output went away. */
    @Test
    void goesOnBehindIdsThatAreNoNumbers() throws IOException {
        String gap = "{\"gap\":{\"reason\":\"retention\",\"after\":\"" + place(1) + "\"}}";
        try (var daemon = FakeDaemon.answering(
                of("j1", brokenStream(veiled(9, "") + "\n" + gap + "\n" + veiled(2, "") + "\n")),
                of("j1", brokenStream(gap + "\n" + veiled(5, "") + "\n")),
                of("j1", stream(veiled(5, ""), veiled(1, ""))))) {
            assertThat(history(daemon, "-o", "raw")).isEqualTo("m9\nm2\nm5\nm1\n");
            assertThat(daemon.requests())
                    .extracting(request -> request.query().split("&", 2)[0])
                    .containsExactly("lines=100", "after=j1-" + id(2), "after=j1-" + id(5));
        }
        assertThat(stderr.toString(UTF_8))
                .contains("lines are missing here (retention), how many of yours is not known");
    }

    @Test
    void withContextGoesOnBehindTheLastMatchAndShowsNothingTwice() throws IOException {
        String context = ",\"context\":true";
        try (var daemon = FakeDaemon.answering(
                of("j1", brokenStream(veiled(3, context) + "\n" + veiled(9, "") + "\n" + veiled(4, context) + "\n")),
                of("j1", stream(veiled(4, context), veiled(7, ""))))) {
            assertThat(history(daemon, "-B", "2", "-o", "raw"))
                    .contains("m3\n", "m9\n", "m7\n")
                    .containsOnlyOnce("m4");
            assertThat(daemon.requests())
                    .extracting(FakeDaemon.Request::query)
                    .last()
                    .asString()
                    .startsWith("after=j1-" + id(9) + "&");
        }
    }

    @Test
    void inTheOrderOfTimesAsksAgainForWhatWasReceivedWithinTheWindow() throws IOException {
        try (var daemon = FakeDaemon.answering(
                of("j1", brokenStream(veiled(3, "") + "\n" + veiled(2, "") + "\n")),
                of("j1", stream(veiled(2, ""), veiled(3, ""), veiled(4, ""))))) {
            assertThat(history(daemon, "--order", "time", "-o", "raw")).isEqualTo("m3\nm2\nm4\n");
            assertThat(daemon.requests())
                    .extracting(FakeDaemon.Request::query)
                    .last()
                    .asString()
                    .contains("since=2026-11-24T14:00:01.500", "by=received", "lines=all")
                    .doesNotContain("after=");
        }
    }

    @Test
    void afterAPowerCutGoesOnWhereTheJournalEndsNow() throws IOException {
        String gap = "{\"gap\":{\"reason\":\"power-cut\",\"after\":\"" + place(1) + "\"}}";
        try (var daemon = FakeDaemon.answering(
                of("j1", brokenStream(veiled(8, "") + "\n")),
                of("j1", brokenStream(gap + "\n")),
                of("j1", stream(veiled(8, ""))))) { // which is another event, with the id of the lost one
            assertThat(history(daemon, "-o", "raw")).isEqualTo("m8\nm8\n");
            assertThat(daemon.requests())
                    .extracting(request -> request.query().split("&", 2)[0])
                    .containsExactly("lines=100", "after=j1-" + id(8), "after=j1-" + place(1));
        }
    }

    @Test
    void keepsACursorThatIsNoNumber(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("cursor");
        try (var daemon = FakeDaemon.answering(of("j1", stream(veiled(7, ""))))) {
            history(daemon, "--cursor", file.toString());
        }
        assertThat(file).content().isEqualTo("j1-" + id(7) + "\n");
        try (var daemon = FakeDaemon.answering(of("j1", stream(veiled(2, ""))))) {
            history(daemon, "--cursor", file.toString());
            assertThat(daemon.requests().getFirst().query()).startsWith("after=j1-" + id(7) + "&");
        }
        assertThat(file).content().isEqualTo("j1-" + id(2) + "\n");
    }

    /** An event as a token limited to apps is shown it. */
    private static String veiled(int number, String more) {
        return "{\"id\":\"%s\",\"time\":\"2026-11-24T14:00:0%d.000000000Z\",\"received\":\"2026-11-24T14:00:0%d.000000000Z\",\"app\":\"web\",\"level\":\"info\",\"message\":\"m%d\"%s}"
                .formatted(id(number), number, number, number, more);
    }

    private static String id(int number) {
        return "e" + "0123456789abcdefghijklmno%d".formatted(number) + "0";
    }

    private static String place(int number) {
        return "p" + "%d".formatted(number).repeat(58);
    }

    private String follow(FakeDaemon daemon, int lines, String... args) {
        var closing = new OutputStream() {
            @Override
            public void write(int b) {
                stdout.write(b);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                stdout.write(bytes, from, length);
                if (stdout.toString(UTF_8).lines().count() >= lines) {
                    throw new IOException("Broken pipe");
                }
            }
        };
        var all = new ArrayList<>(List.of("-o", "raw"));
        all.addAll(List.of(args));
        assertThat(tail(daemon, new LineOutput(closing), all.toArray(String[]::new))
                        .run())
                .isEqualTo(0);
        return stdout.toString(UTF_8);
    }

    private String history(FakeDaemon daemon, String... args) {
        var all = new ArrayList<>(List.of("--no-follow"));
        all.addAll(List.of(args));
        assertThat(run(daemon, all.toArray(String[]::new))).isEqualTo(0);
        return stdout.toString(UTF_8);
    }

    private int run(FakeDaemon daemon, String... args) {
        return tail(daemon, new LineOutput(stdout), args).run();
    }

    private void assertFails(int exitCode, String message, FakeDaemon daemon, String... args) {
        assertThatThrownBy(() -> tail(daemon, new LineOutput(stdout), args).run())
                .isInstanceOfSatisfying(
                        CommandFailedException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(exitCode))
                .hasMessageContaining(message);
    }

    private Tail tail(FakeDaemon daemon, LineOutput out, String... args) {
        var options =
                TailOptionsTest.resolve(Map.of("LOGTAIL_ADDR", daemon.address().toString()), args);
        var notices = new Notices(new PrintStream(stderr, true, UTF_8), false);
        return new Tail(
                options, new DaemonClient(options.daemon(), Duration.ofMillis(500)), out, notices, new Backoff(1, 4));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String event(int id) {
        return "{\"id\":\"" + id + "\",\"time\":\"2026-11-24T14:00:00.123456789Z\",\"app\":\"web\",\"message\":\"m" + id
                + "\"}";
    }
}
