package logtail.drain.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import logtail.drain.sink.Destination;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaAddressTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "kafka://broker1:9093,broker2:9094/logs broker1:9093,broker2:9094 logs",
                "kafka://broker1,broker_2/my.logs-1 broker1:9092,broker_2:9092 my.logs-1",
                "kafka://10.0.0.1:19092/l 10.0.0.1:19092 l",
                "kafka://[::1]:9093/l [::1]:9093 l"
            })
    void readsBrokersAndTopic(String url, String brokers, String topic) {
        var address = KafkaAddress.of(Destination.parse(url).destination());
        assertThat(address.bootstrap()).isEqualTo(brokers);
        assertThat(address.topic()).isEqualTo(topic);
        assertThat(address).hasToString(brokers + "/" + topic);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka://broker1:9092",
                "kafka://broker1:9092/",
                "kafka://broker1:9092/a/b",
                "kafka://broker1:9092/..",
                "kafka://broker1:9092/caf%C3%A9",
                "kafka://broker1:0/t",
                "kafka://broker1:99999,b/t",
                "kafka://broker1:1:2,b/t",
                "kafka://broker1,,broker2/t",
                "kafka:///t"
            })
    void refusesWhatIsNone(String url) {
        Destination to = Destination.parse(url).destination();
        assertThatThrownBy(() -> KafkaAddress.of(to)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka://me:secret@broker1:9092/t", "kafka://me:secret@broker1:9092,broker2:9092/t"})
    void doesNotRepeatAPassword(String url) {
        Destination to = Destination.parse(url).destination();
        assertThatThrownBy(() -> KafkaAddress.of(to))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no user")
                .message()
                .doesNotContain("secret");
    }
}
