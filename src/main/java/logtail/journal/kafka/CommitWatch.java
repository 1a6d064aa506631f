package logtail.journal.kafka;

import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import logtail.runtime.OwnLog;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what a commit waits for, once it has waited too long. The writer tells when it begins, waits and ends; Kafka's admin
 * answers on a thread of its own; any thread may read what the trouble is.
 */
final class CommitWatch {
    private static final Logger LOG = LoggerFactory.getLogger(CommitWatch.class);
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long ASK_AFTER_NS = TimeUnit.SECONDS.toNanos(1); // so that the answer is there in time
    private static final long ASK_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(400); // another broker, while one is silent
    private static final Duration ASK_FOR = Duration.ofSeconds(2);

    private final JournalTopic topic;
    private volatile boolean isWaiting;
    private volatile long sinceNs;
    private volatile long answeredNs; // when a broker told us something
    private volatile @Nullable Supplier<String> found;
    private volatile boolean isReplaced;
    private long askedNs; // the writer's, like the next
    private boolean isTold;
    private long foundByNs = System.nanoTime(); // when it was asked for; the admin's

    CommitWatch(JournalTopic topic) {
        this.topic = topic;
    }

    /** A commit begins. The writer's thread. */
    void begin() {
        long nowNs = System.nanoTime();
        found = null;
        sinceNs = nowNs;
        answeredNs = nowNs;
        askedNs = nowNs - ASK_EVERY_NS;
        isWaiting = true;
    }

    private void answered() {
        answeredNs = System.nanoTime();
    }

    /** The commit still waits, for these lanes. The writer's thread, every now and then. */
    void waiting(Supplier<BitSet> lanes) {
        long nowNs = System.nanoTime();
        if (nowNs - sinceNs > ASK_AFTER_NS && nowNs - askedNs >= ASK_EVERY_NS) {
            askedNs = nowNs;
            BitSet missing = lanes.get();
            topic.describe(ASK_FOR).whenComplete((now, failure) -> {
                if (isNews(nowNs)) {
                    found = failure == null ? words(now, missing) : words(failure);
                }
            });
        }
        if (!isTold && found != null && !trouble().isEmpty()) {
            isTold = true;
            LOG.warn("at=journal.waiting reason={}", OwnLog.quoted(trouble()));
        }
    }

    /** Whether no question of this commit that was asked later has been answered already. */
    private boolean isNews(long askedAtNs) {
        boolean isNews = askedAtNs - sinceNs >= 0 && askedAtNs - foundByNs >= 0;
        if (isNews) {
            foundByNs = askedAtNs;
        }
        return isNews;
    }

    /** Whether another topic is found to have taken the place of the one that was opened. Any thread. */
    boolean isReplaced() {
        return isReplaced;
    }

    /** The commit waits no longer. The writer's thread. */
    void end() {
        isWaiting = false;
        if (isTold) {
            isTold = false;
            LOG.info("at=journal.resumed waitedMs={}", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNs));
        }
    }

    /** What a commit waits for that has waited for more than two seconds; empty when all is well. Any thread. */
    String trouble() {
        if (!isWaiting || System.nanoTime() - sinceNs < PATIENCE_NS) {
            return "";
        }
        Supplier<String> words = found;
        return words == null ? noAnswer() : words.get();
    }

    private Supplier<String> words(TopicDescription now, BitSet lanes) {
        answered();
        if (topic.isReplacedBy(now)) {
            isReplaced = true;
            return () -> "topic %s was made anew, and what it held is gone".formatted(topic.name());
        }
        return () -> Missing.words(now, lanes, topic.minInSync(), seconds(sinceNs));
    }

    private Supplier<String> words(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof UnknownTopicOrPartitionException) {
            answered();
            return () -> "topic %s is gone".formatted(topic.name());
        }
        if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
            return () -> "Kafka refuses us (%s): %s".formatted(KafkaSettings.OPTIONS, AdminAnswers.reason(cause));
        }
        return this::noAnswer;
    }

    private String noAnswer() {
        return "no broker of %s has answered for %d s".formatted(KafkaSettings.SERVERS, seconds(answeredNs));
    }

    private static long seconds(long fromNs) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - fromNs);
    }
}
