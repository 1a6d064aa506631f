package logtail.parse;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import logtail.Seeds;
import logtail.event.Line;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** Whole and broken JSON objects: the scanner of the hot path takes exactly those that a JSON library takes that
 * lets through leading zeros and control characters, as some printf write them. */
@Tag("slow")
class JsonScannerDifferentialTest {
    private static final int ROUNDS = 60_000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
            .build();
    private static final List<String> SCALARS = List.of(
            "null", "true", "false", "0", "-0", "12", "-1.5", "1e3", "1E-3", "1.5e+10", "\"\"", "\"a b\"", "\"{\"",
            "\"]\"", "[]", "{}");
    private static final List<String> NEARLY = List.of(
            "nul",
            "True",
            "01",
            "-",
            "+1",
            ".5",
            "1.",
            "1e",
            "'a'",
            "NaN",
            "Infinity",
            "a",
            "[,]",
            "{,}",
            "[1,]",
            "{\"a\"}",
            "0x1",
            "\"");
    private static final String MARKS = "{}[]\",: 0123456789-.eEtfn\t\n";

    private final Random random = new Random(Seeds.draw(JsonScannerDifferentialTest.class));

    @Test
    void takesWhatAJsonLibraryTakes() {
        int sound = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = random.nextInt(3) == 0 ? mutated(object(3)) : object(3);
            boolean isSound = isObject(text);
            sound += isSound ? 1 : 0;
            byte[] bytes = text.getBytes(US_ASCII);
            if (bytes.length > 0 && bytes[0] == '{') {
                assertThat(new JsonScanner().scan(bytes, 0, bytes.length, new Line()))
                        .as(text)
                        .isEqualTo(isSound);
            }
        }
        assertThat(sound).as("whole objects").isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
    }

    private static boolean isObject(String text) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }

    private String object(int depth) {
        var text = new StringBuilder("{");
        int members = random.nextInt(4);
        for (int member = 0; member < members; member++) {
            text.append(member == 0 ? "" : ",")
                    .append(blank())
                    .append('"')
                    .append((char) ('a' + random.nextInt(3)))
                    .append('"');
            text.append(blank())
                    .append(':')
                    .append(blank())
                    .append(value(depth - 1))
                    .append(blank());
        }
        return text.append('}').toString();
    }

    private String value(int depth) {
        return switch (random.nextInt(depth > 0 ? 12 : 10)) {
            case 0 -> random.nextInt(4) == 0 ? one(NEARLY) : one(SCALARS);
            case 10 -> object(depth);
            case 11 -> "[" + value(depth - 1) + "," + value(depth - 1) + "]";
            default -> one(SCALARS);
        };
    }

    private String mutated(String text) {
        var changed = new StringBuilder(text);
        for (int left = 1 + random.nextInt(2); left > 0; left--) {
            int at = random.nextInt(changed.length() + 1);
            char mark = MARKS.charAt(random.nextInt(MARKS.length()));
            switch (random.nextInt(3)) {
                case 0 -> changed.insert(at, mark);
                case 1 -> changed.delete(Math.min(at, changed.length()), Math.min(at + 1, changed.length()));
                default ->
                    changed.replace(Math.min(at, changed.length()), Math.min(at + 1, changed.length()), "" + mark);
            }
        }
        return changed.toString();
    }

    private String blank() {
        return random.nextInt(6) == 0 ? " " : "";
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
