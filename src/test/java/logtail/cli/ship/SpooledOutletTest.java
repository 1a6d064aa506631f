package logtail.cli.ship;

import static java.nio.charset.StandardCharsets.UTF_8;
import static logtail.cli.client.FakeDaemon.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import logtail.cli.base.Notices;
import logtail.cli.client.DaemonAccess;
import logtail.cli.client.DaemonAddress;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.FakeDaemon;
import logtail.cli.client.RefusedException;
import logtail.cli.client.UrlQuery;
import logtail.runtime.Backoff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SpooledOutletTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private final Notices notices = new Notices(new PrintStream(stderr, true, UTF_8), false);

    @Test
    void linesWaitOnDiskWhileTheDaemonIsAwayAndAreSentInOrder() throws Exception {
        var gone = FakeDaemon.answering(status(204));
        gone.close();
        try (var spool = Spool.open(directory, 1 << 20)) {
            var outlet = outlet(gone.address(), spool, false);
            for (int i = 0; i < 100; i++) {
                outlet.send(batch(i)); // comes back though nobody is there
            }
            assertThat(spool.pendingLines()).isEqualTo(100);
            try (var daemon = FakeDaemon.at(gone.address(), status(204))) {
                outlet.finish();
                outlet.send(batch(100));
                assertThat(daemon.requests())
                        .extracting(FakeDaemon.Request::text)
                        .startsWith("0\n", "1\n");
                assertThat(daemon.posted(all -> true)).endsWith("98\n99\n100\n");
            }
        }
        assertThat(stderr.toString(UTF_8)).contains("keeping the lines…", "sending again");
    }

    @Test
    void theNextPipeSendsFirstWhatTheOneBeforeLeft() throws Exception {
        var gone = FakeDaemon.answering(status(204));
        gone.close();
        try (var spool = Spool.open(directory, 1 << 20)) {
            spool.offer(batch(0));
        }
        try (var daemon = FakeDaemon.at(gone.address(), status(204));
                var spool = Spool.open(directory, 1 << 20)) {
            var shipper = new LineShipper(outlet(gone.address(), spool, false), new UrlQuery(), notices);
            shipper.ship(new ByteArrayInputStream("new\n".getBytes(UTF_8)));
            assertThat(daemon.posted(post -> post.key().equals("k0"))).isEqualTo("0\n");
            assertThat(daemon.posted(all -> true)).isEqualTo("0\nnew\n");
        }
    }

    @Test
    void dropsTheNewestWhenItMayAndCountsThem() throws Exception {
        var gone = FakeDaemon.answering(status(204));
        gone.close();
        try (var spool = Spool.open(directory, 200)) {
            var outlet = outlet(gone.address(), spool, true);
            for (int i = 0; i < 100; i++) {
                outlet.send(batch(i));
            }
            assertThat(outlet.droppedLines())
                    .isEqualTo(100 - spool.pendingLines())
                    .isBetween(90L, 99L);
            assertThat(stderr.toString(UTF_8)).containsOnlyOnce("is full: dropping new lines");
        }
    }

    @Test
    void aRefusalOfWhatWaitedIsToldToWhoSends() throws Exception {
        try (var daemon = FakeDaemon.answering(status(503), status(403));
                var spool = Spool.open(directory, 1 << 20)) {
            var outlet = outlet(daemon.address(), spool, false);
            outlet.send(batch(0));
            assertThatThrownBy(outlet::finish).isInstanceOf(RefusedException.class);
        }
    }

    private SpooledOutlet outlet(DaemonAddress daemon, Spool spool, boolean drop) {
        var client = new DaemonClient(DaemonAccess.to(daemon), Duration.ofSeconds(5));
        return SpooledOutlet.start(new BatchPoster(client, new Backoff(1, 4), notices, false), spool, drop, notices);
    }

    private static ShippedBatch batch(int number) {
        return new ShippedBatch("k" + number, new UrlQuery(), (number + "\n").getBytes(UTF_8), 1, 0);
    }
}
