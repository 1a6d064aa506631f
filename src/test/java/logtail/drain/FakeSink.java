package logtail.drain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import logtail.drain.sink.Batch;
import logtail.drain.sink.BatchLimits;
import logtail.drain.sink.Sink;
import logtail.drain.sink.Writing;
import logtail.encode.Output;
import logtail.event.Block;

/** Scripted destination of a drain: accepts messages, one per line, and answers as scripted. */
final class FakeSink implements Sink {
    private static final Duration LINGER = Duration.ofMillis(1);

    private final BatchLimits limits;
    private final boolean acceptsAtOnce;
    private final List<Handed> handed = new ArrayList<>();
    private final Deque<Script> scripts = new ArrayDeque<>();
    private Function<List<String>, Answer> answers = messages -> Answer.TAKEN;
    private long accepted = Batch.NOTHING;
    private long given = Batch.NOTHING;

    /** A batch as it came. */
    record Handed(long firstId, long lastId, List<String> messages, Answer answer) {}

    /** Scripted answer to the next batch. */
    interface Script {
        Answer run(Handed batch) throws IOException;
    }

    FakeSink(int mostEvents, boolean acceptsAtOnce) {
        limits = new BatchLimits(mostEvents, 1 << 20, LINGER);
        this.acceptsAtOnce = acceptsAtOnce;
    }

    /** Answer without a script. */
    synchronized FakeSink answering(Function<List<String>, Answer> how) {
        answers = how;
        return this;
    }

    synchronized FakeSink next(Script script) {
        scripts.add(script);
        return this;
    }

    synchronized FakeSink breaksNext(String reason) {
        return next(batch -> {
            throw new IOException(reason);
        });
    }

    /** Accepts what it was given so far. */
    synchronized void acceptAll() {
        accepted = given;
    }

    /** Accepts what it was given up to here. */
    synchronized void accept(long id) {
        accepted = id;
    }

    /** All batches that were answered, in order. */
    synchronized List<Handed> handed() {
        return List.copyOf(handed);
    }

    /** The messages of all batches that were taken. */
    synchronized List<String> taken() {
        return handed.stream()
                .filter(batch -> batch.answer() instanceof Answer.Taken)
                .flatMap(batch -> batch.messages().stream())
                .toList();
    }

    @Override
    public Writing writing() {
        return new Writing() {
            @Override
            public void event(Block block, Output out) {
                out.put(block.bytes(), block.messageFrom(), block.messageLength());
                out.put('\n');
            }
        };
    }

    @Override
    public BatchLimits limits() {
        return limits;
    }

    @Override
    public synchronized Answer send(Batch batch) throws IOException {
        List<String> messages = new String(batch.bytes(), batch.start(), batch.lengthBytes(), UTF_8)
                .lines()
                .toList();
        var arrived = new Handed(batch.firstId(), batch.lastId(), messages, Answer.TAKEN);
        Answer answer =
                scripts.isEmpty() ? answers.apply(messages) : scripts.remove().run(arrived);
        handed.add(new Handed(batch.firstId(), batch.lastId(), messages, answer));
        if (answer instanceof Answer.Taken || answer instanceof Answer.TakenBut) {
            given = batch.lastId();
            if (acceptsAtOnce) {
                accepted = given;
            }
        }
        return answer;
    }

    @Override
    public synchronized long accepted() {
        return accepted;
    }

    @Override
    public synchronized void reset() {
        accepted = Batch.NOTHING;
        given = Batch.NOTHING;
    }

    @Override
    public void close() {
        // what it was given can still be looked at
    }
}
