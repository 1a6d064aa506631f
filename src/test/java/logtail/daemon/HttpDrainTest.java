package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import logtail.drain.Sinks;
import logtail.drain.sink.Batch;
import logtail.drain.sink.Destination;
import logtail.drain.sink.Sink;
import logtail.event.Block;
import logtail.journal.Blocks;
import logtail.net.AddressGuard;
import logtail.net.Connector;
import logtail.net.EventLoops;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drains of HTTP into the daemon itself. */
@Timeout(60)
class HttpDrainTest {
    private static final long RECEIVED_NS = 1_795_700_000_123_456_789L;
    private static final String[] MESSAGES = IntStream.rangeClosed(1, 500)
            .mapToObj(i -> "żółć \"" + i + "\" at=info")
            .toArray(String[]::new);

    @TempDir
    private Path data;

    private final EventLoops loops = new EventLoops();
    private RunningDaemon receiver;

    @BeforeEach
    void start() {
        receiver = RunningDaemon.start(data);
    }

    @AfterEach
    void stop() {
        receiver.close();
        loops.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "gzip", "zstd"})
    void logplexArrivesAsItWas(String compress) throws Exception {
        try (Sink sink = sink(Map.of("format", "logplex", "compress", compress))) {
            assertThat(sink.send(batch(sink))).isEqualTo(Sink.Answer.TAKEN);
        }
        List<Shown> shown = Shown.all(receiver.http());
        assertThat(shown).extracting(Shown::message).containsExactly(MESSAGES);
        assertThat(shown.getFirst().members())
                .containsEntry("app", "shop")
                .containsEntry("time", "2026-11-26T13:33:20.123456000Z")
                .containsEntry("level", "info")
                .doesNotContainKeys("process", "host", "flags");
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "gzip", "zstd"})
    void ndjsonArrivesWithAllMembers(String compress) throws Exception {
        try (Sink sink = sink(Map.of("compress", compress))) {
            assertThat(sink.send(batch(sink))).isEqualTo(Sink.Answer.TAKEN);
        }
        List<Shown> shown = Shown.all(receiver.http());
        assertThat(shown).extracting(Shown::message).containsExactly(MESSAGES);
        assertThat(shown.getFirst().members())
                .containsEntry("app", "shop")
                .containsEntry("time", "2026-11-26T13:33:20.123456789Z")
                .containsEntry("level", "info");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ndjson", "logplex"})
    void aBatchThatIsSentAgainArrivesOnce(String format) throws Exception {
        try (Sink sink = sink(Map.of("format", format))) {
            assertThat(sink.send(batch(sink))).isEqualTo(Sink.Answer.TAKEN);
        }
        try (Sink later = sink(Map.of("format", format))) { // of another run
            assertThat(later.send(batch(later))).isEqualTo(Sink.Answer.TAKEN);
            assertThat(later.accepted()).isEqualTo(MESSAGES.length);
        }
        assertThat(Shown.all(receiver.http())).hasSize(MESSAGES.length);
    }

    @Test
    void whatTheReceiverDoesNotTakeIsSaid() throws Exception {
        String url =
                "http://127.0.0.1:%d/no/such/path".formatted(receiver.http().getPort());
        try (Sink sink = sink(url, Map.of())) {
            assertThat(((Sink.Answer.Later) sink.send(batch(sink))).reason())
                    .contains("404 Not Found (check the path of the destination)", "/no/such/path");
        }
        assertThat(Shown.all(receiver.http())).isEmpty();
    }

    private Sink sink(Map<String, String> options) {
        return sink("http://127.0.0.1:%d/logs".formatted(receiver.http().getPort()), options);
    }

    private Sink sink(String url, Map<String, String> options) {
        return new Sinks(new Connector(loops, AddressGuard.NONE), file -> true)
                .create("eu", Destination.parse(url).destination(), options);
    }

    private static Batch batch(Sink sink) {
        byte[] bytes = Blocks.of("shop", RECEIVED_NS, MESSAGES);
        Block.seal(bytes, 0, 1, RECEIVED_NS, new CRC32C());
        var batch = new Batch();
        batch.begin(1);
        Block block = new Block().wrap(bytes, 0);
        while (block.nextEvent()) {
            batch.add(block, sink.writing());
        }
        return batch;
    }
}
