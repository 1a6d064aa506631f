package logtail.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import logtail.event.AttemptKey;
import logtail.event.BlockEncoder;
import logtail.event.Line;
import logtail.event.Slice;
import logtail.journal.InMemoryJournal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AttemptsTest {
    private static final AttemptKey KEY = AttemptKey.of("app", "key");

    private final InMemoryJournal journal = new InMemoryJournal();
    private final BlockEncoder block = new BlockEncoder(4096, 1024);
    private final List<Throwable> faults = new ArrayList<>();

    @Test
    void anotherTryBeginsOnlyWhenTheOneBeforeIsOverAndGoesOnBehindIt() throws InterruptedException {
        try (var deliveries = ready()) {
            Attempt first = begin(deliveries, KEY);
            assertThat(first.isReplay()).isFalse();
            write(first, "one");
            assertThat(deliveries.tryBegin(KEY)).isEmpty();
            first.end();
            Attempt second = begin(deliveries, KEY);
            assertThat(second.lines()).isEqualTo(1);
            assertThat(second.isReplay()).isTrue();
            write(second, "two");
            assertThat(second.isReplay()).isFalse();
        }
    }

    @Test
    void whatTheJournalHoldsIsKnownAfterAStart() throws InterruptedException {
        var delivery = new Attempt(KEY, 0);
        write(delivery, "one", "two");
        append();
        write(delivery, "three");
        append();
        try (var deliveries = ready()) {
            assertThat(begin(deliveries, KEY).lines()).isEqualTo(3);
            assertThat(begin(deliveries, AttemptKey.of("other", "key")).lines()).isZero();
        }
    }

    @Test
    void theOldestKeysAreForgotten() throws InterruptedException {
        try (var deliveries = ready()) {
            for (int i = 0; i <= Attempts.MAX_KEYS; i++) {
                Attempt delivery = begin(deliveries, AttemptKey.of("app", "k" + i));
                write(delivery, "x");
                delivery.end();
            }
            assertThat(begin(deliveries, AttemptKey.of("app", "k1")).lines()).isEqualTo(1);
            assertThat(begin(deliveries, AttemptKey.of("app", "k0")).lines()).isZero();
        }
    }

    private Attempts ready() throws InterruptedException {
        var deliveries = new Attempts(journal, (where, fault) -> faults.add(fault));
        var ready = new CountDownLatch(1);
        deliveries.whenReady(ready::countDown);
        assertThat(ready.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(faults).isEmpty();
        return deliveries;
    }

    private static Attempt begin(Attempts deliveries, AttemptKey key) {
        return deliveries.tryBegin(key).orElseThrow();
    }

    private void write(Attempt delivery, String... messages) {
        var line = new Line();
        for (String message : messages) {
            line.message.set(Slice.of(message));
            if (!block.tryAppend(line, 1)) {
                block.reset();
                block.tryAppend(line, 1);
            }
            delivery.add(block);
        }
        if (block.count() > 30) {
            block.reset();
        }
    }

    private void append() {
        block.finish();
        journal.append(block.bytes(), block.lengthBytes(), (first, last) -> {});
        journal.commit();
        block.reset();
    }
}
