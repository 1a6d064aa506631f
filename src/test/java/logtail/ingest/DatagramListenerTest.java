package logtail.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import logtail.journal.Blocks;
import logtail.journal.InMemoryJournal;
import logtail.net.EventLoops;
import logtail.pipeline.BlockSlot;
import logtail.pipeline.IngestPipeline;
import logtail.pipeline.PipelineSettings;
import logtail.runtime.CloseStack;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Datagrams that come while the ring is full. */
@Timeout(60)
@Tag("slow")
class DatagramListenerTest {
    private static final int SLOTS = 4;
    private static final int SENT = 300;
    private static final int SMALL_BUFFER_BYTES = 8 * 1024;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final InMemoryJournal journal = new InMemoryJournal();
    private final Deque<BlockSlot> hostages = new ArrayDeque<>();
    private final CloseStack closing = new CloseStack();
    private final EventLoops loops = closing.push(new EventLoops());
    private final IngestPipeline pipeline = closing.push(IngestPipeline.start(
            new PipelineSettings(SLOTS * 128 * 1024L, 2048), journal, block -> {}, metrics, (where, fault) -> {
                throw new AssertionError(where, fault);
            }));

    @AfterEach
    void close() {
        closing.close();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void countsEveryDatagramThatTheKernelHadNoRoomFor() throws IOException {
        var listener = closing.push(listen(SMALL_BUFFER_BYTES));
        takeAllSlots();
        send(listener.address(), SENT);
        hostages.forEach(slot -> pipeline.publish(slot, null));
        await(
                () -> journal.lastIndex(0) + dropped() >= SENT,
                () -> "%d kept, %d dropped".formatted(journal.lastIndex(0), dropped()));
        assertThat(dropped()).isPositive();
        assertThat(journal.lastIndex(0)).isPositive();
        assertThat(journal.lastIndex(0) + dropped()).isEqualTo(SENT);
        assertThat(Blocks.readAll(journal.openReader())).first().isEqualTo("1:0");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void tellsItAtOnceWhenItCloses() throws IOException {
        var listener = listen(SMALL_BUFFER_BYTES);
        takeAllSlots();
        send(listener.address(), SENT);
        listener.close();
        assertThat(dropped()).isBetween(SENT / 2L, SENT - 1L);
        hostages.forEach(slot -> pipeline.publish(slot, null));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void takesWhatTheKernelAndItselfHoldBeforeItCloses() throws Exception {
        var listener = listen(1 << 20);
        takeAllSlots();
        send(listener.address(), SENT);
        var closing = Thread.ofVirtual().start(listener::close);
        while (closing.getState() != Thread.State.WAITING && closing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThat(journal.lastIndex(0)).isZero();
        hostages.forEach(slot -> pipeline.publish(slot, null));
        closing.join();
        pipeline.close();
        assertThat(dropped()).isZero();
        assertThat(Blocks.readAll(journal.openReader()))
                .isEqualTo(IntStream.range(0, SENT)
                        .mapToObj(i -> (i + 1) + ":" + i)
                        .toList());
    }

    private DatagramListener listen(int kernelBufferBytes) {
        var context = new IntakeContext(pipeline, 2048, () -> 1, metrics, MemoryBudget.Share.of("stalled", 1 << 20));
        var intake = new Intake("u", FramedLines.syslogDatagrams(ZoneOffset.UTC), context);
        var bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return DatagramListener.start(loops, bind, intake, kernelBufferBytes);
    }

    private void takeAllSlots() {
        await(
                () -> {
                    BlockSlot slot = pipeline.tryClaim();
                    return slot != null && hostages.add(slot) && hostages.size() == SLOTS;
                },
                () -> hostages.size() + " slots");
    }

    private static void send(InetSocketAddress to, int count) throws IOException {
        try (var socket = new DatagramSocket()) {
            for (int i = 0; i < count; i++) {
                byte[] bytes = "<13>1 - h web - - - %d".formatted(i).getBytes(US_ASCII);
                socket.send(new DatagramPacket(bytes, bytes.length, to));
            }
        }
    }

    private long dropped() {
        return (long) metrics.get("logtail.intake.dropped")
                .tag("reason", "kernel-buffer")
                .counter()
                .count();
    }

    private static void await(BooleanSupplier condition, Supplier<String> what) {
        long deadlineNs = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadlineNs);
            Thread.onSpinWait();
        }
    }
}
