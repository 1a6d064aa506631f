package logtail.cli.ship;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static logtail.cli.client.FakeDaemon.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import logtail.cli.base.Notices;
import logtail.cli.base.Surroundings;
import logtail.cli.client.DaemonAddress;
import logtail.cli.client.DaemonArguments;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.FakeDaemon;
import logtail.cli.client.RefusedException;
import logtail.runtime.Backoff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lines on their way to several nodes of one journal. They would come far too late, if they waited. */
@Timeout(30)
class ShippingToNodesTest {
    private static final Backoff NEVER = new Backoff(600_000, 600_000);

    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    @Test
    void aBatchWhoseAnswerNeverCameGoesToTheNextNodeWithItsKey() throws Exception {
        try (var a = FakeDaemon.answering(status(204), exchange -> {
                    throw new IOException("dies here on purpose");
                });
                var b = FakeDaemon.answering(status(204))) {
            shipper(NEVER, a.address(), b.address())
                    .ship(new ByteArrayInputStream("1\n".repeat(1_501).getBytes(UTF_8)));
            var lost = a.requests().getLast();
            var again = b.requests().getFirst();
            assertThat(again).isEqualTo(lost);
            assertThat(again.producer()).isNotEmpty().endsWith(":2");
            assertThat(a.requests()).hasSize(2);
            assertThat(b.requests())
                    .extracting(request -> request.producer().replaceAll(".*:", ""))
                    .as("stays where it works")
                    .containsExactly("2", "3", "4");
            assertThat(stderr).hasToString("");
        }
    }

    @Test
    void aNodeThatIsAwayOrFullIsPassedOver() throws Exception {
        DaemonAddress away = FakeDaemon.away();
        try (var full = FakeDaemon.answering(status(503));
                var c = FakeDaemon.answering(status(204))) {
            shipper(NEVER, away, full.address(), c.address()).ship(new ByteArrayInputStream("one\n".getBytes(UTF_8)));
            assertThat(c.requests()).isEqualTo(full.requests());
        }
    }

    @Test
    void waitsWhenNoneTakesTheLinesAndNamesAll() throws Exception {
        try (var a = FakeDaemon.answering(status(503), status(503), status(204));
                var b = FakeDaemon.answering(status(503))) {
            shipper(new Backoff(1, 1), a.address(), b.address())
                    .ship(new ByteArrayInputStream("one\n".getBytes(UTF_8)));
            assertThat(a.requests()).hasSize(3);
            assertThat(b.requests()).hasSize(2);
            assertThat(stderr.toString(UTF_8))
                    .contains(
                            "cannot send to " + a.address() + "," + b.address() + " (answers 503), keeping the lines…")
                    .contains("sending again");
        }
    }

    @Test
    void aRefusalIsNotTriedElsewhere() throws Exception {
        for (int refusal : new int[] {400, 401}) {
            try (var a = FakeDaemon.answering(status(refusal));
                    var b = FakeDaemon.answering(status(204))) {
                var shipper = shipper(NEVER, a.address(), b.address());
                assertThatThrownBy(() -> shipper.ship(new ByteArrayInputStream("one\n".getBytes(UTF_8))))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining(a.address().toString());
                assertThat(b.requests()).isEmpty();
            }
        }
    }

    @Test
    void theSpoolGoesToTheNodeThatIsThereInOrder(@TempDir Path directory) throws Exception {
        DaemonAddress away = FakeDaemon.away();
        try (var b = FakeDaemon.answering(status(204));
                var spool = Spool.open(directory, 1 << 20)) {
            for (int i = 1; i <= 3; i++) {
                byte[] line = (i + "\n").getBytes(UTF_8);
                spool.offer(
                        new ShippedBatch("left-" + i, options(away, b.address()).query(), line, 1, 0));
            }
            try (var outlet = SpooledOutlet.start(poster(NEVER, away, b.address()), spool, false, notices())) {
                outlet.finish();
            }
            assertThat(b.requests()).extracting(FakeDaemon.Request::key).containsExactly("left-1", "left-2", "left-3");
        }
    }

    private LineShipper shipper(Backoff backoff, DaemonAddress... nodes) {
        return new LineShipper(poster(backoff, nodes), options(nodes).query(), notices());
    }

    private BatchPoster poster(Backoff backoff, DaemonAddress... nodes) {
        var client = new DaemonClient(options(nodes).daemon(), Duration.ofSeconds(5));
        return new BatchPoster(client, backoff, notices(), false);
    }

    private Notices notices() {
        return new Notices(new PrintStream(stderr, true, UTF_8), false);
    }

    private static ShipOptions options(DaemonAddress... nodes) {
        String all = Arrays.stream(nodes).map(DaemonAddress::toString).collect(joining(","));
        var around = new Surroundings(Map.of("LOGTAIL_ADDR", all), false, Instant.EPOCH, ZoneOffset.UTC);
        return new ShipOptions(
                new DaemonArguments().resolve(around), "web", "", "", false, false, false, SpoolOptions.NONE);
    }
}
