package logtail.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import logtail.access.Gate;
import logtail.ingest.IntakeContext;
import logtail.ingest.SenderRules;
import logtail.ingest.TimeFrom;
import logtail.ingest.rate.RateSettings;
import logtail.ingest.rate.Rates;
import logtail.journal.Blocks;
import logtail.journal.InMemoryJournal;
import logtail.journal.SharedJournal;
import logtail.net.EventLoops;
import logtail.pipeline.Attempts;
import logtail.pipeline.IngestPipeline;
import logtail.pipeline.PipelineSettings;
import logtail.runtime.CloseStack;
import logtail.runtime.Env;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Uploads with a key to a journal that nodes share. */
@Timeout(60)
class SharedJournalLogsTest {
    private static final String KEY = "Idempotency-Key: one";
    private static final long AGAIN_NS = 30_000_000;
    private static final Rates RATES =
            new Rates(RateSettings.from(new Env(Map.of("LOGTAIL_RATE", "app=fast-*:900/s burst 50")))
                    .rules());

    private final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final InMemoryJournal memory = new InMemoryJournal();
    private final SharedJournal journal = new SharedJournal(memory);
    private final CloseStack closing = new CloseStack();
    private final EventLoops loops = closing.push(new EventLoops());
    private final IngestPipeline pipeline = closing.push(IngestPipeline.start(
            new PipelineSettings(4 << 20, 2048), journal, block -> {}, metrics, (where, fault) -> faults.add(fault)));
    private InetSocketAddress address;

    @BeforeEach
    void listen() {
        var context = new IntakeContext(pipeline, 2048, () -> 1, metrics, MemoryBudget.Share.of("stalled", 1 << 20))
                .with(new SenderRules(Gate.open(), RATES));
        var attempts = closing.push(new Attempts(
                journal,
                Path.of("unused"),
                () -> 1,
                MemoryBudget.Share.of("attempts", 1 << 20),
                (where, fault) -> faults.add(fault)));
        address = closing.push(new HttpServer(loops, HttpRig.context(), metrics))
                .listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        List.of(),
                        Gate.open(),
                        List.of(new LogRoutes(new LogsEndpoint(context, TimeFrom.LINE, attempts, 1 << 20))));
    }

    @AfterEach
    void close() {
        closing.close();
        assertThat(faults).isEmpty();
    }

    @Test
    void areStoredOnceAndCompletedWhenTheyComeAgain() throws IOException {
        assertThat(post("a\nb\n", "Logtail-Producer: p:7").header("idempotency-replayed"))
                .isEmpty();
        for (int round = 0; round < 2; round++) {
            var again = post("a\nb\n", "Logtail-Producer: p:7");
            assertThat(again.status()).isEqualTo(204);
            assertThat(again.header("idempotency-replayed")).isEqualTo("true");
        }
        assertThat(post("a\nb\nc\n", "Logtail-Producer: p:7").header("idempotency-replayed"))
                .isEmpty();
        assertThat(post("d\n", "Logtail-Producer: p:8").status()).isEqualTo(204);
        assertThat(post("z\n", "Logtail-Producer: p:7").header("idempotency-replayed"))
                .isEqualTo("true");
        assertThat(Blocks.readAll(memory.openReader())).containsExactly("1:a", "2:b", "3:c", "4:d");
    }

    @Test
    void areRefusedWithWordsWhileNobodyKnowsWhatIsStored() throws IOException {
        journal.troubled("this node is far behind");
        var refused = post("a\n", KEY);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text()).contains("this node is far behind");
        assertThat(refused.header("retry-after")).isNotEmpty();
        assertThat(post("of nobody\n", "X: y").status()).isEqualTo(204);
        journal.troubled("");
        assertThat(post("a\n", KEY).status()).isEqualTo(204);
        assertThat(Blocks.readAll(memory.openReader())).containsExactly("1:of nobody", "2:a");
    }

    @Test
    void areRefusedWhenTheirKeyCameWithAnotherBody() throws IOException {
        assertThat(post("a\n", KEY).status()).isEqualTo(204);
        assertThat(post("b\n", KEY).status()).isEqualTo(422);
    }

    /** Lines that are stored are not charged again, else it would never come to the others. */
    @Test
    void areStoredInTheEndThoughTheyAreMoreThanMayComeAtOnce() throws IOException {
        String body = "{\"app\":\"fast-a\",\"msg\":\"x\"}\n{\"app\":\"fast-b\",\"msg\":\"y\"}\n".repeat(300);
        int refused = 0;
        int status = 429;
        while (status == 429 && refused++ < 100) {
            LockSupport.parkNanos(AGAIN_NS); // whoever comes too early is charged for that
            status = HttpSocket.post(address, "/logs", body, KEY).status();
        }
        assertThat(status).isEqualTo(204);
        assertThat(refused).isGreaterThan(1);
        assertThat(Blocks.readAll(memory.openReader())).hasSize(600);
    }

    private HttpSocket.Response post(String body, String header) throws IOException {
        return HttpSocket.post(address, "/logs", body, header);
    }
}
