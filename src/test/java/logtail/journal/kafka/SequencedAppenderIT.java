package logtail.journal.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import logtail.event.Block;
import logtail.journal.Blocks;
import logtail.journal.Place;
import logtail.kafka.KafkaBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Batches of one producer, with deaths in between, on a real broker. */
@Timeout(60)
class SequencedAppenderIT {
    private static final AtomicInteger TOPICS = new AtomicInteger();
    private static final Optional<Place> ANYWHERE = Optional.empty();

    @TempDir
    private static Path directory;

    private static KafkaBroker broker;

    private final KafkaSettings settings = KafkaNodes.settings(broker(), "sequenced" + TOPICS.incrementAndGet(), 3);

    @BeforeAll
    static void start() throws IOException {
        broker = KafkaBroker.start(directory);
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    private static String broker() {
        return broker.address();
    }

    @Test
    void findsNothingOfAProducerThatIsNew() {
        try (var one = open("one");
                var other = open("other")) {
            assertThat(one.find(ANYWHERE)).isEqualTo(SequencedAppender.NONE);
            store(one, 1, "a", "b");
            assertThat(other.find(ANYWHERE)).isEqualTo(SequencedAppender.NONE);
        }
    }

    @Test
    void goesOnInTheMiddleOfABatch() {
        try (var dead = open("one")) {
            dead.find(ANYWHERE);
            store(dead, 1, "a", "b");
            dead.begin(3);
            append(dead, "c");
            dead.commit(); // some of what it was to append
        }
        try (var next = open("one")) {
            assertThat(next.find(ANYWHERE)).isEqualTo(3);
            assertThatThrownBy(() -> next.begin(1)).isInstanceOf(IllegalArgumentException.class);
            store(next, 3, "c", "d", "e");
            store(next, 6, "f");
        }
        assertThat(shown()).containsExactly("a", "b", "c", "d", "e", "f");
    }

    @Test
    void showsOnceWhatADeadOneHadSentAndComesLater() {
        try (var dead = open("one")) {
            dead.find(ANYWHERE);
            store(dead, 1, "a");
            dead.begin(2);
            append(dead, "b", "c");
            try (var next = open("one")) {
                assertThat(next.find(ANYWHERE)).isEqualTo(1);
                store(next, 1, "a");
                dead.commit(); // on its way all the time
                store(next, 2, "b", "c", "d");
                store(next, 5, "e");
            }
        }
        assertThat(shown()).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void looksOnlyBehindAPlace() {
        try (var one = open("one")) {
            one.find(ANYWHERE);
            store(one, 1, "a");
            Place end = one.end();
            store(one, 2, "b");
            try (var next = open("one")) {
                assertThat(next.find(Optional.of(end))).isEqualTo(2);
            }
            try (var next = open("one")) {
                assertThat(next.find(Optional.of(one.end()))).isEqualTo(SequencedAppender.NONE);
            }
        }
    }

    private SequencedAppender open(String producer) {
        return SequencedAppender.open(settings, producer);
    }

    private static void store(SequencedAppender to, long sequence, String... texts) {
        to.begin(sequence);
        append(to, texts);
        to.commit();
    }

    private static void append(SequencedAppender to, String... texts) {
        Stream.of(texts).forEach(text -> {
            byte[] bytes = Blocks.of("web", 1, text);
            to.append(bytes, bytes.length, Blocks.NOBODY);
        });
    }

    private List<String> shown() {
        List<String> shown = new ArrayList<>();
        try (var scan = TopicScan.open(settings, loss -> {
            throw new AssertionError(loss);
        })) {
            for (Block block = scan.next(); block != null; block = scan.next()) {
                Blocks.texts(block).forEach(text -> shown.add(text.substring(text.indexOf(':') + 1)));
            }
        }
        return shown;
    }
}
