package logtail.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultEventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import logtail.access.Gate;
import logtail.event.Line;
import logtail.ingest.rate.RateSettings;
import logtail.ingest.rate.Rates;
import logtail.journal.Blocks;
import logtail.journal.InMemoryJournal;
import logtail.parse.LineFrames;
import logtail.parse.LineParser;
import logtail.parse.PlainLineParser;
import logtail.parse.SyslogFrames;
import logtail.parse.join.JoinRules;
import logtail.pipeline.Ack;
import logtail.pipeline.BlockSlot;
import logtail.pipeline.IngestPipeline;
import logtail.pipeline.PipelineSettings;
import logtail.runtime.Env;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream that meets a full ring at any place: nothing lost, nothing twice, in order. */
@Timeout(60)
class StreamIntakeTest {
    private static final int MAX_MESSAGE_BYTES = 2048;

    private static final int SLOTS = 4;

    private final InMemoryJournal journal = new InMemoryJournal();
    private final List<Throwable> faults = new ArrayList<>();
    private final IngestPipeline pipeline = IngestPipeline.start(
            new PipelineSettings(SLOTS * 128 * 1024L, MAX_MESSAGE_BYTES),
            journal,
            block -> {},
            new SimpleMeterRegistry(),
            (where, fault) -> faults.add(fault));
    private final MemoryBudget.Share stalled = MemoryBudget.Share.of("stalled", 4 << 20);
    private final IntakeContext context =
            new IntakeContext(pipeline, MAX_MESSAGE_BYTES, () -> 1, new SimpleMeterRegistry(), stalled);
    private final Intake intake = new Intake("test", FramedLines.lines(), context);
    private final Deque<BlockSlot> hostages = new ArrayDeque<>(); // claimed by nobody's stream: the ring is full

    @AfterEach
    void close() {
        letGo();
        pipeline.close();
        assertThat(faults).isEmpty();
        assertThat(stalled.usedBytes()).isZero();
    }

    @Test
    void stallsAtEveryReadInTurn() throws InterruptedException {
        int reads = 8;
        var expected = new ArrayList<String>();
        for (int stallAt = 0; stallAt <= reads; stallAt++) {
            var stream = intake.stream(Sender.at(""));
            for (int read = 0; read < reads; read++) {
                if (read == stallAt) {
                    fillRing(0);
                }
                // each read ends one line and begins the next
                accept(stream, "of " + read + "\nline of " + stallAt + " ");
                expected.add(read == 0 ? "of 0" : "line of " + stallAt + " of " + read);
            }
            if (stallAt == reads) {
                fillRing(0);
            }
            end(stream);
            expected.add("line of " + stallAt + " ");
        }
        expectKept(expected);
    }

    @Test
    void holdsWhatComesWhileItIsStalled() throws InterruptedException {
        var stream = intake.stream(Sender.at(""));
        fillRing(0);
        assertThat(stream.accept(buffer("a\nb\nc"))).isFalse();
        assertThat(stream.resume()).isFalse();
        assertThat(stream.accept(buffer("d\ne"))).isFalse();
        assertThat(stream.accept(buffer("f\n"))).isFalse();
        assertThat(stream.resume()).isFalse();
        resume(stream);
        fillRing(0);
        assertThat(stream.accept(buffer("g"))).isTrue(); // no whole line: nothing to claim for
        assertThat(stream.end(null)).isFalse();
        assertThat(stream.end(null)).isFalse();
        end(stream);
        expectKept(List.of("a", "b", "cd", "ef", "g"));
    }

    @Test
    void keepsItsBytesApartWhileItIsStalled() throws InterruptedException {
        var stalled = intake.stream(Sender.at(""));
        var other = intake.stream(Sender.at(""));
        fillRing(0);
        assertThat(stalled.accept(buffer("mine 1\nmine 2\nmine "))).isFalse();
        assertThat(other.accept(buffer("somebody else's unfinished line"))).isTrue();
        resume(stalled);
        accept(stalled, "3\n");
        end(other);
        expectKept(List.of("mine 1", "mine 2", "mine 3", "somebody else's unfinished line"));
    }

