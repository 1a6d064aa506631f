package logtail.journal.kafka;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import logtail.runtime.Deadline;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.InterruptException;

/** What Kafka's admin answers, waited for. */
public final class AdminAnswers {
    private AdminAnswers() {}

    /**
     * The answer.
     *
     * @throws KafkaException when there is none by then, or it is an error
     */
    public static <T> T of(KafkaFuture<T> answer, Deadline deadline) {
        try {
            return answer.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e); // which interrupts this thread again
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("no broker has answered", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException failure ? failure : new KafkaException(e.getCause());
        }
    }

    /** That of the only thing that was asked about. */
    public static <T> T only(Map<?, T> answers) {
        return answers.values().iterator().next();
    }

    /** Whether nobody takes or gives blocks of this partition. */
    static boolean hasNoLeader(TopicPartitionInfo partition) {
        return partition.leader() == null || partition.leader().isEmpty();
    }

    /** What Kafka says. */
    public static String reason(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
