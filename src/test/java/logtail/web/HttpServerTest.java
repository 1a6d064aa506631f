package logtail.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;
import logtail.access.AppScope;
import logtail.access.Gate;
import logtail.access.Principal;
import logtail.access.Right;
import logtail.access.Veils;
import logtail.ingest.IntakeContext;
import logtail.ingest.TimeFrom;
import logtail.journal.Blocks;
import logtail.journal.InMemoryJournal;
import logtail.net.EventLoops;
import logtail.net.Limits;
import logtail.pipeline.Attempts;
import logtail.pipeline.BlockSlot;
import logtail.pipeline.IngestPipeline;
import logtail.pipeline.PipelineSettings;
import logtail.runtime.CloseStack;
import logtail.runtime.Deadline;
import logtail.runtime.MemoryBudget;
import logtail.tail.TailHub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTP connections under timeouts, a full ring, and slow or hostile peers. */
@Timeout(60)
class HttpServerTest {
    private static final int SLOTS = 4;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final CountDownLatch blocked = new CountDownLatch(1);
    private final MemoryBudget.Share bodies = MemoryBudget.Share.of("bodies", 256 * 1024);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @TempDir
    private Path folder;

    private final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
    private final InMemoryJournal journal = new InMemoryJournal();
    private final Deque<BlockSlot> hostages = new ArrayDeque<>();
    private final CloseStack closing = new CloseStack();
    private final EventLoops loops = closing.push(new EventLoops());
    private final TailHub hub = closing.push(TailHub.start(
            journal,
            logtail.runtime.Clock.system(),
            metrics,
            (where, fault) -> faults.add(fault),
            MemoryBudget.Share.of("context", 1 << 20)));
    private final TailLimits tailLimits = new TailLimits(
            1000, MemoryBudget.Share.of("tails", 4 * TailLimits.HEAP_BYTES), MemoryBudget.Share.of("output", 1 << 30));
    private final IngestPipeline pipeline = closing.push(IngestPipeline.start(
            new PipelineSettings(SLOTS * 128 * 1024L, 2048),
            journal,
            block -> {},
            metrics,
            (where, fault) -> faults.add(fault)));

    @AfterEach
    void close() {
        letGo();
        closing.close();
        assertThat(faults).isEmpty();
    }

    @Test
    void tellsASenderToComeAgainWhenTheRingStaysFull() throws IOException {
        InetSocketAddress http = listen(LONG, SHORT, LONG);
        fillRing();
        try (var sender = HttpSocket.open(http)) {
            var answer = sender.post("/logs", "too early".getBytes(US_ASCII));
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isEqualTo("1");
            assertThat(answer.text()).contains("cannot keep up");
            letGo();
            assertThat(sender.post("/logs", "again".getBytes(US_ASCII)).status())
                    .isEqualTo(204);
        }
        assertThat(Blocks.readAll(journal.openReader())).containsExactly("1:again");
    }

    @Test
    void givesSignsOfLifeToThoseWhoWantThem() throws IOException {
        InetSocketAddress http = listen(LONG, LONG, SHORT);
        try (var sse = HttpSocket.open(http);
                var plain = HttpSocket.open(http);
                var ndjson = HttpSocket.open(http)) {
            var events = sse.send(HttpSocket.head("GET", "/tail", "Accept: text/event-stream"))
                    .receiveStream();
            assertThat(events.readLine()).isEqualTo("retry: 2000");
            assertThat(events.readLine()).isEmpty();
            assertThat(events.readLine()).isEqualTo(":");
            assertThat(events.readLine()).isEmpty();
            assertThat(events.readLine()).isEqualTo(":");
            var text = plain.send(HttpSocket.head("GET", "/tail?heartbeat=1", "Accept: text/plain"))
                    .receiveStream();
            assertThat(text.readLine()).isEmpty();
            var lines = ndjson.send(HttpSocket.head("GET", "/tail?heartbeat=1")).receiveStream();
            assertThat(Json.object(lines.readLine())).containsOnlyKeys("heartbeat");
            assertThat(Json.object(lines.readLine())).containsOnlyKeys("heartbeat");
        }
    }

