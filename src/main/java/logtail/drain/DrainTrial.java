package logtail.drain;

import java.io.IOException;
import java.time.Duration;
import logtail.drain.sink.Batch;
import logtail.drain.sink.Sink;
import logtail.event.Block;
import logtail.event.Severity;

/**
 * Sends events on behalf of a drain over a separate connection: a test event, or dead letters. One thread that may block.
 */
public final class DrainTrial {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long TEST_ID = 1;

    /** Message for events whose acceptance is unknown. */
    static final String UNCONFIRMED =
            "the destination has not confirmed it within %d s".formatted(PATIENCE.toSeconds());

    private final Drain drain;
    private final Sink sink;
    private final DeadLetters deadLetters;
    private final DrainContext context;

    public DrainTrial(Drain drain, Sink sink, DeadLetters deadLetters, DrainContext context) {
        this.drain = drain;
        this.sink = sink;
        this.deadLetters = deadLetters;
        this.context = context;
    }

    /**
     * Result of a trial.
     *
     * @param isGood whether every event was accepted
     * @param taken number of accepted events
     * @param message what the destination answered, for users
     * @param tookMs duration
     */
    public record Result(boolean isGood, int taken, String message, long tookMs) {}

    /** Sends a test event. */
    public Result test() {
        return timed(() -> {
            Block event = new Notice(drain.name(), context.clock())
                    .event(TEST_ID, Severity.INFO, "at=drain.test drain=" + drain.name() + " this is a test");
            String answer = send(sink, event, event.index());
            if (!answer.isEmpty()) {
                return new Result(false, 0, answer, 0);
            }
            return settle(sink) >= TEST_ID
                    ? new Result(true, 1, "the event was accepted", 0)
                    : new Result(false, 0, "the event was sent, but " + UNCONFIRMED, 0);
        });
    }

    /** Sends the dead letters again and removes those that the destination accepted. */
    public Result replay() {
        return timed(() -> {
            var replay = new Replay(sink, context.journal().lanes(), context.scoped(drain));
            long letters = deadLetters.count();
            String trouble = "";
            try {
                deadLetters.forEach(replay::send);
                replay.settle();
            } catch (IOException e) {
                trouble = String.valueOf(e.getMessage());
                replay.settleBroken();
            }
            deadLetters.remove(replay.accepted());
            return replay.result(letters, trouble);
        });
    }

    /** Sends one event, whose number may be another than the id of its block; returns the failure, or an empty text. */
    static String send(Sink sink, Block event, long number) throws IOException, InterruptedException {
        var batch = new Batch();
        batch.begin(number);
        batch.add(event, number, sink.writing());
        Sink.Answer answer = sink.send(batch);
        if (answer instanceof Sink.Answer.Refused refused) {
            return "refused: " + refused.reason();
        }
        if (answer instanceof Sink.Answer.Later later) {
            return "retry later: " + later.reason();
        }
        if (answer instanceof Sink.Answer.TakenBut but && !but.rejections().isEmpty()) {
            return "refused: " + but.rejections().getFirst().reason();
        }
        return "";
    }

    /** Waits for acceptance; returns the number up to which everything is accepted. */
    static long settle(Sink sink) throws IOException, InterruptedException {
        long known = sink.accepted();
        return Math.max(known, Math.max(sink.finish(PATIENCE), sink.accepted()));
    }

    private interface Trial {
        Result run() throws IOException, InterruptedException;
    }

    private Result timed(Trial trial) {
        long startNs = System.nanoTime();
        Result result;
        try {
            result = trial.run();
        } catch (IOException e) {
            result = new Result(false, 0, String.valueOf(e.getMessage()), 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            result = new Result(false, 0, "interrupted", 0);
        } finally {
            sink.close();
        }
        return new Result(result.isGood(), result.taken(), result.message(), (System.nanoTime() - startNs) / 1_000_000);
    }
}
