package logtail.filter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import logtail.count.FieldTally;
import logtail.count.FieldValues;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Line;
import logtail.event.Slice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields of events, and the filter text for each value: parsed again it must find the events that were counted. */
class TermsTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findExactlyTheEventsThatWereCounted(long seed) {
        var tally = new FieldTally();
        forEachEvent(seed, tally::add);
        int terms = 0;
        for (FieldValues field : tally.fields()) {
            for (FieldValues.Top top : field.isExact() ? field.top(200) : List.<FieldValues.Top>of()) {
                if (!top.term().isEmpty()) {
                    var matcher = Matcher.of(FilterParser.parse(top.term()));
                    long[] found = {0};
                    forEachEvent(seed, block -> found[0] += matcher.matches(block) ? 1 : 0);
                    assertThat(found[0]).as(top.term()).isEqualTo(top.events());
                    terms++;
                }
            }
        }
        assertThat(terms).isGreaterThan(300);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a,b",
                "a=b",
                "\"",
                "\\",
                "\\\"",
                "\\\\\"",
                "a\"b\\",
                "(",
                ")",
                "5xx",
                "*",
                "a*",
                "OR",
                "and",
                "-x",
                "!x",
                "/x/",
                "~x",
                "1..2",
                "x\ty",
                "a\nb",
                "\u0001",
                "\u0000",
                "\u007f",
                "é",
                "😀",
                "a|b",
                "\u2028",
                "\u00a0x",
                "null",
                "true",
                "[1]",
                "{\"a\":1}"
            })
    void quoteWhateverAValueIs(String value) {
        String json = "{\"k\":\"" + escaped(value) + "\"}";
        var tally = new FieldTally("k", "");
        Block block = block(json);
        tally.add(block);
        String term = tally.fields().getFirst().top(1).getFirst().term();
        assertThat(matches(term, json)).as(term).isTrue();
        assertThat(matches(term, "{\"k\":\"" + escaped(value + "x") + "\"}")).isFalse();
        assertThat(matches("(" + term + ") -other", json)).isTrue();
    }

    @Test
    void nameFieldsOfTheMessageApartFromThoseOfTheEvent() {
        String line =
                "{\"level\":\"fatal\",\"a\":{\"b\":[{\"c\":7},{\"c\":8}]},\"bad name\":1,\"no\":null,\"x.y\":true}";
        assertThat(fields(line))
                .contains(
                        ".level=fatal text .level=fatal",
                        "a.b.c=7 number a.b.c=7",
                        "a.b.c=8 number a.b.c=8",
                        "x.y=true text x.y=true",
                        "level=info text level=info")
                .noneMatch(field -> field.startsWith("bad") || field.startsWith("no="));
        assertThat(fields("took=250ms GET /x?user=bob&n=3 (size=10KiB) q=\"a \\\"b\\\"\""))
                .contains(
                        "took=250ms duration took=250ms",
                        "user=bob text user=bob",
                        "n=3 number n=3",
                        "size=10KiB size size=10KiB",
                        "q=a \"b\" text q=\"a \\\"b\\\"\"");
    }

    @Test
    void haveNoTermForWhatIsCutOrNoText() {
        assertThat(fields("k=" + "é".repeat(100))).contains("k=" + "é".repeat(64) + " text ");
        byte[] line = "k=a?b".getBytes(UTF_8);
        line[3] = (byte) 0xFF;
        var tally = new FieldTally("k", "");
        tally.add(block(line));
        assertThat(tally.fields().getFirst().top(1).getFirst().term()).isEmpty();
    }

    @Test
    void areThoseOfTheMostFrequentValuesWhenThereAreTooMany() {
        var tally = new FieldTally();
        for (int i = 0; i < 3_000; i++) {
            tally.add(block("id_=" + i + " often=" + (i % 3 == 0 ? "yes" : "n" + i)));
        }
        FieldValues often = tally.fields().stream()
                .filter(field -> field.name().equals("often"))
                .findFirst()
                .orElseThrow();
        assertThat(often.isExact()).isFalse();
        assertThat(often.events()).isEqualTo(3_000);
        assertThat(often.top(1).getFirst().value()).isEqualTo("yes");
        assertThat(often.top(1).getFirst().events()).isGreaterThanOrEqualTo(1_000);
    }

    @Test
    void keepABoundedNumberOfNames() {
        var tally = new FieldTally();
        for (int i = 0; i < 300; i++) {
            tally.add(block("name" + i + "=x"));
        }
        assertThat(tally.fields()).hasSize(200);
        assertThat(tally.hasMore()).isTrue();
    }

    private static List<String> fields(String line) {
        var tally = new FieldTally();
        tally.add(block(line));
        var fields = new ArrayList<String>();
        for (FieldValues field : tally.fields()) {
            for (FieldValues.Top top : field.top(200)) {
                fields.add(field.name() + "=" + top.value() + " " + field.kind() + " " + top.term());
            }
        }
        return fields;
    }

    private static void forEachEvent(long seed, Consumer<Block> event) {
        var lines = new RandomLines(new Random(seed));
        for (int i = 0; i < 60; i++) {
            Block block = lines.block();
            while (block.nextEvent()) {
                event.accept(block);
            }
        }
    }

    private static boolean matches(String filter, String message) {
        return Matcher.of(FilterParser.parse(filter)).matches(block(message));
    }

    private static Block block(String message) {
        return block(message.getBytes(UTF_8));
    }

    private static Block block(byte[] message) {
        var encoder = new BlockEncoder(64 << 10, 32 << 10);
        var line = new Line();
        line.app.set(Slice.of("web"));
        line.message.set(message, 0, message.length);
        encoder.tryAppend(line, 1);
        encoder.finish();
        Block block = new Block().wrap(encoder.bytes(), 0);
        assertThat(block.nextEvent()).isTrue();
        return block;
    }

    private static String escaped(String text) {
        var escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            escaped.append(c < ' ' || c == '"' || c == '\\' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
        }
        return escaped.toString();
    }
}
