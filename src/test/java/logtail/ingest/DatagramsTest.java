package logtail.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import logtail.event.Block;
import logtail.event.Event;
import logtail.event.Line;
import logtail.journal.Blocks;
import logtail.journal.InMemoryJournal;
import logtail.journal.JournalReader;
import logtail.net.EventLoops;
import logtail.net.PortableLoops;
import logtail.pipeline.BlockSlot;
import logtail.pipeline.IngestPipeline;
import logtail.pipeline.PipelineSettings;
import logtail.runtime.CloseStack;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Datagrams of every length, from many senders, in bursts: each becomes one line. */
@Timeout(60)
@ParameterizedClass
@EnumSource
class DatagramsTest {
    enum Transport {
        EPOLL,
        NIO
    }

    private static final int MAX_MESSAGE_BYTES = 64 * 1024;
    private static final int LONGEST_BYTES = 65_507; // over IPv4
    private static final int KERNEL_BUFFER_BYTES = 208 * 1024; // what every kernel grants
    private static final int BURST = 200; // which fits

    private final Transport transport;
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final InMemoryJournal journal = new InMemoryJournal();
    private final CloseStack closing = new CloseStack();
    private final IngestPipeline pipeline = closing.push(IngestPipeline.start(
            new PipelineSettings(4 << 20, MAX_MESSAGE_BYTES), journal, block -> {}, metrics, (where, fault) -> {
                throw new AssertionError(where, fault);
            }));
    private EventLoops loops;

    DatagramsTest(Transport transport) {
        this.transport = transport;
    }

    @BeforeEach
    void open() {
        assumeTrue(transport == Transport.NIO || Epoll.isAvailable());
        loops = closing.push(transport == Transport.NIO ? PortableLoops.start() : new EventLoops());
    }

    @AfterEach
    void close() {
        closing.close();
    }

    @Test
    void keepsLongDatagramsWholeAmongShortOnes() throws IOException {
        int[] lengths = {100, 2048, 3, 2049, 9000, 1, LONGEST_BYTES - 200, 20, LONGEST_BYTES, 7, LONGEST_BYTES, 50};
        InetSocketAddress to = listen("127.0.0.1");
        var sent = new ArrayList<String>();
        try (var socket = new DatagramSocket()) {
            for (int round = 0; round < 3; round++) {
                for (int length : lengths) {
                    String text = text(length, sent.size());
                    sent.add(text);
                    send(socket, to, text);
                }
                awaitEvents(sent.size()); // so that a small kernel buffer holds a round
            }
        }
        assertThat(texts()).isEqualTo(sent);
        assertThat(events()).noneMatch(event -> (event.flags() & Line.TRUNCATED) != 0);
        assertThat(dropped()).isZero();
    }

    @Test
    void keepsTheOrderOfEachSenderThroughBursts() throws IOException {
        int senders = 8;
        int bursts = 25;
        InetSocketAddress to = listen("127.0.0.1");
        var sockets = new ArrayList<DatagramSocket>();
        try {
            for (int i = 0; i < senders; i++) {
                sockets.add(new DatagramSocket());
            }
            for (int burst = 0; burst < bursts; burst++) {
                for (int i = 0; i < BURST; i++) {
                    send(sockets.get(i % senders), to, "from %d: %d".formatted(i % senders, burst * BURST + i));
                }
                awaitEvents((burst + 1L) * BURST);
            }
        } finally {
            sockets.forEach(DatagramSocket::close);
        }
        List<String> kept = texts();
        for (int sender = 0; sender < senders; sender++) {
            String from = "from %d: ".formatted(sender);
            int first = sender;
            assertThat(kept.stream().filter(text -> text.startsWith(from)))
                    .containsExactlyElementsOf(IntStream.range(0, bursts * BURST)
                            .filter(i -> i % senders == first)
                            .mapToObj(i -> from + i)
                            .toList());
        }
        assertThat(dropped()).isZero();
    }

