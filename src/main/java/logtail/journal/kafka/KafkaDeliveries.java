package logtail.journal.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import logtail.event.AttemptKey;
import logtail.journal.Deliveries;
import logtail.journal.Delivery;
import logtail.journal.Journal;
import logtail.journal.JournalUnreadableException;
import logtail.runtime.OwnLog;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins tries to store the lines of keys: leaves out what this node knows to be stored, and stamps its blocks, so that readers
 * leave out what others stored meanwhile. Up to where it had read is looked at by all who read the block, so no try begins while
 * this node is far behind. The first try waits until the end of the topic is read, on the thread {@code kafka-deliveries}.
 */
final class KafkaDeliveries implements Deliveries, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaDeliveries.class);
    private static final long MOST_BEHIND_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long RETRY_MS = 1_000;
    private static final long CLOSE_WITHIN_MS = 6_000; // a fetch that is under way takes five seconds

    private final KafkaAppender appender;
    private final LiveReader live;
    private final KnownLines known;
    private final StampScan scan;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Runnable> waiting = new ArrayList<>();
    private @Nullable Thread scanning;
    private boolean isReady;
    private volatile String failure = "";

    KafkaDeliveries(KafkaAppender appender, LiveReader live, KnownLines known, StampScan scan) {
        this.appender = appender;
        this.live = live;
        this.known = known;
        this.scan = scan;
    }

    @Override
    public String trouble() {
        String reading = live.trouble().isEmpty() ? failure : live.trouble();
        long behindNs = live.behindNs();
        return reading.isEmpty() && behindNs > MOST_BEHIND_NS
                ? "this node is %d s behind in reading the journal, and cannot tell which lines of a key are stored"
                        .formatted(TimeUnit.NANOSECONDS.toSeconds(behindNs))
                : reading;
    }

    @Override
    public void whenReady(Runnable ready) {
        synchronized (this) {
            if (!isReady) {
                waiting.add(ready);
                if (scanning == null) {
                    scanning = Thread.ofPlatform()
                            .name("kafka-deliveries")
                            .daemon()
                            .start(this::scan);
                }
                return;
            }
        }
        ready.run();
    }

    private void scan() {
        while (closing.getCount() > 0) {
            try {
                KnownLines older = scan.read(System.currentTimeMillis(), () -> closing.getCount() == 0);
                if (closing.getCount() > 0) {
                    known.addOlder(older);
                    failure = "";
                    ready();
                }
                return;
            } catch (JournalUnreadableException | KafkaException e) {
                tell(e);
            } catch (RuntimeException e) {
                tell(e);
                LOG.error("at=kafka.deliveries.failed", e);
                return;
            }
            pause();
        }
    }

    private void tell(RuntimeException e) {
        failure = "the end of the journal cannot be read: " + e.getMessage();
        LOG.warn("at=kafka.deliveries.unreadable reason={}", OwnLog.quoted(String.valueOf(e.getMessage())));
    }

    private void pause() {
        try {
            closing.await(RETRY_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ready() {
        List<Runnable> toRun;
        synchronized (this) {
            isReady = true;
            toRun = List.copyOf(waiting);
            waiting.clear();
        }
        toRun.forEach(Runnable::run);
    }

    @Override
    public Optional<Delivery> begin(AttemptKey key, Optional<AttemptKey> former) {
        return known.begin(key, former).map(Started::new);
    }

    @Override
    public void close() {
        closing.countDown();
        Thread running;
        synchronized (this) {
            running = scanning;
        }
        if (running != null) {
            try {
                running.join(CLOSE_WITHIN_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final class Started implements Delivery {
        private final LaneTry lines;

        Started(LaneTry lines) {
            this.lines = lines;
        }

        @Override
        public void append(byte[] bytes, int lengthBytes, Journal.Appended appended) {
            appender.append(bytes, lengthBytes, lines, appended);
        }

        @Override
        public int stored() {
            return lines.stored();
        }

        @Override
        public boolean isReplay() {
            return !lines.hasNew();
        }
    }
}
