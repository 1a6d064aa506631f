package logtail.drain.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import logtail.drain.sink.Destination;
import logtail.drain.sink.Sink;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class KafkaFailuresTest {
    private final KafkaAddress to =
            KafkaAddress.of(Destination.parse("kafka://broker/logs").destination());
    private final KafkaFailures failures = new KafkaFailures(to);

    @Test
    void areNoneWhenAllIsTaken() throws IOException {
        assertThat(failures.answer()).isEqualTo(Sink.Answer.TAKEN);
    }

    @Test
    void nameEventsThatAreNoGood() throws IOException {
        failures.add(3, new RecordTooLargeException("it is large"));
        failures.add(7, new InvalidRecordException("it is odd"));
        assertThat(failures.answer())
                .isInstanceOfSatisfying(
                        Sink.Answer.TakenBut.class,
                        but -> assertThat(but.rejections())
                                .containsExactly(
                                        new Sink.Rejection(3, "it is large"), new Sink.Rejection(7, "it is odd")));
    }

    @Test
    void haveABatchSplitWhoseGoodEventsWereNotTakenForTheSakeOfABadOne() throws IOException {
        failures.add(0, new KafkaException("it was part of a batch which had one more more invalid records"));
        failures.add(1, new InvalidRecordException("it is odd"));
        assertThat(failures.answer()).isInstanceOf(Sink.Answer.Refused.class);
    }

    @Test
    void areTheProducersOwnWhenThereIsNoBadEvent() {
        failures.add(0, new KafkaException("it is in an error state"));
        assertThatThrownBy(failures::answer)
                .isInstanceOf(IOException.class)
                .hasMessage("broker:9092/logs: it is in an error state");
    }

    @Test
    void putOffWhatIsForSomebodyToPutInOrder() throws IOException {
        failures.add(0, new TopicAuthorizationException("not for you"));
        failures.add(1, new RecordTooLargeException("it is large"));
        assertThat(failures.answer())
                .isInstanceOfSatisfying(
                        Sink.Answer.Later.class,
                        later -> assertThat(later.reason()).isEqualTo("broker:9092/logs: not for you"));
        assertThat(KafkaFailures.answer(to, new SaslAuthenticationException("who are you")))
                .isInstanceOf(Sink.Answer.Later.class);
        assertThat(KafkaFailures.answer(
                        to, new TimeoutException("no metadata", new UnknownTopicOrPartitionException("no such topic"))))
                .isInstanceOfSatisfying(
                        Sink.Answer.Later.class,
                        later -> assertThat(later.reason()).isEqualTo("broker:9092/logs: no such topic"));
    }

    @Test
    void breakOffWhenAnyEventMayOrMayNotBeThere() {
        failures.add(0, new TimeoutException("no answer in time"));
        failures.add(1, new TopicAuthorizationException("not for you"));
        assertThatThrownBy(failures::answer).isInstanceOf(IOException.class).hasMessageContaining("no answer in time");
    }
}
