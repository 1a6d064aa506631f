package logtail.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import logtail.drain.FakeSink.Handed;
import logtail.drain.sink.Sink.Answer;
import logtail.drain.sink.Sink.Rejection;

/**
 * The other side of a drain, in all lives of it: fails as its moods are, wants no message that ends with {@code poison}, and
 * remembers what it has taken. If it accepts at once, it expects that what failed is the next that comes.
 */
final class MoodyReceiver {
    private static final int CALM = 12;

    private final RandomGenerator moods;
    private final int mostEvents;
    private final boolean acceptsAtOnce;
    private final boolean wantsWholeBatches;
    private final List<String> taken = new ArrayList<>();
    private final Map<String, Integer> unanswered = new HashMap<>();
    private final List<Long> ends = new ArrayList<>(); // of what was taken and may not be accepted
    private List<String> failed = List.of();
    private boolean isCalm;
    private int failures;

    /** @param wantsWholeBatches whether a batch that failed has to come again with the same events and no others */
    MoodyReceiver(RandomGenerator moods, boolean acceptsAtOnce, boolean wantsWholeBatches) {
        this.moods = moods;
        mostEvents = 1 + moods.nextInt(12);
        this.acceptsAtOnce = acceptsAtOnce;
        this.wantsWholeBatches = wantsWholeBatches;
    }

    FakeSink connect() {
        var sink = new FakeSink(mostEvents, acceptsAtOnce);
        return sink.next(batch -> answer(sink, batch));
    }

    /** From now on it does not fail. */
    synchronized void calm() {
        isCalm = true;
    }

    /** What it was sent and has kept, in order. */
    synchronized List<String> taken() {
        return List.copyOf(taken);
    }

    /** How often it took this message and did not say so. */
    synchronized int unanswered(String message) {
        return unanswered.getOrDefault(message, 0);
    }

    synchronized int failures() {
        return failures;
    }

    static boolean isPoison(String message) {
        return message.endsWith("poison");
    }

    private synchronized Answer answer(FakeSink sink, Handed batch) throws IOException {
        sink.next(next -> answer(sink, next));
        List<String> messages = batch.messages();
        expectWhatFailed(messages);
        int mood = isCalm ? CALM : moods.nextInt(CALM);
        if (mood <= 2) {
            failed = messages;
            failures++;
        }
        if (mood == 0) {
            throw new IOException("reset by peer");
        }
        if (mood == 1 && messages.stream().noneMatch(MoodyReceiver::isPoison)) {
            taken.addAll(messages);
            messages.forEach(message -> unanswered.merge(message, 1, Integer::sum));
            throw new IOException("broken pipe");
        }
        if (mood <= 2) {
            return new Answer.Later(Duration.ofMillis(1), "too many");
        }
        ends.removeIf(end -> end >= batch.firstId()); // the drain went back
        if (mood > 6 && !acceptsAtOnce && !ends.isEmpty()) {
            sink.accept(ends.get(moods.nextInt(ends.size())));
        }
        ends.add(batch.lastId());
        return messages.stream().anyMatch(MoodyReceiver::isPoison) ? takeWithPoison(messages) : take(messages);
    }

    private Answer take(List<String> messages) {
        taken.addAll(messages);
        return Answer.TAKEN;
    }

    private Answer takeWithPoison(List<String> messages) {
        if (moods.nextBoolean()) {
            return new Answer.Refused("poison");
        }
        messages.stream().filter(message -> !isPoison(message)).forEach(taken::add);
        return new Answer.TakenBut(IntStream.range(0, messages.size())
                .filter(i -> isPoison(messages.get(i)))
                .mapToObj(i -> new Rejection(i, "poison"))
                .toList());
    }

    private void expectWhatFailed(List<String> messages) {
        if (acceptsAtOnce && wantsWholeBatches && !failed.isEmpty()) {
            assertThat(messages).containsExactlyInAnyOrderElementsOf(failed);
        }
        failed = List.of();
    }
}