    @Test
    void keepsWhatComesWhileTheRingFillsAgainAndAgain() throws IOException {
        InetSocketAddress to = listen("127.0.0.1");
        var hostages = new ArrayDeque<BlockSlot>();
        for (BlockSlot slot = pipeline.tryClaim(); slot != null; slot = pipeline.tryClaim()) {
            hostages.add(slot);
        }
        double found = timesFull();
        var sent = new ArrayList<String>();
        try (var socket = new DatagramSocket()) {
            for (int length : new int[] {60_000, 10, 60_001, 60_002, 11, 60_003}) { // a slot holds two long ones
                sent.add(text(length, sent.size()));
                send(socket, to, sent.getLast());
            }
        }
        await(() -> timesFull() > found, () -> "met no full ring");
        double first = timesFull();
        pipeline.publish(hostages.remove(), null);
        await(() -> timesFull() > first, () -> "met no full ring again");
        hostages.forEach(slot -> pipeline.publish(slot, null));
        awaitEvents(sent.size());
        assertThat(texts()).isEqualTo(sent);
        assertThat(dropped()).isZero();
    }

    @Test
    void goesOnBehindEmptyDatagramsAndCountsThem() throws IOException {
        InetSocketAddress to = listen("127.0.0.1");
        try (var socket = new DatagramSocket()) {
            for (int i = 0; i < BURST / 2; i++) {
                send(socket, to, "");
            }
            for (int i = 0; i < BURST / 4; i++) {
                send(socket, to, "line " + i);
                send(socket, to, "");
            }
            send(socket, to, "end");
        }
        awaitEvents(BURST / 4 + 1);
        assertThat(texts())
                .isEqualTo(Stream.concat(IntStream.range(0, BURST / 4).mapToObj(i -> "line " + i), Stream.of("end"))
                        .toList());
        assertThat(metrics.get("logtail.intake.empty").counter().count()).isEqualTo(BURST / 4 * 3);
    }

    @Test
    void tellsApartMoreSendersThanItRemembers() throws IOException {
        int senders = 1500;
        InetSocketAddress to = listen("127.0.0.1");
        var hosts = new ArrayList<String>();
        for (int i = 0; i < senders; i++) {
            String host = "127.1.%d.%d".formatted(i / 250, 1 + i % 250);
            try (var socket = bound(host)) {
                hosts.add(host);
                hosts.add(host);
                send(socket, to, "a");
                send(socket, to, "b");
            }
            if (hosts.size() % BURST == 0) {
                awaitEvents(hosts.size());
            }
        }
        awaitEvents(hosts.size());
        assertThat(events()).extracting(Event::host).isEqualTo(hosts);
    }

    @Test
    void receivesOverIpv6() throws IOException {
        InetSocketAddress to;
        try {
            bound("::1").close();
            to = listen("::1");
        } catch (SocketException e) {
            assumeTrue(false, "there is no IPv6 here");
            return;
        }
        try (var socket = bound("::1")) {
            send(socket, to, text(LONGEST_BYTES, 0));
            send(socket, to, "short");
        }
        awaitEvents(2);
        assertThat(texts()).containsExactly(text(LONGEST_BYTES, 0), "short");
    }

    @Test
    void losesOnlyTheDatagramThatMakesTheDecoderThrow() throws IOException {
        Decoder.Factory syslog = FramedLines.syslogDatagrams(ZoneOffset.UTC);
        InetSocketAddress to = listen("127.0.0.1", most -> new PoisonedDecoder(syslog.open(most)));
        try (var socket = new DatagramSocket()) {
            for (String text : List.of("one", "poison", "two", "poison", "three")) {
                send(socket, to, text);
            }
        }
        awaitEvents(3);
        assertThat(texts()).containsExactly("one", "two", "three");
        assertThat(dropped()).isEqualTo(2);
    }

