package logtail.madeup;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import logtail.ingest.Intake;
import logtail.ingest.IntakeContext;
import logtail.ingest.MalformedMessageException;
import logtail.ingest.Outcome;
import logtail.ingest.Sender;
import logtail.ingest.StreamListener;
import logtail.journal.Blocks;
import logtail.journal.InMemoryJournal;
import logtail.journal.Journal;
import logtail.net.Entrance;
import logtail.net.Entrances;
import logtail.net.EventLoops;
import logtail.net.Limits;
import logtail.pipeline.IngestPipeline;
import logtail.pipeline.PipelineSettings;
import logtail.runtime.CloseStack;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A new protocol is one decoder and its captured bytes: reading, back-pressure, order and limits are there already. */
@Timeout(60)
class NewProtocolTest {
    private static final String CAPTURED = "7:web one,7:web two,5:loose,8:db three,";
    private static final int MAX_MESSAGE_BYTES = 2048;

    private static final Limits LIMITS =
            new Limits(2, 2, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(10));

    private final CloseStack closing = new CloseStack();
    private final InMemoryJournal journal = new InMemoryJournal();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final EventLoops loops = closing.push(new EventLoops());
    private final IngestPipeline pipeline = closing.push(IngestPipeline.start(
            new PipelineSettings(1 << 20, MAX_MESSAGE_BYTES), journal, block -> {}, metrics, (where, fault) -> {
                throw new AssertionError(where, fault);
            }));
    private final Intake intake = new Intake(
            "netstring",
            NetstringDecoder::new,
            new IntakeContext(
                    pipeline, MAX_MESSAGE_BYTES, () -> 1, metrics, MemoryBudget.Share.of("stalled", 1 << 20)));

    @AfterEach
    void close() {
        closing.close();
    }

    private Entrance entrance() {
        return new Entrances(Optional.empty(), metrics).plain("netstring", LIMITS);
    }

    @Test
    void listensForItOnAPort() throws Exception {
        var listener = closing.push(StreamListener.start(loops, loopback(), entrance(), intake));
        awaitLines(3, () -> send(listener.address(), CAPTURED));
        assertThat(Blocks.readAll(journal.openReader())).containsExactly("1:one", "2:two", "3:three");
    }

    @Test
    void takesItWhereverItsBytesAreCut() throws InterruptedException {
        for (int cut = 0; cut <= CAPTURED.length(); cut++) {
            var stream = intake.stream(Sender.at(""));
            awaitRoom();
            assertThat(stream.accept(Unpooled.copiedBuffer(CAPTURED.substring(0, cut), US_ASCII)))
                    .isTrue();
            awaitRoom();
            assertThat(stream.accept(Unpooled.copiedBuffer(CAPTURED.substring(cut), US_ASCII)))
                    .isTrue();
            assertThat(stream.end(null)).isTrue();
            assertThat(stream.outcome()).isEqualTo(new Outcome(3, 0, 1, "a netstring has no app", List.of()));
        }
    }

    @Test
    void closesWhoSpeaksSomethingElse() throws IOException {
        var listener = closing.push(StreamListener.start(loops, loopback(), entrance(), intake));
        try (var socket =
                new Socket(listener.address().getAddress(), listener.address().getPort())) {
            socket.getOutputStream().write("hello: some lines\r\n".getBytes(US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(metrics.get("logtail.intake.closed")
                        .tag("reason", "malformed")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void admitsNoMoreConnectionsThanItsLimits() throws IOException {
        InetSocketAddress address = closing.push(StreamListener.start(loops, loopback(), entrance(), intake))
                .address();
        try (var first = new Socket(address.getAddress(), address.getPort());
                var second = new Socket(address.getAddress(), address.getPort());
                var third = new Socket(address.getAddress(), address.getPort())) {
            assertThat(third.getInputStream().read()).isEqualTo(-1);
            assertThat(first.isConnected() && second.isConnected()).isTrue();
        }
    }

    @Test
    void refusesWhatIsNotComplete() {
        var stream = intake.stream(Sender.at(""));
        assertThat(stream.accept(Unpooled.copiedBuffer("7:web one,9:web", US_ASCII)))
                .isTrue();
        assertThatThrownBy(() -> stream.end(null)).isInstanceOf(MalformedMessageException.class);
        stream.abandon();
    }

    private void awaitRoom() throws InterruptedException {
        var room = new CountDownLatch(1);
        pipeline.whenRoom(room::countDown);
        assertThat(room.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private void awaitLines(int count, SendStep step) throws Exception {
        var grown = new CountDownLatch(1);
        Journal.Subscription growth = closing.push(journal.onGrowth(() -> {
            if (journal.lastIndex(0) >= count) {
                grown.countDown();
            }
        }));
        step.run();
        assertThat(grown.await(20, TimeUnit.SECONDS)).isTrue();
        growth.close();
    }

    private interface SendStep {
        void run() throws IOException;
    }

    private static void send(InetSocketAddress to, String text) throws IOException {
        try (var socket = new Socket(to.getAddress(), to.getPort())) {
            socket.getOutputStream().write(text.getBytes(US_ASCII));
        }
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
