package logtail.cli.ship;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static logtail.cli.client.FakeDaemon.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import logtail.cli.base.Notices;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.FakeDaemon;
import logtail.cli.client.RefusedException;
import logtail.parse.join.JoinRules;
import logtail.redact.Redaction;
import logtail.runtime.Backoff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LineShipperTest {
    private static final int RANDOM_LINES = 5_000;

    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    @Test
    void everyByteArrivesOnceInBatchesThatEndWithALine() throws Exception {
        byte[] bytes = randomLines(new Random(7));
        try (var daemon = FakeDaemon.answering(status(204))) {
            var shipper = shipper(daemon);
            shipper.ship(new ByteArrayInputStream(bytes));
            var sent = new ByteArrayOutputStream();
            for (var post : daemon.requests()) {
                sent.write(post.body());
                String text = new String(post.body(), ISO_8859_1);
                assertThat(text).endsWith("\n");
                long lines = text.chars().filter(c -> c == '\n').count();
                assertThat(lines).isBetween(1L, 500L);
                assertThat(post.body().length <= LineShipper.BATCH_BYTES || lines == 1)
                        .isTrue();
            }
            assertThat(sent.toByteArray()).isEqualTo(bytes);
            assertThat(shipper.takenLines()).isEqualTo(RANDOM_LINES);
        }
    }

    @Test
    void sendsNoSecretAndTellsWhatItDropped() throws Exception {
        var redaction = Redaction.of("email re:/drop me/=drop", (byte[]) null);
        try (var daemon = FakeDaemon.answering(status(204))) {
            var notices = new Notices(new PrintStream(stderr, true, UTF_8), true);
            var options = new ShipOptions(
                    daemon.access(), "a", "", "", false, true, false, redaction, SpoolOptions.NONE, Joins.UNSAID);
            var shipper = new LineShipper(
                    BatchPoster.to(options, notices), options.query(), Joins.UNSAID, notices, redaction.redactor());
            shipper.ship(stream("to joe@example.com\r\nplease drop me\nlast jim@example.com"));
            assertThat(daemon.posted(all -> true)).isEqualTo("to ****\r\nlast ****");
            assertThat(shipper.takenLines()).isEqualTo(3);
        }
        assertThat(stderr.toString(UTF_8)).contains("1 line was dropped");
    }

    @Test
    void aLastLineWithoutAnEndIsSentAsItIs() throws Exception {
        try (var daemon = FakeDaemon.answering(status(204))) {
            var shipper = shipper(daemon);
            shipper.ship(stream("one\r\ntwo"));
            assertThat(daemon.posted(all -> true)).isEqualTo("one\r\ntwo");
            assertThat(shipper.takenLines()).isEqualTo(2);
            assertThat(daemon.requests().getFirst().query()).isEqualTo("app=a b&process=web.1");
        }
    }

    @Test
    void aLineIsSentWhileItsSuccessorIsNotThereYet() throws Exception {
        var arrived = new CountDownLatch(1);
        try (var daemon = FakeDaemon.answering(exchange -> {
                    arrived.countDown();
                    status(204).handle(exchange);
                });
                var reader = new PipedInputStream()) {
            Thread shipping;
            try (var writer = new PipedOutputStream(reader)) {
                shipping = Thread.ofVirtual().start(() -> ship(shipper(daemon), reader));
                writer.write("one\ntw".getBytes(UTF_8));
                writer.flush();
                arrived.await();
                assertThat(daemon.requests().getFirst().text()).isEqualTo("one\n");
                writer.write("o\n".getBytes(UTF_8));
            }
            shipping.join();
            assertThat(daemon.posted(all -> true)).isEqualTo("one\ntwo\n");
        }
    }

    @Test
    void whileTheDaemonIsBusyTheBatchIsKeptAndSentAgain() throws Exception {
        try (var daemon = FakeDaemon.answering(
                status(503, Map.of("Retry-After", "0"), "full"), status(429), status(500), status(204))) {
            shipper(daemon).ship(stream("one\ntwo\n"));
            assertThat(daemon.requests())
                    .hasSize(4)
                    .allSatisfy(post -> assertThat(post.text()).isEqualTo("one\ntwo\n"));
        }
        assertThat(stderr.toString(UTF_8)).contains("keeping the lines…", "sending again");
    }

    @Test
    void tellsWhyTheDaemonTakesNothing() throws Exception {
        try (var daemon = FakeDaemon.answering(
                status(503, Map.of(), "cannot keep up"), status(503, Map.of(), "cannot keep up"), status(204))) {
            daemon.isUnready("the disk is full");
            shipper(daemon).ship(stream("one\n"));
        }
        assertThat(stderr.toString(UTF_8))
                .contains("answers 503: the disk is full")
                .doesNotContain("keep up");
    }

    @Test
    void eachBatchHasAKeyOfItsOwnThatItKeeps() throws Exception {
        try (var daemon = FakeDaemon.answering(status(409), status(503), status(204), status(204))) {
            shipper(daemon).ship(stream("1\n".repeat(501)));
            var keys = daemon.requests().stream().map(FakeDaemon.Request::key).toList();
            assertThat(keys).hasSize(4).doesNotContain("");
            assertThat(keys.subList(0, 3)).containsOnly(keys.getFirst());
            assertThat(keys.getLast()).isNotEqualTo(keys.getFirst());
        }
    }

    @Test
    void eachBatchTellsWhenItsLinesWereReadHoweverLateItIsSent() throws Exception {
        long secondNs = 1_000_000_000L;
        var pipe = new ChunkPipe(1 << 20);
        byte[] line = "line\n".getBytes(UTF_8);
        for (long readAtNs : new long[] {100, 100 + secondNs, 101 + secondNs, 5 * secondNs}) {
            pipe.write(line, line.length, readAtNs);
        }
        pipe.write("unfinished".getBytes(UTF_8), 10, 7 * secondNs);
        pipe.end();
        try (var daemon = FakeDaemon.answering(status(503), status(413), status(204), status(204))) {
            shipper(daemon).ship(pipe);
            assertThat(daemon.requests())
                    .extracting(post -> post.readAt() + " " + post.text())
                    .containsExactly(
                            "100 line\nline\n", // a second is one batch, more is not
                            "100 line\nline\n",
                            "100 line\nline\n",
                            "1000000101 line\n",
                            "5000000000 line\n",
                            "7000000000 unfinished");
        }
    }

    @Test
    void batchesEndWhereEventsDo() throws Exception {
        String event = "ERROR boom\njava.lang.Error: x\n" + "\tat a.B.c(B.java:1)\n".repeat(30);
        byte[] bytes = event.repeat(100).getBytes(UTF_8);
        for (int chunk : new int[] {7, 1000, 32_768}) {
            var pipe = new ChunkPipe(1 << 20);
            for (int at = 0; at < bytes.length; at += chunk) {
                byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + chunk));
                pipe.write(part, part.length, 1);
            }
            pipe.end();
            try (var daemon = FakeDaemon.answering(status(204))) {
                var shipper = shipper(daemon, joins("java", Duration.ofSeconds(30)));
                shipper.ship(pipe);
                assertThat(daemon.posted(all -> true)).isEqualTo(new String(bytes, UTF_8));
                assertThat(daemon.requests()).hasSizeGreaterThan(5).allSatisfy(post -> {
                    assertThat(post.text()).startsWith("ERROR boom\n").endsWith("\tat a.B.c(B.java:1)\n");
                    assertThat(post.query()).contains("join=java");
                });
                assertThat(shipper.takenLines()).isEqualTo(3200);
            }
        }
    }

    @Test
    void anEventThatMayGoOnIsSentWhenNothingComesForAWhile() throws Exception {
        var pipe = new ChunkPipe(1 << 20);
        var arrived = new CountDownLatch(1);
        try (var daemon = FakeDaemon.answering(exchange -> {
            arrived.countDown();
            status(204).handle(exchange);
        })) {
            var shipper = shipper(daemon, joins("java,cri,docker", Duration.ofMillis(20)));
            var shipping = Thread.ofVirtual().start(() -> ship(shipper, pipe));
            byte[] line = "ERROR boom\n".getBytes(UTF_8);
            pipe.write(line, line.length, 1);
            assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
            pipe.end();
            shipping.join();
            assertThat(daemon.posted(all -> true)).isEqualTo("ERROR boom\n");
        }
    }

    @Test
    void anEventWithoutAnEndIsSentInPieces() throws Exception {
        var pipe = new ChunkPipe(8 << 20);
        byte[] bytes = ("ERROR boom\n" + "\tat a.B.c(B.java:1)\n".repeat(10_000)).getBytes(UTF_8);
        pipe.write(bytes, bytes.length, 1);
        pipe.end();
        try (var daemon = FakeDaemon.answering(status(204))) {
            var shipper = shipper(daemon, joins("java", Duration.ofSeconds(30)));
            shipper.ship(pipe);
            assertThat(daemon.posted(all -> true)).isEqualTo(new String(bytes, UTF_8));
            assertThat(daemon.requests()).hasSizeGreaterThan(3);
            assertThat(shipper.takenLines()).isEqualTo(10_001);
        }
    }

    private static Joins joins(String list, Duration patience) {
        return new Joins(list, JoinRules.parse(list).orElseThrow(), patience);
    }

    @Test
    void eachBatchHasTheNextNumberOfItsShipper() throws Exception {
        try (var daemon = FakeDaemon.answering(status(503), status(204), status(204))) {
            shipper(daemon).ship(stream("1\n".repeat(501)));
            var producers =
                    daemon.requests().stream().map(FakeDaemon.Request::producer).toList();
            String shipper =
                    producers.getFirst().substring(0, producers.getFirst().indexOf(':'));
            assertThat(shipper).hasSize(36);
            assertThat(producers).containsExactly(shipper + ":1", shipper + ":1", shipper + ":2");
        }
    }

    @Test
    void whatIsTooLargeToBeHeldWholeIsSentWithoutAKey() throws Exception {
        try (var daemon = FakeDaemon.answering(status(413), status(204))) {
            shipper(daemon).ship(stream("one\n"));
            assertThat(daemon.requests())
                    .extracting(FakeDaemon.Request::key)
                    .last()
                    .isEqualTo("");
            assertThat(daemon.requests().getLast().text()).isEqualTo("one\n");
        }
    }

    @Test
    void waitsForADaemonThatIsAwayAndSendsInOrder() throws Exception {
        var gone = FakeDaemon.answering(status(204));
        gone.close();
        var shipper = shipper(gone);
        var shipping = Thread.ofVirtual().start(() -> ship(shipper, stream("1\n".repeat(700) + "end\n")));
        while (!stderr.toString(UTF_8).contains("keeping the lines…")) {
            Thread.onSpinWait();
        }
        try (var daemon = FakeDaemon.at(gone.address(), status(204))) {
            shipping.join();
            assertThat(daemon.posted(all -> true)).isEqualTo("1\n".repeat(700) + "end\n");
        }
    }

    @Test
    void linesTheDaemonWillNeverTakeAreAnError() throws Exception {
        try (var daemon = FakeDaemon.answering(status(401))) {
            assertThatThrownBy(() -> shipper(daemon).ship(stream("one\n")))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            e -> assertThat(e.exitCode()).isEqualTo(3));
        }
        try (var daemon = FakeDaemon.answering(status(400, Map.of(), "no such app"))) {
            assertThatThrownBy(() -> shipper(daemon).ship(stream("one\n")))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            e -> assertThat(e.exitCode()).isEqualTo(2))
                    .hasMessage("no such app");
        }
    }

    @Test
    void goesOnWhenTheDaemonRejectsSomeLinesOfABatchAndSaysSoOnce() throws Exception {
        String some =
                "{\"kept\":1,\"rejected\":2,\"errors\":[{\"line\":1,\"detail\":\"the token is for web, not for db\"}]}";
        String all = "{\"detail\":\"line 1: the token is for web, not for db\",\"kept\":0,\"rejected\":3}";
        try (var daemon = FakeDaemon.answering(
                status(200, Map.of("Content-Type", "application/json"), some),
                status(403, Map.of("Content-Type", "application/problem+json"), all))) {
            shipper(daemon).ship(stream("one\ntwo\nthree\n"));
            shipper(daemon).ship(stream("four\nfive\nsix\n"));
            assertThat(daemon.requests()).as("nothing is sent again").hasSize(2);
        }
        assertThat(stderr.toString(UTF_8)).contains("the daemon rejects lines: the token is for web, not for db");
    }

    private LineShipper shipper(FakeDaemon daemon) {
        return shipper(daemon, Joins.UNSAID);
    }

    private LineShipper shipper(FakeDaemon daemon, Joins joins) {
        var options = new ShipOptions(
                daemon.access(), "a b", "web.1", "", false, false, false, null, SpoolOptions.NONE, joins);
        var notices = new Notices(new PrintStream(stderr, true, UTF_8), false);
        var client = new DaemonClient(daemon.access(), Duration.ofSeconds(5));
        return new LineShipper(
                new BatchPoster(client, new Backoff(1, 4), notices, false), options.query(), joins, notices, null);
    }

    private static void ship(LineShipper shipper, java.io.InputStream in) {
        try {
            shipper.ship(in);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    /** Short lines, empty ones, and now and then one that is longer than a batch. */
    private static byte[] randomLines(Random random) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < RANDOM_LINES; i++) {
            int length = i % 1_700 == 1_000 ? LineShipper.BATCH_BYTES * 3 / 2 : random.nextInt(300);
            for (int k = 0; k < length; k++) {
                int b = random.nextInt(256);
                bytes.write(b == '\n' ? ' ' : b);
            }
            bytes.write('\n');
        }
        return bytes.toByteArray();
    }
}