    @Test
    void allocatesNothingOfItsOwnPerDatagram() {
        var channel = new EmbeddedChannel();
        channel.pipeline()
                .addLast(new DatagramHandler(intake(syslog()), new ReceiveQueue(channel), channel.eventLoop()));
        var packets = IntStream.range(0, DatagramSlots.SLOTS)
                .mapToObj(i -> new io.netty.channel.socket.DatagramPacket(
                        Unpooled.copiedBuffer("<13>Nov 24 14:00:00 host%d app[7]: line".formatted(i % 3), US_ASCII),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 514),
                        new InetSocketAddress("127.0.0." + (1 + i % 5), 2000 + i)))
                .toList();
        int reads = 2000;
        receive(channel, packets, reads); // loads classes and fills caches
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        receive(channel, packets, reads);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat((double) allocated / (reads * DatagramSlots.SLOTS))
                .as("bytes per datagram")
                .isLessThan(1);
        assertThat(dropped()).isZero();
        channel.finishAndReleaseAll();
    }

    private void receive(EmbeddedChannel channel, List<io.netty.channel.socket.DatagramPacket> packets, int reads) {
        for (int read = 0; read < reads; read++) {
            long before = journal.lastIndex(0);
            for (int i = 0; i < packets.size(); i++) { // by index: no iterator per read
                channel.pipeline().fireChannelRead(packets.get(i).retain());
            }
            channel.pipeline().fireChannelReadComplete();
            while (journal.lastIndex(0) == before) { // so that the ring never fills
                Thread.onSpinWait();
            }
        }
    }

    private InetSocketAddress listen(String host) {
        return listen(host, syslog());
    }

    private InetSocketAddress listen(String host, Decoder.Factory decoders) {
        return closing.push(DatagramListener.start(
                        loops, new InetSocketAddress(host, 0), intake(decoders), KERNEL_BUFFER_BYTES))
                .address();
    }

    private Intake intake(Decoder.Factory decoders) {
        var stalled = MemoryBudget.Share.of("stalled", 1 << 20);
        return new Intake("u", decoders, new IntakeContext(pipeline, MAX_MESSAGE_BYTES, () -> 1, metrics, stalled));
    }

    private static Decoder.Factory syslog() {
        return FramedLines.syslogDatagrams(ZoneOffset.UTC);
    }

    private static DatagramSocket bound(String host) throws IOException {
        return new DatagramSocket(new InetSocketAddress(InetAddress.getByName(host), 0));
    }

    private static void send(DatagramSocket socket, InetSocketAddress to, String text) throws IOException {
        byte[] bytes = text.getBytes(US_ASCII);
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    /** A text of that length whose every part tells where it belongs. */
    private static String text(int length, int seed) {
        var text = new StringBuilder(length + 16);
        for (int i = 0; text.length() < length; i++) {
            text.append((char) ('a' + (seed + i) % 26)).append(i);
        }
        return text.substring(0, length);
    }

    private void awaitEvents(long count) {
        await(
                () -> journal.lastIndex(0) >= count,
                () -> "%d of %d kept, %s dropped".formatted(journal.lastIndex(0), count, dropped()));
    }

    private static void await(BooleanSupplier condition, Supplier<String> what) {
        long deadlineNs = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadlineNs);
            Thread.onSpinWait();
        }
    }

    private double timesFull() {
        return metrics.get("logtail.ring.full").counter().count();
    }

    private List<String> texts() {
        return events().stream().map(Event::text).toList();
    }

    private List<Event> events() {
        var events = new ArrayList<Event>();
        JournalReader reader = journal.openReader();
        for (Block block = reader.next(); block != null; block = reader.next()) {
            events.addAll(Blocks.events(block));
        }
        return events;
    }

    private long dropped() {
        return (long) metrics.find("logtail.intake.dropped").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /** Throws at the text {@code poison}. */
    private static final class PoisonedDecoder implements Decoder {
        private final Decoder decoder;

        PoisonedDecoder(Decoder decoder) {
            this.decoder = decoder;
        }

        @Override
        public void feed(byte[] bytes, int from, int to, long receivedAtNs) {
            if (new String(bytes, from, to - from, US_ASCII).equals("poison")) {
                throw new IllegalStateException("poison");
            }
            decoder.feed(bytes, from, to, receivedAtNs);
        }

        @Override
        public boolean next(Line into) {
            return decoder.next(into);
        }

        @Override
        public int restFrom() {
            return decoder.restFrom();
        }

        @Override
        public void end() {
            decoder.end();
        }

        @Override
        public int maxMessageBytes() {
            return decoder.maxMessageBytes();
        }
    }
}
