package logtail.journal.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import logtail.runtime.Env;
import logtail.runtime.SettingsException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaSettingsTest {
    @Test
    void haveADefaultForEverythingButTheBrokers() {
        assertThat(settings(Map.of("LOGTAIL_KAFKA", "broker1:9093, broker2")))
                .isEqualTo(new KafkaSettings(
                        "broker1:9093,broker2:9092",
                        "logtail",
                        12,
                        3,
                        true,
                        Packing.ZSTD,
                        Duration.ofDays(7),
                        10L << 30,
                        Map.of()));
    }

    @Test
    void showNoValueOfAnOption() {
        assertThat(settings(Map.of("LOGTAIL_KAFKA", "a", "LOGTAIL_KAFKA_OPTIONS", "ssl.key.password=secret"))
                        .toString())
                .contains("ssl.key.password")
                .doesNotContain("secret");
    }

    @Test
    void takeEverythingFromTheEnvironment() {
        assertThat(settings(Map.of(
                        "LOGTAIL_KAFKA", "[::1]:9093",
                        "LOGTAIL_KAFKA_TOPIC", "prod.logs",
                        "LOGTAIL_KAFKA_LANES", "256",
                        "LOGTAIL_KAFKA_REPLICAS", "1",
                        "LOGTAIL_KAFKA_CREATE", "off",
                        "LOGTAIL_KAFKA_COMPRESS", "lz4",
                        "LOGTAIL_KAFKA_OPTIONS", "security.protocol=SSL client.rack=a",
                        "LOGTAIL_RETAIN_FOR", "36h",
                        "LOGTAIL_RETAIN_BYTES", "1TiB")))
                .isEqualTo(new KafkaSettings(
                        "[::1]:9093",
                        "prod.logs",
                        256,
                        1,
                        false,
                        Packing.LZ4,
                        Duration.ofHours(36),
                        1L << 40,
                        Map.of("security.protocol", "SSL", "client.rack", "a")));
        assertThat(settings(Map.of("LOGTAIL_KAFKA", "a", "LOGTAIL_KAFKA_CREATE", "on"))
                        .mayCreate())
                .isTrue();
    }

    @Test
    void takeALoginWithSpacesAndQuotes() {
        String login = "org.apache.kafka.common.security.scram.ScramLoginModule required"
                + " username=\"me\" password=\"a \\\" client.rack=b\";";
        String certificate = "-----BEGIN CERTIFICATE-----\nMIIB+/=\n-----END CERTIFICATE-----";
        assertThat(settings(Map.of(
                                "LOGTAIL_KAFKA",
                                "a",
                                "LOGTAIL_KAFKA_OPTIONS",
                                " security.protocol=SASL_SSL  sasl.jaas.config=%s\nsasl.mechanism=SCRAM-SHA-512 ssl.truststore.certificates=%s"
                                        .formatted(login, certificate)))
                        .properties())
                .containsOnly(
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("sasl.mechanism", "SCRAM-SHA-512"),
                        Map.entry("sasl.jaas.config", login),
                        Map.entry("ssl.truststore.certificates", certificate));
    }

    @Test
    void needBrokers() {
        assertThat(mistakes(Map.of()))
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("LOGTAIL_KAFKA: missing; some brokers");
    }

    @ParameterizedTest
    @CsvSource({
        "LOGTAIL_KAFKA, a:0, 'LOGTAIL_KAFKA: ''a:0'' is no broker; they are HOST:PORT, joined by commas'",
        "LOGTAIL_KAFKA, 'a:1,,b:2', 'LOGTAIL_KAFKA: '''' is no broker; they are HOST:PORT, joined by commas'",
        "LOGTAIL_KAFKA_TOPIC, a/b, 'LOGTAIL_KAFKA_TOPIC=a/b: takes the name of a topic: 1 to 249 of A-Z a-z 0-9 . _ -'",
        "LOGTAIL_KAFKA_TOPIC, .., 'LOGTAIL_KAFKA_TOPIC=..: takes the name of a topic: 1 to 249 of A-Z a-z 0-9 . _ -'",
        "LOGTAIL_KAFKA_LANES, 257, 'LOGTAIL_KAFKA_LANES=257: takes a whole number from 2 to 256'",
        "LOGTAIL_KAFKA_LANES, 1, 'LOGTAIL_KAFKA_LANES=1: takes a whole number from 2 to 256'",
        "LOGTAIL_KAFKA_REPLICAS, 0, 'LOGTAIL_KAFKA_REPLICAS=0: takes a whole number from 1 to 16'",
        "LOGTAIL_KAFKA_CREATE, maybe, 'LOGTAIL_KAFKA_CREATE=maybe: takes 1 or 0'",
        "LOGTAIL_KAFKA_COMPRESS, gzip, 'LOGTAIL_KAFKA_COMPRESS=gzip: takes off or zstd or lz4'",
    })
    void tellValueAndLimit(String name, String value, String mistake) {
        var variables = new HashMap<>(Map.of("LOGTAIL_KAFKA", "a"));
        variables.put(name, value);
        assertThat(mistakes(variables)).containsExactly(mistake);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret",
                "acks=secret",
                "linger.ms=secret",
                "delivery.timeout.ms=secret",
                "interceptor.classes=secret",
                "sasl.jaas.config=com.sun.security.auth.module.JndiLoginModule required secret=x;",
                "security.protocol=",
                "client.id=a sasl.login.class=secret"
            })
    void refusePropertiesThatLoadCodeOrBreakPromisesAndDoNotRepeatThem(String options) {
        List<String> mistakes = mistakes(Map.of("LOGTAIL_KAFKA", "a", "LOGTAIL_KAFKA_OPTIONS", options));
        assertThat(mistakes).hasSize(1);
        assertThat(mistakes.getFirst()).startsWith("LOGTAIL_KAFKA_OPTIONS").doesNotContain("secret");
    }

    private static KafkaSettings settings(Map<String, String> variables) {
        var env = new Env(variables);
        KafkaSettings settings = KafkaSettings.from(env);
        env.finish();
        return settings;
    }

    private static List<String> mistakes(Map<String, String> variables) {
        var env = new Env(variables);
        KafkaSettings.from(env);
        var thrown = catchThrowableOfType(SettingsException.class, env::finish);
        return thrown.mistakes();
    }
}
