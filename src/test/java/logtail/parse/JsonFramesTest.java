package logtail.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFramesTest {
    private static final int MAX = 40;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [{"a":1},{"b":[2,{}]}]                | {"a":1} {"b":[2,{}]}
            [ {"a":1} , {"b":2} ,]                | {"a":1} {"b":2}
            []                                    |
            [[1,2],"x",3,true,null,-1.5e3]        | [1,2] "x" 3 true null -1.5e3
            {"a":"]}\\"{"}                        | {"a":"]}\\"{"}
            {"a":1}{"b":2} {"c":3}                | {"a":1} {"b":2} {"c":3}
            {"a":1}↵{"b":2}↵                      | {"a":1} {"b":2}
            ␞{"a":1}↵␞{"b":2}↵                    | {"a":1} {"b":2}
            {↵  "a": "b c",↵  "d": [↵1,↵2 ]↵}     | {"a":"b␠c","d":[1,2]}
            {"a": 1}                              | {"a":␠1}
            [1,2]↵[3]                             | 1 2 3
            42                                    | 42
            "text"                                | "text"
            no json↵{"a":1}                       | no␠json {"a":1}
            {"a":1} no json↵↵true↵tru             | {"a":1} no␠json true tru
            failed to connect                     | failed␠to␠connect
            2026-11-30 text↵7                     | 2026-11-30␠text 7
            ]↵}↵,                                 | ] } ,
            """)
    void makesAFrameOfEachValueHoweverItComes(String text, String expected) {
        String json = text.replace('↵', '\n').replace('␞', '\u001E');
        List<String> frames = expected == null
                ? List.of()
                : Arrays.stream(expected.split(" "))
                        .map(frame -> frame.replace('␠', ' '))
                        .toList();
        for (int piece = 1; piece <= json.length(); piece++) {
            var read = Reading.of(json, piece);
            assertThat(read.frames).as("pieces of %d", piece).isEqualTo(frames);
            assertThat(read.fault).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [{"a":1},{"b":2}             | 2 | ends within its array
            [{"a":1},{"b":               | 1 | ends within a value
            {"a":1}{"b":"                | 1 | ends within a value
            [tru                         | 0 | ends within a value
            [tru]                        | 0 | no JSON at byte 1
            [1 2]                        | 1 | no comma and no end of the array at byte 3
            [1},2]                       | 0 | no JSON at byte 1
            [{"a":[1}]                   | 0 | a bracket that does not match
            {"a":1]                      | 0 | a bracket that does not match
            [,1]                         | 0 | no JSON at byte 1
            """)
    void saysWhereItIsNoJson(String json, int frames, String fault) {
        for (int piece = 1; piece <= json.length(); piece++) {
            var read = Reading.of(json, piece);
            assertThat(read.frames).as("pieces of %d", piece).hasSize(frames);
            assertThat(read.fault).contains(fault);
        }
    }

    @Test
    void cutsAValueThatIsTooLongAndGoesOnBehindIt() {
        String filler = "x".repeat(3 * MAX);
        for (String longer :
                List.of("{\"a\":\"" + filler + "\\\\\"}", "[\"" + filler + "]}\",{}]", "\"" + filler + "\\\"\"")) {
            String json = "[%s,{\"b\":2}]".formatted(longer);
            for (int piece = 1; piece <= json.length(); piece++) {
                var read = Reading.of(json, piece);
                assertThat(read.frames).containsExactly(longer.substring(0, MAX), "{\"b\":2}");
                assertThat(read.truncated).isEqualTo(1);
                assertThat(read.longestRest).isLessThanOrEqualTo(MAX + piece);
                assertThat(read.fault).isEmpty();
            }
        }
    }

    @Test
    void passesAnArrayOfAnyLengthThroughWithoutKeepingIt() {
        String json = IntStream.range(0, 10_000)
                .mapToObj(i -> "{\"n\":" + i + "}")
                .collect(Collectors.joining(",", "[", "]"));
        var read = Reading.of(json, 1000);
        assertThat(read.frames).hasSize(10_000).startsWith("{\"n\":0}").endsWith("{\"n\":9999}");
        assertThat(read.longestRest).isLessThan(MAX);
    }

    @Test
    void looksIntoBracketsAsDeepAsTheyGo() {
        String json = "[".repeat(100) + "]".repeat(100);
        assertThat(new Reading(json, 7, 1000).frames).containsExactly(json.substring(1, json.length() - 1));
    }

    /** What comes of a text that is wrapped in pieces, the rest in front of each, as a stream does. */
    private static final class Reading {
        private final List<String> frames = new ArrayList<>();
        private final String fault;
        private int truncated;
        private int longestRest;

        static Reading of(String json, int piece) {
            return new Reading(json, piece, MAX);
        }

        private Reading(String json, int piece, int max) {
            var cut = new JsonFrames(max);
            byte[] all = json.getBytes(UTF_8);
            byte[] rest = {};
            for (int from = 0; from < all.length && cut.fault().isEmpty(); from += piece) {
                int count = Math.min(piece, all.length - from);
                byte[] bytes = Arrays.copyOf(rest, rest.length + count);
                System.arraycopy(all, from, bytes, rest.length, count);
                cut.wrap(bytes, 0, bytes.length);
                while (cut.next()) {
                    take(cut, bytes);
                }
                rest = Arrays.copyOfRange(bytes, cut.restFrom(), bytes.length);
                longestRest = Math.max(longestRest, rest.length);
            }
            cut.wrap(rest, 0, rest.length);
            while (cut.next() || cut.end()) {
                take(cut, rest);
            }
            fault = cut.fault();
        }

        private void take(JsonFrames cut, byte[] bytes) {
            frames.add(new String(bytes, cut.frameFrom(), cut.frameTo() - cut.frameFrom(), UTF_8));
            truncated += cut.isTruncated() ? 1 : 0;
        }
    }
}