    @Test
    void closesAConnectionThatAsksForNothing() throws IOException {
        try (var idle = HttpSocket.open(listen(SHORT, LONG, LONG))) {
            assertThat(idle.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void keepsATailForWhichNothingComes() throws IOException {
        InetSocketAddress http = listen(SHORT, LONG, SHORT.multipliedBy(6));
        try (var tail = HttpSocket.open(http)) {
            var lines = tail.send(HttpSocket.head("GET", "/tail?heartbeat=1")).receiveStream();
            assertThat(Json.object(lines.readLine())).containsOnlyKeys("heartbeat");
        }
    }

    @Test
    void showsEveryEventOnceToAReaderThatFallsBehindAndCatchesUp() throws IOException {
        InetSocketAddress http = listen(LONG, LONG, LONG);
        int blocks = 400;
        int lines = 100;
        try (var slow = HttpSocket.open(http)) {
            var stream = slow.send(HttpSocket.head("GET", "/tail?lines=0")).receiveStream();
            await(() -> sessions("logtail.tail.sessions") == 1 && sessions("logtail.tail.sessions.behind") == 0);
            String filler = "x".repeat(1000);
            for (int block = 0; block < blocks; block++) {
                var messages = new String[lines];
                Arrays.fill(messages, filler);
                Blocks.commit(journal, block + 1, messages);
            }
            await(() -> sessions("logtail.tail.sessions.behind") == 1);
            for (int id = 1; id <= blocks * lines; id++) {
                assertThat(stream.readLine()).startsWith("{\"id\":\"" + id + "\",");
            }
            await(() -> sessions("logtail.tail.sessions.behind") == 0);
            Blocks.commit(journal, blocks + 1, "live again");
            assertThat(stream.readLine()).contains("live again");
        }
        await(() -> sessions("logtail.tail.sessions") == 0);
    }

    @Test
    void tellsATailThatThereIsNoMemoryForToComeAgain() throws IOException {
        InetSocketAddress http = listen(LONG, LONG, LONG);
        for (int round = 0; round < 3; round++) { // what was taken is given back
            try (var one = HttpSocket.open(http);
                    var two = HttpSocket.open(http);
                    var three = HttpSocket.open(http);
                    var four = HttpSocket.open(http)) {
                for (var tail : new HttpSocket[] {one, two, three, four}) {
                    tail.send(HttpSocket.head("GET", "/tail")).receiveStream();
                }
                var refused = HttpSocket.get(http, "/tail");
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.header("retry-after")).isEqualTo("1");
                assertThat(refused.text())
                        .contains("tails are open", "131072 bytes", "share 'tails'", "LOGTAIL_JAVA_OPTS");
            }
            await(() -> sessions("logtail.tail.sessions") == 0);
        }
    }

    @Test
    void takesNoMoreLinesFromAConnectionWhoseAnswerWasItsLast() throws IOException {
        try (var http = HttpSocket.open(listen(LONG, LONG, LONG))) {
            http.send(HttpSocket.head("POST", "/tail", "Content-Length: 1") + "x"
                    + HttpSocket.head("POST", "/logs", "Content-Length: 5") + "taken");
            assertThat(http.receive().status()).isEqualTo(405);
            assertThat(http.isClosedByPeer()).isTrue();
        }
        try (var http = HttpSocket.open(listen(LONG, LONG, LONG))) {
            assertThat(http.post("/logs", "later".getBytes(US_ASCII)).status()).isEqualTo(204);
        }
        assertThat(Blocks.readAll(journal.openReader())).containsExactly("1:later");
    }

    @Test
    void doesNotTakeABrokenChunkForTheEndOfTheBody() throws IOException {
        try (var http = HttpSocket.open(listen(LONG, LONG, LONG))) {
            http.send(HttpSocket.head("POST", "/logs", "Transfer-Encoding: chunked"))
                    .send("4\r\none\n\r\nno size\r\ntwo\n\r\n0\r\n\r\n");
            var answer = http.receive();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("malformed HTTP body");
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(http.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void keepsTheGoodLinesOfABatchAndTellsTheOthers() throws IOException {
        var webOnly = new Principal("shop", Set.of(Right.INGEST), AppScope.of(List.of("web-*", "shop")));
        InetSocketAddress http = listen(new Limits(9, 9, LONG, LONG, LONG), LONG, LONG, credentials -> webOnly);
        String good = "{\"app\":\"web-1\",\"message\":\"good %d\"}\n";
        String bad = "{\"app\":\"db\",\"message\":\"bad\"}\n";
        try (var sender = HttpSocket.open(http)) {
            var answer = sender.post("/logs", (good.formatted(1) + "\n" + bad + good.formatted(2)).getBytes(US_ASCII));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("content-type")).isEqualTo("application/json");
            assertThat(answer.text())
                    .startsWith("{\"kept\":2,\"rejected\":1,\"errors\":[{\"line\":3,\"detail\":\"the token is for ")
                    .contains("not for db");
            var none = sender.post("/logs", (bad + bad).getBytes(US_ASCII));
            assertThat(none.status()).isEqualTo(403);
            assertThat(none.text()).contains("\"line\":1,", "\"kept\":0,", "\"rejected\":2,", "nothing of it is kept");
        }
        assertThat(Blocks.readAll(journal.openReader()))
                .containsExactly(
                        "1:" + good.formatted(1).strip(),
                        "2:" + good.formatted(2).strip());
    }

    @Test
    void tellsWhichValueOfAJsonBodyIsBroken() throws IOException {
        try (var sender = HttpSocket.open(listen(LONG, LONG, LONG))) {
            var answer = sender.post(
                    "/logs",
                    "[{\"message\":\"one\"},{\"message\":\"two\"},nonsense]".getBytes(US_ASCII),
                    "Content-Type: application/json");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("\"line\":3,", "\"kept\":2", "line 3: there is no JSON at byte 37");
        }
    }

    @Test
    void tellsConnectionsOfHttp2ToBeginElsewhereWhenItStops() throws IOException {
        var server = closing.push(new HttpServer(loops, context(new Limits(9, 9, LONG, LONG, LONG)), metrics));
        InetSocketAddress http = server.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(), Gate.open(), List.of());
        try (var socket = new Socket(http.getAddress(), http.getPort())) {
            socket.setSoTimeout(20_000);
            byte[] settings = {0, 0, 0, 4, 0, 0, 0, 0, 0};
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
            socket.getOutputStream().write(settings);
            var in = new DataInputStream(socket.getInputStream());
            assertThat(nextFrame(in)).as("SETTINGS").isEqualTo(4);
            server.acceptor().close();
            int type = nextFrame(in);
            while (type == 4 || type == 8) { // its acknowledgement, WINDOW_UPDATE
                type = nextFrame(in);
            }
            assertThat(type).as("GOAWAY").isEqualTo(7);
        }
    }

    /** The type of the next frame (RFC 9113, section 4.1). */
    private static int nextFrame(DataInputStream in) throws IOException {
        int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        in.skipNBytes(5L + length);
        return type;
    }

    @Test
    void asksNoMoreOfASenderThatReadsNoAnswers() throws IOException {
        Limits limits = new Limits(9, 9, LONG, LONG, Duration.ofSeconds(1));
        try (var sender = HttpSocket.open(listen(limits, LONG, LONG))) {
            String ask = HttpSocket.head("GET", "/long");
            String asks = ask.repeat(100);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            sender.send(asks); // until nobody reads it, and then until it is closed
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        double answered = metrics.get("logtail.http.requests")
                .tag("route", "/long")
                .timer()
                .count();
        assertThat(answered).isBetween(1.0, 2_000.0);
    }

    @Test
    void refusesABombAndTellsWhatItHasKept() throws IOException {
        byte[] bomb = gzip("a line that comes again and again\n".repeat(1 << 20).getBytes(US_ASCII)); // 34 MiB
        assertThat(bomb.length).isLessThan(150 * 1024);
        try (var http = HttpSocket.open(listen(LONG, LONG, LONG))) {
            var answer = http.post("/logs", bomb, "Content-Encoding: gzip");
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.text()).contains("more than 200 times", "LOGTAIL_MAX_INFLATED_RATIO", "\"kept\":");
        }
        await(() -> bodies.usedBytes() == 0); // when the rest of the bomb is discarded
    }

    @Test
    void takesAShortBodyThatShrankAThousandTimes() throws IOException {
        byte[] zipped = gzip(new byte[4 << 20]);
        assertThat(zipped.length).isLessThan(5 * 1024);
        try (var http = HttpSocket.open(listen(LONG, LONG, LONG))) {
            assertThat(http.post("/logs", zipped, "Content-Encoding: gzip").status())
                    .isEqualTo(204);
            assertThat(http.post("/logs", gzip("next".getBytes(US_ASCII)), "Content-Encoding: gzip")
                            .status())
                    .isEqualTo(204);
        }
        assertThat(Blocks.readAll(journal.openReader())).hasSize(2).endsWith("2:next");
    }

    @Test
    void inflatesOnlyWhatIsWanted() throws IOException {
        var inflated = new AtomicLong();
        var isHungry = new AtomicBoolean(true);
        var sink = new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                if (message instanceof HttpContent content) {
                    isHungry.set(false);
                    inflated.addAndGet(content.content().readableBytes());
                }
                ReferenceCountUtil.release(message);
            }
        };
        var channel = new EmbeddedChannel(
                new HttpServerCodec(), new PieceQueue(new Wire.Connection(), HttpRig.context(), isHungry::get), sink);
        byte[] bomb = gzip(new byte[40 << 20]);
        channel.writeInbound(Unpooled.copiedBuffer(
                HttpSocket.head("POST", "/logs", "Content-Encoding: gzip", "Content-Length: " + bomb.length),
                US_ASCII));
        channel.writeInbound(Unpooled.wrappedBuffer(bomb));
        assertThat(inflated.get()).isEqualTo(Unpacking.PIECE_BYTES);
        assertThat(channel.config().isAutoRead()).isFalse();
        channel.close();
    }

    @Test
    void refusesTheConnectionsThatAreTooManyAndServesTheOthers() throws IOException {
        InetSocketAddress http = listen(new Limits(100, 2, LONG, LONG, LONG), LONG, LONG);
        try (var first = HttpSocket.open(http);
                var second = HttpSocket.open(http)) {
            String health = HttpSocket.head("GET", "/healthz");
            assertThat(first.send(health).receive().status()).isEqualTo(200);
            assertThat(second.send(health).receive().status()).isEqualTo(200);
            try (var third = HttpSocket.open(http)) {
                var answer = third.send(health).receive();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("retry-after")).isEqualTo("1");
                assertThat(third.isClosedByPeer()).isTrue();
            }
            assertThat(first.send(health).receive().status()).isEqualTo(200);
        }
        await(() -> metrics.get("logtail.connections").gauge().value() == 0);
        assertThat(HttpSocket.get(http, "/healthz").status()).isEqualTo(200);
    }

