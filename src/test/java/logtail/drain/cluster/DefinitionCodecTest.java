package logtail.drain.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import logtail.access.AppScope;
import logtail.drain.Drain;
import logtail.runtime.Env;
import logtail.runtime.Secret;
import org.junit.jupiter.api.Test;

class DefinitionCodecTest {
    private static final Definition DEFINITION = new Definition(
            Drain.of("eu", "https://user:secret@logs.example.com/#filter=level>=warn&token=t0k3n")
                    .with("", Map.of("batch-events", "100")),
            true,
            false,
            1_795_700_000_123L,
            "1x-PAAAA",
            7);

    @Test
    void isReadAsItWasWritten() {
        for (Optional<Secret> secret : List.of(Optional.<Secret>empty(), secret("sixteen bytes, or more"))) {
            var codec = new DefinitionCodec(secret);
            assertThat(codec.read("eu", codec.write(DEFINITION))).isEqualTo(DEFINITION);
            Definition limited = DEFINITION.with(new Drain(
                    "eu", DEFINITION.drain().destination(), "", Map.of(), AppScope.of(List.of("web", "api-*"))));
            assertThat(codec.read("eu", codec.write(limited))).isEqualTo(limited);
        }
    }

    @Test
    void isSealedWithASecretThatOthersHaveNot() {
        var codec = new DefinitionCodec(secret("sixteen bytes, or more"));
        byte[] value = codec.write(DEFINITION);
        assertThat(new String(value, UTF_8)).doesNotContain("secret", "t0k3n", "example");
        assertThat(codec.write(DEFINITION)).as("another nonce").isNotEqualTo(value);
        assertThatThrownBy(() -> new DefinitionCodec(Optional.empty()).read("eu", value))
                .hasMessage("its definition is sealed, and LOGTAIL_SECRET is not set on this node");
        assertThatThrownBy(() -> new DefinitionCodec(secret("another of sixteen bytes")).read("eu", value))
                .hasMessage("its definition is sealed with another LOGTAIL_SECRET than this node's");
        assertThatThrownBy(() -> codec.read("us", value))
                .as("of another drain")
                .isInstanceOf(IllegalArgumentException.class);
        value[value.length - 1] ^= 1;
        assertThatThrownBy(() -> codec.read("eu", value)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysWhatIsWrongWithOneThatCannotBeRead() {
        var codec = new DefinitionCodec(Optional.empty());
        assertThatThrownBy(() -> codec.read("eu", "{".getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no JSON");
        assertThatThrownBy(() -> codec.read("eu", "{\"url\":\"\"}".getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Optional<Secret> secret(String text) {
        return Secret.from(new Env(Map.of("LOGTAIL_SECRET", text)));
    }
}
