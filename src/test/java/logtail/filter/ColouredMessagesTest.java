package logtail.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters see messages as people do: without colours and other terminal codes. */
class ColouredMessagesTest {
    private static final List<String> COLOURED = List.of(
            "\u001b[36muser\u001b[0m=dave con\u001b[1mnect\u001b[0mion \u001b[31mERROR\u001b[0m",
            "\u001b]0;title\u0007us\u001b[4mer=da\u001b[24mve co\u001b[38;2;1;2;3mnnection\u001b[m \u001b[1;31mERROR",
            "\u001b(B\u001b[muser=\u001b[36m\"dave\"\u001b[0m \u001b[2Kconnection ERR\u001b[0mOR");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user=dave",
                "user:dav",
                "user~^d.ve$",
                "connection",
                "\"connection ERROR\"",
                "ERROR",
                "error connection",
                "/\\bERROR\\b/",
                "/connect.*error$/i",
                "connection OR nothing",
                "-nothing connection",
                "message~connection",
                "user:*",
            })
    void matchAsIfThereWereNoColours(String filter) {
        for (String line : COLOURED) {
            assertThat(matching(filter, "before", line, "after")).as(line).containsExactly(line);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"31m", "36m", "\"[0m\"", "title", "-connection -before -after", "user=bob", "/\\[3/"})
    void neverMatchByTheCodesThemselves(String filter) {
        for (String line : COLOURED) {
            assertThat(matching(filter, "before", line, "after")).as(line).isEmpty();
        }
    }

    @Test
    void canBeSearchedForTheCodesAllTheSame() {
        assertThat(matching("\"\u001b[31m\"", "red", "\u001b[31mred")).containsExactly("\u001b[31mred");
        assertThat(matching("/\\x1b\\[3[0-7]m/", "red", "\u001b[31mred")).containsExactly("\u001b[31mred");
    }

    @Test
    void includeTheColouredValuesOfJson() {
        String line = "{\"level\":\"\\u001b[31merror\\u001b[39m\",\"ms\":5}";
        assertThat(matching(".level=error", line)).containsExactly(line);
    }

    @Test
    void leaveTheOthersToTheSearchOfWholeBlocks() {
        Block plain = block("one", "two");
        assertThat(plain.hasCodes()).isFalse();
        assertThat(Matcher.of(FilterParser.parse("three")).mayMatch(plain)).isFalse();
        Block coloured = block("one", "\u001b[31mtwo");
        assertThat(coloured.hasCodes()).isTrue();
        assertThat(Matcher.of(FilterParser.parse("three")).mayMatch(coloured)).isTrue();
        assertThat(matching("one", "one", "\u001b[31mtwo", "one")).containsExactly("one", "one");
    }

    @Test
    void areKnownInBlocksMadeOfOthers() {
        var encoder = new BlockEncoder(1 << 16, 1 << 12);
        encoder.tryAppendAll(block("one"));
        encoder.tryAppendAll(block("con\u001b[1mnect"));
        encoder.finish();
        assertThat(matching("connect", new Block().wrap(encoder.bytes(), 0))).containsExactly("con\u001b[1mnect");
        encoder.reset();
        encoder.tryAppendAll(block("one"));
        encoder.finish();
        assertThat(new Block().wrap(encoder.bytes(), 0).hasCodes()).isFalse();
    }

    private static List<String> matching(String filter, String... messages) {
        return matching(filter, block(messages));
    }

    private static List<String> matching(String filter, Block block) {
        var matcher = Matcher.of(FilterParser.parse(filter));
        List<String> found = new ArrayList<>();
        block.rewind();
        if (matcher.mayMatch(block)) {
            while (matcher.nextMatch(block)) {
                found.add(block.event().text());
                assertThat(block.flags()).isZero();
            }
        }
        return found;
    }

    private static Block block(String... messages) {
        var encoder = new BlockEncoder(1 << 16, 1 << 12);
        var line = new Line();
        for (String message : messages) {
            byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
            line.message.set(bytes, 0, bytes.length);
            encoder.tryAppend(line, 1);
        }
        encoder.finish();
        return new Block().wrap(encoder.bytes(), 0);
    }
}
