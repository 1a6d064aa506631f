package logtail.drain;

import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import logtail.drain.sink.Batch;
import logtail.drain.sink.Sink;
import logtail.event.Block;
import logtail.event.Severity;
import logtail.runtime.Clock;

/** Sends events besides the drain, over a connection of its own, to see what comes of it. One thread that may block. */
public final class DrainTrial {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long TEST_ID = 1;

    private final Drain drain;
    private final Sink sink;
    private final DeadLetters deadLetters;
    private final Clock clock;

    DrainTrial(Drain drain, Sink sink, DeadLetters deadLetters, Clock clock) {
        this.drain = drain;
        this.sink = sink;
        this.deadLetters = deadLetters;
        this.clock = clock;
    }

    /**
     * What came of it.
     *
     * @param isGood whether everything was taken
     * @param taken how many events were
     * @param message what the other side said or did, for people
     * @param tookMs how long it took
     */
    public record Result(boolean isGood, int taken, String message, long tookMs) {}

    Result test() {
        return timed(() -> {
            Block event = new Notice(drain.name(), clock)
                    .event(TEST_ID, Severity.INFO, "at=drain.test drain=" + drain.name() + " this is a test");
            String answer = send(event);
            return answer.isEmpty() ? new Result(true, 1, "the event was taken", 0) : new Result(false, 0, answer, 0);
        });
    }

    Result replay() {
        return timed(() -> {
            Set<Long> taken = new HashSet<>();
            String trouble = "";
            List<DeadLetters.Letter> letters = deadLetters.all();
            for (DeadLetters.Letter letter : letters) {
                if (!letter.block().isEmpty()) {
                    var block = new Block().wrap(Base64.getDecoder().decode(letter.block()), 0);
                    block.nextEvent();
                    String answer = send(block);
                    if (answer.isEmpty()) {
                        taken.add(letter.id());
                    } else {
                        trouble = ": event %d: %s".formatted(letter.id(), answer);
                    }
                }
            }
            sink.finish(PATIENCE);
            deadLetters.remove(taken);
            return new Result(
                    taken.size() == letters.size(),
                    taken.size(),
                    "%d of %d dead letters were taken%s".formatted(taken.size(), letters.size(), trouble),
                    0);
        });
    }

    /** Sends one event; what is wrong, or nothing. */
    private String send(Block event) throws IOException, InterruptedException {
        var batch = new Batch();
        batch.begin(event.index());
        batch.add(event, sink.writing());
        Sink.Answer answer = sink.send(batch);
        if (answer instanceof Sink.Answer.Refused refused) {
            return "refused: " + refused.reason();
        }
        if (answer instanceof Sink.Answer.Later later) {
            return "not now: " + later.reason();
        }
        if (answer instanceof Sink.Answer.TakenBut but && !but.rejections().isEmpty()) {
            return "refused: " + but.rejections().getFirst().reason();
        }
        return "";
    }

    private interface Trial {
        Result run() throws IOException, InterruptedException;
    }

    private Result timed(Trial trial) {
        long startNs = System.nanoTime();
        Result result;
        try {
            result = trial.run();
            sink.finish(PATIENCE);
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