    @Test
    void cutsOffAHeaderThatDoesNotEnd() throws IOException {
        try (var slow = HttpSocket.open(listen(new Limits(9, 9, SHORT, LONG, LONG), LONG, LONG))) {
            var answer =
                    slow.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n").receive();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.text()).contains("50ms", "LOGTAIL_HEADER_TIMEOUT");
            assertThat(slow.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void namesALineOrAHeaderThatIsTooLong() throws IOException {
        InetSocketAddress http = listen(LONG, LONG, LONG);
        String filter = "%22" + "%C3%A9".repeat(2000) + "%22"; // 12 KiB
        var taken = HttpSocket.get(http, "/tail?follow=0&filter=" + filter);
        assertThat(taken.status()).as(taken.text()).isEqualTo(200);
        var line = HttpSocket.get(http, "/tail?filter=" + "x".repeat(16 * 1024));
        assertThat(line.status()).isEqualTo(414);
        assertThat(line.text()).contains("16384");
        var header = HttpSocket.get(http, "/tail", "X-Long: " + "x".repeat(8 * 1024));
        assertThat(header.status()).isEqualTo(431);
        assertThat(header.text()).contains("8192");
    }

    @Test
    void answersOthersWhileOneRequestBlocks() throws IOException {
        InetSocketAddress http = listen(LONG, LONG, LONG);
        try (var slow = HttpSocket.open(http)) {
            slow.send(HttpSocket.head("GET", "/blocks"));
            for (int i = 0; i < 20; i++) { // more than there are event loops
                assertThat(HttpSocket.get(http, "/healthz").status()).isEqualTo(200);
            }
            blocked.countDown();
            assertThat(slow.receive().text()).isEqualTo("http-request");
        }
    }

    @Test
    void answersAFaultOfAnEndpointAndKeepsTheConnection() throws IOException {
        try (var http = HttpSocket.open(listen(LONG, LONG, LONG))) {
            var answer = http.send(HttpSocket.head("GET", "/throws")).receive();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.text()).contains("on purpose");
            assertThat(http.send(HttpSocket.head("GET", "/healthz")).receive().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void asksTheSendersToComeAgainThatAreTooManyToWaitForTheRing() throws IOException {
        InetSocketAddress http = listen(LONG, LONG, LONG);
        fillRing();
        try (var one = HttpSocket.open(http);
                var two = HttpSocket.open(http);
                var three = HttpSocket.open(http);
                var four = HttpSocket.open(http);
                var tooMany = HttpSocket.open(http)) {
            String post = HttpSocket.head("POST", "/logs", "Content-Length: 4") + "line";
            for (var sender : List.of(one, two, three, four)) {
                sender.send(post);
            }
            await(() -> bodies.usedBytes() == bodies.limitBytes());
            assertThat(tooMany.send(post).receive().status()).isEqualTo(503);
            letGo();
            for (var sender : List.of(one, two, three, four)) {
                assertThat(sender.receive().status()).isEqualTo(204);
            }
        }
        assertThat(bodies.usedBytes()).isZero();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void closesByTheDeadlineThoughAllLoopsAreStuck() {
        var server = closing.push(new HttpServer(loops, context(new Limits(9, 9, LONG, LONG, LONG)), metrics));
        var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server.listen(here, List.of(), Gate.open(), List.of());
        var stuck = new CountDownLatch(1);
        loops.bind(new Bootstrap().handler(new ChannelInboundHandlerAdapter()), here)
                .eventLoop()
                .parent()
                .forEach(loop -> loop.execute(() -> awaitIt(stuck)));
        long startNs = System.nanoTime();
        server.acceptor().close(Deadline.in(SHORT));
        server.close(Deadline.in(SHORT));
        assertThat(System.nanoTime() - startNs).isLessThan(TimeUnit.SECONDS.toNanos(4));
        stuck.countDown();
    }

    private InetSocketAddress listen(Duration idle, Duration patience, Duration heartbeat) {
        return listen(new Limits(100, 100, LONG, LONG, idle), patience, heartbeat);
    }

    private InetSocketAddress listen(Limits limits, Duration patience, Duration heartbeat) {
        return listen(limits, patience, heartbeat, Gate.open());
    }

    private InetSocketAddress listen(Limits limits, Duration patience, Duration heartbeat, Gate gate) {
        var context = new IntakeContext(pipeline, 2048, () -> 1, metrics, MemoryBudget.Share.of("stalled", 1 << 20));
        var attempts = new Attempts(
                journal,
                folder.resolve("producers"),
                () -> 1,
                MemoryBudget.Share.of("attempts", 1 << 20),
                (where, fault) -> faults.add(fault));
        closing.push(attempts);
        Routes logs = new LogRoutes(new LogsEndpoint(context, TimeFrom.LINE, attempts, 1 << 20, patience));
        Endpoint tail = new TailEndpoint(hub, tailLimits, Veils.unkept("test"), () -> 1, heartbeat);
        Routes others = () -> List.of(
                new Route(HttpMethod.GET, "/tail", Right.TAIL, tail),
                Route.forAnybody(HttpMethod.GET, "/long", HttpRig.says("x".repeat(100_000))),
                Route.forAnybody(HttpMethod.GET, "/healthz", new HealthEndpoint(Optional::empty)),
                Route.forAnybody(
                        HttpMethod.GET,
                        "/blocks",
                        exchange -> exchange.offload(() -> {
                            blocked.await();
                            return Answer.ok(
                                    "text/plain", Thread.currentThread().getName());
                        })),
                Route.forAnybody(
                        HttpMethod.GET,
                        "/throws",
                        exchange -> exchange.offload(() -> {
                            throw new IllegalStateException("on purpose");
                        })));
        return closing.push(new HttpServer(loops, context(limits), metrics))
                .listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        List.of(),
                        gate,
                        List.of(logs, others));
    }

    private void fillRing() {
        await(() -> {
            BlockSlot slot = pipeline.tryClaim();
            return slot != null && hostages.add(slot) && hostages.size() == SLOTS;
        });
    }

    private void letGo() {
        while (!hostages.isEmpty()) {
            pipeline.publish(hostages.remove(), null);
        }
    }

    private double sessions(String gauge) {
        return metrics.get(gauge).gauge().value();
    }

    private static void await(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadlineNs);
            Thread.onSpinWait();
        }
    }

    private static void awaitIt(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpContext context(Limits limits) {
        return new HttpContext(limits, bodies, Inflation.STANDARD, TrustedProxies.NONE);
    }
}