    @Test
    void releasesWhatItHoldsWhenItIsAbandoned() {
        var stream = intake.stream(Sender.at(""));
        fillRing(0);
        ByteBuf first = buffer("a\n");
        ByteBuf second = buffer("b\n");
        assertThat(stream.accept(first)).isFalse();
        assertThat(stream.accept(second)).isFalse();
        stream.abandon();
        assertThat(first.refCnt()).isEqualTo(1);
        assertThat(second.refCnt()).isEqualTo(1);
        first.release();
        second.release();
    }

    @Test
    void acknowledgesAnEmptyStream() throws InterruptedException {
        var stream = intake.stream(Sender.at(""));
        fillRing(0);
        var kept = new CountDownLatch(1);
        assertThat(stream.end(countDown(kept))).isFalse();
        releaseAndAwaitRoom();
        assertThat(stream.end(countDown(kept))).isTrue();
        assertThat(kept.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void publishesWhatItClaimedWhenAParserThrows() throws InterruptedException {
        var broken = new Intake("broken", FramedLines.of(LineFrames::new, () -> StreamIntakeTest::failAtBang), context);
        for (int i = 0; i < 2 * SLOTS; i++) { // more often than there are slots
            releaseAndAwaitRoom();
            var stream = broken.stream(Sender.at(""));
            assertThatThrownBy(() -> stream.accept(buffer("good\n!\nnever\n"))).hasMessage("bang");
            stream.abandon();
        }
        var other = intake.stream(Sender.at(""));
        accept(other, "others go on\n");
        end(other);
        expectKept(Stream.concat(Collections.nCopies(2 * SLOTS, "good").stream(), Stream.of("others go on"))
                .toList());
    }

    /** Our own log is such a line: that a sender is refused, say, is told in the middle of the read that it came with. */
    @Test
    void keepsItsBytesThoughALineOfNoLoopIsAddedInTheMiddleOfItsRead() throws InterruptedException {
        var own = new OwnLines(context);
        String told = "at=test reason=" + "x".repeat(500);
        LineParser plain = new PlainLineParser();
        var telling = new Intake(
                "telling",
                FramedLines.of(LineFrames::new, () -> (bytes, from, to, nowNs, line) -> {
                    plain.parse(bytes, from, to, nowNs, line);
                    if (bytes[from] == '!') {
                        own.offer(told);
                    }
                }),
                context);
        var stream = telling.stream(Sender.at(""));
        accept(stream, "first\n!second\nthird\n!fourth\nfifth\n");
        end(stream);
        pipeline.close();
        assertThat(Blocks.readAll(journal.openReader()))
                .extracting(line -> line.substring(line.indexOf(':') + 1))
                .containsExactlyInAnyOrder("first", "!second", "third", "!fourth", "fifth", told, told);
    }

    private static void failAtBang(byte[] bytes, int from, int to, long nowNs, Line line) {
        if (bytes[from] == '!') {
            throw new IllegalStateException("bang");
        }
        line.clear();
        line.message.set(bytes, from, to - from);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void losesNothingWhereverTheBytesAreCutAndTheRingIsFull(long seed) throws InterruptedException {
        var random = new Random(seed);
        boolean isCounted = seed % 2 == 0;
        var expected = new ArrayList<String>();
        var bytes = new StringBuilder();
        for (int i = 0; i < 8_000; i++) {
            boolean isLong = random.nextInt(50) == 0;
            String line = "<" + i + ">" + "x".repeat(random.nextInt(isLong ? 1_800 : 6));
            expected.add(line);
            bytes.append(isCounted && random.nextBoolean() ? line.length() + " " + line : line + "\n");
        }
        var stream = new Intake(
                        "cut",
                        FramedLines.of(isCounted ? SyslogFrames::new : LineFrames::new, PlainLineParser::new),
                        context)
                .stream(Sender.at(""));
        byte[] all = bytes.toString().getBytes(UTF_8);
        for (int at = 0; at < all.length; ) {
            int count = 1 + random.nextInt(random.nextInt(4) == 0 ? 120_000 : 3_000);
            int end = Math.min(all.length, at + count);
            if (random.nextInt(3) == 0) {
                fillRing(random.nextInt(3)); // a large read may take the free ones and stall in its middle
            }
            accept(stream, new String(all, at, end - at, UTF_8));
            at = end;
        }
        if (random.nextBoolean()) {
            fillRing(0);
        }
        end(stream);
        expectKept(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void losesNothingThatItHoldsBackWhereverTheRingIsFull(long seed) throws InterruptedException {
        var random = new Random(seed);
        var expected = new ArrayList<String>();
        for (int i = 0; i < 2_000; i++) {
            expected.add("event " + i + "\n\tat x".repeat(random.nextInt(4)) + "\n\tat y".repeat(random.nextInt(2)));
        }
        var stream = joining("java").stream(Sender.at(""));
        String all = String.join("\n", expected) + "\n";
        for (int at = 0; at < all.length(); ) {
            int end = Math.min(all.length(), at + 1 + random.nextInt(3_000));
            if (random.nextInt(3) == 0) {
                fillRing(random.nextInt(3));
            }
            accept(stream, all.substring(at, end));
            at = end;
        }
        if (random.nextBoolean()) {
            fillRing(0);
        }
        end(stream);
        expectKept(expected);
    }

    @Test
    void addsWhatItHoldsBackWhenItIsToldToOrStopped() throws InterruptedException {
        var stream = joining("java").stream(Sender.at(""));
        accept(stream, "a\n\tat x\n");
        fillRing(0);
        assertThat(stream.flush()).isFalse();
        resume(stream);
        assertThat(stream.flush()).isTrue();
        accept(stream, "\tat late\nb\nunfinished");
        fillRing(0);
        assertThat(stream.stop(null)).isFalse();
        resume(stream);
        assertThat(stream.stop(null)).isTrue();
        var other = joining("java").stream(Sender.at(""));
        accept(other, "c\n");
        other.abandon();
        expectKept(List.of("a\n\tat x", "\tat late", "b", "c"));
    }

    @Test
    void addsWhatItHoldsBackWhenItsTimeIsOverThoughTheRingIsFull() throws Exception {
        var loop = new DefaultEventLoop();
        try {
            StreamIntake stream = loop.submit(
                            () -> joining("java").stream(Sender.at("")).givingHeldOn(loop))
                    .get();
            fillRing(0);
            loop.submit(() -> stream.accept(buffer("a\n"))).get();
            loop.schedule(() -> {}, 11, TimeUnit.MILLISECONDS).get(); // its clock runs before, while there is no room
            letGo();
            long deadlineNs = System.nanoTime() + 10_000_000_000L;
            while (loop.submit(() -> stream.outcome().taken()).get() < 1) {
                assertThat(System.nanoTime()).isLessThan(deadlineNs);
            }
            loop.submit(() -> stream.end(null)).get();
            expectKept(List.of("a"));
        } finally {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
        }
    }

    /** Though nothing more comes: the time of the line was over during the pause. */
    @Test
    void addsWhatItHoldsBackAfterAPauseOfASenderThatIsTooFast() throws Exception {
        var loop = new DefaultEventLoop();
        var rates = new Rates(RateSettings.from(new Env(Map.of("LOGTAIL_RATE", "app=*:20/s burst 1")))
                .rules());
        try {
            StreamIntake stream = loop.submit(
                            () -> joining("java", rates).stream(Sender.at("")).givingHeldOn(loop))
                    .get();
            assertThat(loop.submit(() -> stream.accept(buffer("a\nb\nc\n"))).get())
                    .isFalse();
            var goesOn = new CountDownLatch(1);
            goOn(stream, loop, goesOn);
            assertThat(goesOn.await(10, TimeUnit.SECONDS)).isTrue();
            long deadlineNs = System.nanoTime() + 10_000_000_000L;
            while (loop.submit(() -> stream.outcome().taken()).get() < 3) {
                assertThat(System.nanoTime()).isLessThan(deadlineNs);
            }
            loop.submit(() -> stream.end(null)).get();
            expectKept(List.of("a", "b", "c"));
        } finally {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
        }
    }

    private static void goOn(StreamIntake stream, DefaultEventLoop loop, CountDownLatch done) {
        loop.execute(() -> {
            if (stream.resume()) {
                done.countDown();
            } else {
                stream.whenRoom(() -> goOn(stream, loop, done));
            }
        });
    }

    @Test
    void givesWhatItHoldsBackWhenThereIsNoMemoryForIt() throws InterruptedException {
        var stream = joining("java").stream(Sender.at(""));
        long taken = stalled.limitBytes();
        assertThat(stalled.tryTake(taken)).isTrue();
        accept(stream, "a".repeat(1500) + "\n");
        accept(stream, "b".repeat(1500) + "\n");
        stalled.give(taken);
        end(stream);
        expectKept(List.of("a".repeat(1500), "b".repeat(1500)));
    }

    private Intake joining(String rules) {
        return joining(rules, Rates.NONE);
    }

    private Intake joining(String rules, Rates rates) {
        return new Intake(
                "joining",
                FramedLines.lines(),
                new IntakeContext(pipeline, MAX_MESSAGE_BYTES, System::nanoTime, new SimpleMeterRegistry(), stalled)
                        .with(new SenderRules(Gate.open(), rates))
                        .with(new LineRules(
                                new JoinSettings(JoinRules.parse(rules).orElseThrow(), Duration.ofMillis(10)),
                                Optional.empty())));
    }

    private void accept(StreamIntake stream, String text) throws InterruptedException {
        ByteBuf bytes = buffer(text);
        if (!stream.accept(bytes)) {
            resume(stream);
        }
        bytes.release();
        assertThat(bytes.refCnt()).isZero();
    }

    /** Several times, as slots come free one by one and each read takes one. */
    private void resume(StreamIntake stream) throws InterruptedException {
        do {
            releaseAndAwaitRoom();
        } while (!stream.resume());
    }

    private void end(StreamIntake stream) throws InterruptedException {
        var answers = new AtomicInteger();
        var kept = new CountDownLatch(1);
        Ack ack = new Ack() {
            @Override
            public void kept() {
                answers.incrementAndGet();
                kept.countDown();
            }

            @Override
            public void refused(Throwable why) {
                throw new AssertionError(why);
            }
        };
        while (!stream.end(ack)) {
            assertThat(answers).hasValue(0);
            releaseAndAwaitRoom();
        }
        letGo();
        assertThat(kept.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(answers).hasValue(1);
    }

    /** Claims all slots, when the writer is done with them, and gives back {@code left}, soon to be free again. */
    private void fillRing(int left) {
        letGo(); // what the stream published waits behind them
        long deadlineNs = System.nanoTime() + 10_000_000_000L;
        while (hostages.size() < SLOTS) {
            BlockSlot slot = pipeline.tryClaim();
            if (slot != null) {
                hostages.add(slot);
            }
            assertThat(System.nanoTime()).isLessThan(deadlineNs);
        }
        for (int i = 0; i < left && hostages.size() > 1; i++) {
            pipeline.publish(hostages.remove(), null);
        }
    }

    private void letGo() {
        while (!hostages.isEmpty()) {
            pipeline.publish(hostages.remove(), null);
        }
    }

    private void releaseAndAwaitRoom() throws InterruptedException {
        letGo();
        var room = new CountDownLatch(1);
        pipeline.whenRoom(room::countDown);
        assertThat(room.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private void expectKept(List<String> messages) {
        pipeline.close();
        assertThat(Blocks.readAll(journal.openReader()))
                .isEqualTo(IntStream.range(0, messages.size())
                        .mapToObj(i -> (i + 1) + ":" + messages.get(i))
                        .toList());
    }

    private static Ack countDown(CountDownLatch kept) {
        return new Ack() {
            @Override
            public void kept() {
                kept.countDown();
            }

            @Override
            public void refused(Throwable why) {
                throw new AssertionError(why);
            }
        };
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, UTF_8);
    }
}
