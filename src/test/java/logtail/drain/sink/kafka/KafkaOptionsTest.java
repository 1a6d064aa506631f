package logtail.drain.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import logtail.drain.sink.Destination;
import logtail.net.AddressGuard;
import logtail.runtime.Env;
import logtail.runtime.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaOptionsTest {
    private static final Destination TO =
            Destination.parse("kafka://broker/logs").destination();

    @Test
    void keepsOrderAndAcknowledgements() {
        assertThat(properties(Map.of()))
                .containsEntry("bootstrap.servers", "broker:9092")
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", "true")
                .containsEntry("compression.type", "zstd");
    }

    @Test
    void passesPropertiesThrough() {
        String login =
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"me\" password=\"p\";";
        assertThat(properties(Map.of(
                        "compress", "off",
                        "kafka.security.protocol", "SASL_SSL",
                        "kafka.sasl.mechanism", "SCRAM-SHA-512",
                        "kafka.sasl.jaas.config", login,
                        "kafka.linger.ms", "20")))
                .containsEntry("compression.type", "none")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .containsEntry("sasl.jaas.config", login)
                .containsEntry("linger.ms", "20");
    }

    @ParameterizedTest
    @CsvSource({
        "kafka.acks, 1",
        "kafka.interceptor.classes, secret.Code",
        "kafka.partitioner.class, secret.Code",
        "kafka.ssl.engine.factory.class, secret.Code",
        "kafka.sasl.jaas.config, com.sun.security.auth.module.JndiLoginModule required secret=x;",
        "kafka.sasl.jaas.config, org.apache.kafka.common.security.plain.PlainLoginModule required; secret.Code required;",
        "kafka., secret",
        "kafka.linger, 5"
    })
    void refusesWhatLoadsCodeOrBreaksPromisesAndDoesNotRepeatIt(String name, String value) {
        assertThatThrownBy(() -> properties(Map.of(name, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(name)
                .message()
                .doesNotContain("secret.Code")
                .doesNotContain("secret=x");
    }

    @Test
    void refusesValuesThatKafkaDoesNotTake() {
        assertThatThrownBy(() -> KafkaSink.create(
                        "test",
                        TO,
                        Map.of("kafka.linger.ms", "soon"),
                        Env.ofOptions(Map.of("kafka.linger.ms", "soon")),
                        AddressGuard.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("linger.ms");
    }

    private static Map<String, Object> properties(Map<String, String> options) {
        var env = Env.ofOptions(options);
        Map<String, Object> properties = KafkaOptions.properties("test", KafkaAddress.of(TO), options, env);
        env.finish();
        return properties;
    }
}
