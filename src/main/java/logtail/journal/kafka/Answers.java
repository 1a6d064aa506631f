package logtail.journal.kafka;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices when brokers are silent, as a consumer itself says nothing about it. One thread. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final long MOST_NS = TimeUnit.SECONDS.toNanos(12); // an idle fetch is answered after five

    private final @Nullable Metric received;
    private double bytes;
    private long changedNs = System.nanoTime();
    private boolean isSilent;

    Answers(Consumer<?, ?> consumer) {
        received = consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("incoming-byte-total")
                        && metric.metricName().group().equals("consumer-metrics"))
                .findAny()
                .orElse(null);
    }

    /** When they were last heard, as {@link #silence} noticed, on the clock of System.nanoTime. */
    long heardNs() {
        return changedNs;
    }

    /** How long they have been silent, in words; empty when that is no trouble. */
    String silence(long nowNs) {
        if (received == null || !(received.metricValue() instanceof Double now)) {
            return "";
        }
        if (now != bytes) {
            bytes = now;
            changedNs = nowNs;
        }
        long silentNs = nowNs - changedNs;
        boolean wasSilent = isSilent;
        isSilent = silentNs > MOST_NS;
        if (isSilent != wasSilent) {
            LOG.warn(isSilent ? "at=kafka.silent" : "at=kafka.answers");
        }
        return isSilent
                ? "no broker of LOGTAIL_KAFKA has answered for %d s".formatted(TimeUnit.NANOSECONDS.toSeconds(silentNs))
                : "";
    }
}
