package logtail.drain.sink.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import logtail.drain.sink.Sink.Answer;
import logtail.drain.sink.Sink.Rejection;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/** What Kafka says of the records of a batch that it has not taken, and what follows from that. */
final class KafkaFailures {
    private final KafkaAddress to;
    private final List<Rejection> rejections = new ArrayList<>();
    private @Nullable Throwable neighbour; // why a record was not taken because of another that is no good
    private @Nullable Throwable later;
    private @Nullable Throwable broken;

    KafkaFailures(KafkaAddress to) {
        this.to = to;
    }

    /** The same for what fails before there are any records. */
    static Answer answer(KafkaAddress to, KafkaException failure) throws IOException {
        var failures = new KafkaFailures(to);
        Throwable cause = failure.getCause();
        if (failure instanceof TimeoutException && cause == null) {
            throw new IOException("%s: no broker answers as it should (%s)".formatted(to, reason(failure)), failure);
        }
        failures.addCommon(cause != null && isForLater(cause) ? cause : failure);
        return failures.answer();
    }

    void add(int position, Throwable failure) {
        if (isRejection(failure)) {
            rejections.add(new Rejection(position, reason(failure)));
        } else if (failure.getClass() == KafkaException.class || failure instanceof RecordBatchTooLargeException) {
            neighbour = failure;
        } else {
            addCommon(failure);
        }
    }

    private void addCommon(Throwable failure) {
        if (isForLater(failure)) {
            later = failure;
        } else {
            broken = failure;
        }
    }

    /**
     * The answer for the batch.
     *
     * @throws IOException when the brokers cannot be reached or do not take anything now
     */
    Answer answer() throws IOException {
        if (broken != null) {
            throw new IOException("%s: %s".formatted(to, reason(broken)), broken);
        }
        if (later != null) {
            return new Answer.Later(Duration.ZERO, "%s: %s".formatted(to, reason(later)));
        }
        if (neighbour != null && rejections.isEmpty() && neighbour.getClass() == KafkaException.class) {
            throw new IOException(
                    "%s: %s".formatted(to, reason(neighbour)), neighbour); // no neighbour: the producer is at fault
        }
        if (neighbour != null) {
            return new Answer.Refused(reason(neighbour));
        }
        return rejections.isEmpty() ? Answer.TAKEN : new Answer.TakenBut(rejections);
    }

    private static boolean isRejection(Throwable failure) {
        return failure instanceof RecordTooLargeException
                || failure instanceof InvalidRecordException
                || failure instanceof InvalidTimestampException
                || failure instanceof SerializationException;
    }

    private static boolean isForLater(Throwable failure) {
        return failure instanceof AuthenticationException
                || failure instanceof AuthorizationException
                || failure instanceof UnknownTopicOrPartitionException
                || failure instanceof InvalidTopicException
                || failure instanceof PolicyViolationException
                || failure instanceof UnsupportedVersionException;
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        Throwable cause = failure.getCause();
        String text = message == null ? failure.getClass().getSimpleName() : message;
        return cause == null || cause.getMessage() == null ? text : text + ": " + cause.getMessage();
    }
}
