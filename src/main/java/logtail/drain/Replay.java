package logtail.drain;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.LongStream;
import logtail.drain.sink.Batch;
import logtail.drain.sink.Sink;
import logtail.event.Block;

/**
 * Sends dead letters again and tracks which ones the destination accepted. A sink reports acceptance as a number up to which
 * everything is accepted, so letters are sent in runs of increasing numbers, with a wait for acceptance after each run. One
 * thread.
 */
final class Replay {
    private final Sink sink;
    private final Numbers numbers;
    private final Optional<ScopedEvents> limit;
    private final LongStream.Builder accepted = LongStream.builder();
    private LongStream.Builder underWay = LongStream.builder();
    private long lastNumber = Batch.NOTHING;
    private int acceptedCount;
    private int seen;
    private int unconfirmed;
    private String refusal = "";

    /**
     * @param lanes of the journal
     * @param limit what the receiver is shown in place of ids, if it is not they
     */
    Replay(Sink sink, int lanes, Optional<ScopedEvents> limit) {
        this.sink = sink;
        numbers = Numbers.of(lanes);
        this.limit = limit;
    }

    /** Sends the letter of this line. */
    void send(String line) throws IOException, InterruptedException {
        seen++;
        DeadLetter letter = DeadLetter.read(line);
        if (letter.block().isEmpty()) {
            refusal = ": %s was gone from the journal before it could be kept".formatted(named(letter));
            return;
        }
        long number = numbers.next(letter.id());
        if (number <= lastNumber) { // the drain was rewound in between
            settle();
            sink.reset();
        }
        lastNumber = number;
        Block event = letter.event();
        String answer =
                DrainTrial.send(sink, limit.map(scoped -> scoped.shown(event)).orElse(event), number);
        if (answer.isEmpty()) {
            underWay.add(number);
        } else {
            refusal = ": %s: %s".formatted(named(letter), answer);
        }
    }

    private String named(DeadLetter letter) {
        return limit.isPresent() ? "an event" : "event " + letter.id();
    }

    /** Waits until everything sent is accepted, or the timeout has passed. */
    void settle() throws IOException, InterruptedException {
        sort(DrainTrial.settle(sink));
    }

    /** Records what was accepted before the connection broke. */
    void settleBroken() throws InterruptedException {
        long known = Batch.NOTHING;
        try {
            known = sink.accepted();
        } catch (IOException e) {
            // acceptance is unknown, so the letters stay
        }
        sort(known);
    }

    /** Ids of the accepted letters. */
    long[] accepted() {
        return accepted.build().toArray();
    }

    DrainTrial.Result result(long letters, String trouble) {
        String why = refusal;
        if (unconfirmed > 0) {
            why = ": %d were sent, but %s".formatted(unconfirmed, DrainTrial.UNCONFIRMED);
        }
        if (!trouble.isEmpty()) {
            why = ": " + trouble;
        }
        return new DrainTrial.Result(
                trouble.isEmpty() && acceptedCount == seen,
                acceptedCount,
                "%d of %d dead letters were accepted%s"
                        .formatted(acceptedCount, trouble.isEmpty() ? seen : letters, why),
                0);
    }

    private void sort(long upTo) {
        underWay.build().forEach(number -> {
            if (number <= upTo) {
                accepted.add(numbers.id(number));
                acceptedCount++;
            } else {
                unconfirmed++;
            }
        });
        underWay = LongStream.builder();
        lastNumber = Batch.NOTHING;
    }
}
