package logtail.cli.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static logtail.cli.client.FakeDaemon.brokenStream;
import static logtail.cli.client.FakeDaemon.status;
import static logtail.cli.client.FakeDaemon.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.LineOutput;
import logtail.cli.base.Notices;
import logtail.cli.client.DaemonAddress;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.FakeDaemon;
import logtail.runtime.Backoff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A tail that may follow several nodes of one journal. It would wait far too long, if it waited. */
@Timeout(30)
class TailOfNodesTest {
    private static final Backoff NEVER = new Backoff(600_000, 600_000);

    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    @Test
    void goesOnAtOnceWhereTheNextNodeIsBehindTheLastEvent() throws IOException {
        try (var a = FakeDaemon.answering(
                        of("j1", brokenStream(event(1) + "\n" + event(2) + "\n" + event(3).substring(0, 9))),
                        of("j1", stream(event(5))));
                var b = FakeDaemon.answering(of("j1", stream(event(3), event(4))))) {
            assertThat(follow(NEVER, 5, a.address(), b.address())).isEqualTo("m1\nm2\nm3\nm4\nm5\n");
            assertThat(queries(a))
                    .containsExactly(
                            "lines=100&max=5&follow=true&heartbeat=1", "after=j1-4&max=1&follow=true&heartbeat=1");
            assertThat(queries(b)).containsExactly("after=j1-2&max=3&follow=true&heartbeat=1");
            assertThat(stderr.toString(UTF_8).lines())
                    .containsExactly(
                            told(a, "Premature EOF"),
                            "logtail: connected to " + b.address(),
                            told(b, "the daemon ended the stream"),
                            "logtail: connected to " + a.address());
        }
    }

    @Test
    void beginsAtTheFirstThatIsThere() throws IOException {
        DaemonAddress away = FakeDaemon.away();
        try (var busy = FakeDaemon.answering(status(503));
                var c = FakeDaemon.answering(stream(event(1), event(2)))) {
            assertThat(follow(NEVER, 2, away, busy.address(), c.address())).isEqualTo("m1\nm2\n");
            assertThat(stderr).hasToString("logtail: " + away + " is away, connected to " + c.address() + "\n");
        }
    }

    @Test
    void leavesANodeThatIsSilent() throws IOException {
        var end = new CountDownLatch(1);
        try (var a = FakeDaemon.answering(exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write((event(1) + "\n").getBytes(UTF_8));
                    exchange.getResponseBody().flush();
                    await(end);
                });
                var b = FakeDaemon.answering(stream(event(2)))) {
            assertThat(follow(NEVER, 2, a.address(), b.address())).isEqualTo("m1\nm2\n");
            end.countDown();
            assertThat(stderr.toString(UTF_8)).contains(told(a, "no answer in time"));
        }
    }

    @Test
    void waitsWhenEachHasBrokenOffWithoutALine() throws IOException {
        HttpHandler nothing = brokenStream("");
        try (var a = FakeDaemon.answering(nothing, nothing, stream(event(1)));
                var b = FakeDaemon.answering(nothing)) {
            assertThat(follow(new Backoff(1, 1), 1, a.address(), b.address())).isEqualTo("m1\n");
            assertThat(a.requests()).hasSize(3);
            assertThat(b.requests()).hasSize(2);
            assertThat(stderr.toString(UTF_8).split("trying again in", -1)).hasSize(3);
        }
    }

    @Test
    void aRefusalOfTheNextNodeIsTheEnd() throws IOException {
        try (var a = FakeDaemon.answering(brokenStream(event(1) + "\n"));
                var b = FakeDaemon.answering(status(401))) {
            assertFails(4, b.address() + " answers 401", a.address(), b.address());
            assertThat(a.requests()).hasSize(1);
        }
        try (var a = FakeDaemon.answering(status(400, Map.of(), "what filter?"));
                var b = FakeDaemon.answering(stream(event(1)))) {
            assertFails(2, "what filter?", a.address(), b.address());
            assertThat(b.requests()).isEmpty();
        }
    }

    @Test
    void whenAllAreAwayAtTheStartTheyAreAllNamed() throws IOException {
        DaemonAddress a = FakeDaemon.away();
        DaemonAddress b = FakeDaemon.away();
        assertFails(3, "cannot reach the daemon at " + a + "," + b + " (Connection refused)", a, b);
    }

    @Test
    void aNodeOfAnotherJournalIsTold() throws IOException {
        String reset = "{\"gap\":{\"from\":\"1\",\"to\":\"0\",\"count\":0,\"reason\":\"reset\"}}";
        try (var a = FakeDaemon.answering(of("j1", brokenStream(event(7) + "\n")), of("j2", stream(event(2))));
                var b = FakeDaemon.answering(of("j2", stream(reset, event(1))))) {
            assertThat(follow(NEVER, 3, a.address(), b.address())).isEqualTo("m7\nm1\nm2\n");
            assertThat(queries(b)).containsExactly("after=j1-7&max=2&follow=true&heartbeat=1");
            assertThat(queries(a)).last().isEqualTo("after=j2-1&max=1&follow=true&heartbeat=1");
            assertThat(stderr.toString(UTF_8))
                    .contains(
                            "logtail: " + b.address() + " has another journal than " + a.address() + "\n",
                            "logtail: connected to " + b.address() + "\n",
                            "missing here (reset)");
        }
    }

    /** Until so many lines came. */
    private String follow(Backoff backoff, int lines, DaemonAddress... nodes) {
        assertThat(tail(backoff, nodes, "-f", "-o", "raw", "-m", Integer.toString(lines))
                        .run())
                .isZero();
        return stdout.toString(UTF_8);
    }

    private void assertFails(int exitCode, String message, DaemonAddress... nodes) {
        assertThatThrownBy(() -> tail(NEVER, nodes).run())
                .isInstanceOfSatisfying(
                        CommandFailedException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(exitCode))
                .hasMessageContaining(message);
    }

    private Tail tail(Backoff backoff, DaemonAddress[] nodes, String... args) {
        String all = Arrays.stream(nodes).map(DaemonAddress::toString).collect(joining(" , "));
        var typed = new ArrayList<>(List.of(args));
        if (backoff != NEVER) {
            typed.add("-v");
        }
        var options = TailOptionsTest.resolve(Map.of("LOGTAIL_ADDR", all), typed.toArray(String[]::new));
        var notices = new Notices(new PrintStream(stderr, true, UTF_8), false);
        var client = new DaemonClient(options.daemon(), Duration.ofMillis(500));
        return new Tail(options, client, new LineOutput(stdout), notices, backoff);
    }

    private static HttpHandler of(String journal, HttpHandler stream) {
        return exchange -> {
            exchange.getResponseHeaders().add("Logtail-Journal", journal);
            stream.handle(exchange);
        };
    }

    private static List<String> queries(FakeDaemon node) {
        return node.requests().stream().map(FakeDaemon.Request::query).toList();
    }

    private static String told(FakeDaemon node, String trouble) {
        return "logtail: lost " + node.address() + " (" + trouble + "), connecting again…";
    }

    private static String event(int id) {
        return "{\"id\":\"" + id + "\",\"time\":\"2026-11-24T14:00:00Z\",\"app\":\"web\",\"message\":\"m" + id + "\"}";
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
