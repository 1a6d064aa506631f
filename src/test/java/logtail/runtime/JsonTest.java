package logtail.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static final Json DRAIN = Json.read("""
            {"name": "eu", "count": 7, "text": "8", "rate": 0.25, "on": true, "none": null,
             "options": {"b": 1, "a": [1, "two", {"three": 3}]}}
            """);

    @Test
    void givesMembersByName() {
        assertThat(DRAIN.text("name")).isEqualTo("eu");
        assertThat(DRAIN.number("count")).isEqualTo(7);
        assertThat(DRAIN.number("text")).isEqualTo(8);
        assertThat(DRAIN.decimal("rate")).isEqualTo(0.25);
        assertThat(DRAIN.text("on")).isEqualTo("true");
        assertThat(DRAIN.get("options").members().keySet()).containsExactly("b", "a");
        List<Json> items = DRAIN.get("options").get("a").items();
        assertThat(items).hasSize(3);
        assertThat(items.get(2).number("three")).isEqualTo(3);
    }

    @Test
    void readsWhatIsNotThereOrOfAnotherTypeAsAbsent() {
        for (String name : List.of("none", "other")) {
            assertThat(DRAIN.get(name).text()).isEqualTo(Optional.empty());
            assertThat(DRAIN.text(name)).isEmpty();
            assertThat(DRAIN.number(name)).isZero();
            assertThat(DRAIN.decimal(name)).isZero();
            assertThat(DRAIN.get(name).get("x").items()).isEmpty();
        }
        assertThat(DRAIN.get("options").text()).isEmpty();
        assertThat(DRAIN.number("name")).isZero();
        assertThat(DRAIN.get("name").members()).isEmpty();
        assertThat(Json.read("[1]").isObject()).isFalse();
    }

    @Test
    void writesOneLineInTheOrderOfTheMembers() {
        Json json = Json.object()
                .with("z", "say \"hi\"\n\u0001\u20ac")
                .with("a", Map.of("k", List.of(1, 2.5, true)))
                .with("n", Long.MAX_VALUE);
        assertThat(json)
                .hasToString(
                        "{\"z\":\"say \\\"hi\\\"\\n\\u0001\u20ac\",\"a\":{\"k\":[1,2.5,true]},\"n\":9223372036854775807}");
        assertThat(Json.read(json.toString())).hasToString(json.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "\"\u20ac \ud83d\ude00\"",
                "-0.5",
                "18446744073709551616",
                "[[],{},[null,\"\"]]",
                "{\"\":{\"x\":[]}}"
            })
    void writesAgainWhatItRead(String text) {
        assertThat(Json.read(text)).hasToString(text);
        assertThat(Json.read(text.getBytes(UTF_8))).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[1,", "{\"a\"}", "{} {}", "1 2", "<html>", "{'a':1}", "\"a", "nul", "01"})
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> Json.read(text))
                .isInstanceOf(Json.MalformedException.class)
                .hasMessageMatching("(?s).{5,}");
    }

    /** The last one would win, and a reader of the text might have seen the first. */
    @Test
    void refusesAMemberThatIsThereTwice() {
        assertThatThrownBy(() -> Json.read("{\"apps\":[\"web\"],\"apps\":[\"*\"]}"))
                .isInstanceOf(Json.MalformedException.class)
                .hasMessageContaining("apps");
    }

    @Test
    void refusesNestingThatNoStackHolds() {
        assertThatThrownBy(() -> Json.read("[".repeat(100_000))).isInstanceOf(Json.MalformedException.class);
        assertThatThrownBy(() -> Json.read("[1,"))
                .isInstanceOf(Json.MalformedException.class)
                .hasMessageContaining("Unexpected end-of-input")
                .hasMessageNotContaining("Source");
    }

    @Test
    void onlyObjectsTakeMembersAndOnlyValuesOfJsonAreTaken() {
        assertThatThrownBy(() -> Json.of("text").with("a", 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Json.of('c')).hasMessageContaining("Character");
    }
}
