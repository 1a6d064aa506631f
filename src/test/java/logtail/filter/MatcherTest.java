package logtail.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import logtail.event.Block;
import logtail.journal.Blocks;
import org.junit.jupiter.api.Test;

class MatcherTest {
    private static final String[] WORDS = {
        "GET",
        "/api/users/42",
        "200",
        "status=500",
        "ERROR",
        "error",
        "Timeout",
        "connection",
        "reset",
        "by",
        "peer",
        "caf\u00E9",
        "r\u00E9sum\u00E9",
        "{\"level\":\"warn\"}",
        "a",
        "b",
        "ab",
        "\u65E5\u672C",
        "x".repeat(70),
        "-",
        "9f3c2d"
    };

    @Test
    void findsTheMatchingEventsOfABlock() {
        assertThat(matching("error -debug", "an ERROR", "error in debug mode", "fine", "errors"))
                .containsExactly("an ERROR", "errors");
        assertThat(matching("Error", "an ERROR", "an Error")).containsExactly("an Error");
        assertThat(matching("", "one", "")).containsExactly("one", "");
        assertThat(matching("-x", "x", "y", "")).containsExactly("y", "");
        assertThat(matching("\"a b\"", "a", "b", "a b", "a  b")).containsExactly("a b");
    }

    @Test
    void looksInTheMessageAlone() {
        assertThat(matching("web", "the app is called that")).isEmpty();
    }

    @Test
    void leavesBlocksAtTheFirstSearch() {
        Block block = wrap(Blocks.of("web", 1, "GET /", "POST /"));
        assertThat(Matcher.of(FilterParser.parse("delete")).mayMatch(block)).isFalse();
        assertThat(Matcher.of(FilterParser.parse("get delete")).mayMatch(block)).isFalse();
        assertThat(Matcher.of(FilterParser.parse("post get")).mayMatch(block)).isTrue();
        assertThat(Matcher.of(FilterParser.parse("-delete")).mayMatch(block)).isTrue();
    }

    @Test
    void agreesWithTheNaiveFilter() {
        var random = new Random(20260102);
        for (int round = 0; round < 5_000; round++) {
            String[] messages = new String[1 + random.nextInt(12)];
            for (int i = 0; i < messages.length; i++) {
                messages[i] = randomMessage(random);
            }
            String filter = randomFilter(random);
            Filter parsed = FilterParser.parse(filter);
            Block block = wrap(Blocks.of("web", 1, messages));
            List<String> expected = Blocks.events(block).stream()
                    .filter(event -> Naive.matches(parsed, event))
                    .map(event -> event.text())
                    .toList();
            assertThat(matching(filter, messages))
                    .as("round %d: %s", round, filter)
                    .isEqualTo(expected);
        }
    }

    @Test
    void matchesWithoutGarbage() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Matcher matcher = Matcher.of(FilterParser.parse("needle -hay \"in a\""));
        Block block = wrap(Blocks.of("web", 1, "a needle in a stack", "needle", "hay needle in a", "nothing"));
        long before = threads.getCurrentThreadAllocatedBytes();
        int matches = 0;
        for (int i = 0; i < 10_000; i++) {
            block.rewind();
            if (matcher.mayMatch(block)) {
                while (matcher.nextMatch(block)) {
                    matches++;
                }
            }
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(matches).isEqualTo(10_000);
        assertThat(allocated).as("bytes in 10,000 blocks").isLessThan(10_000);
    }

    /** What both ways of running a filter find. */
    private static List<String> matching(String filter, String... messages) {
        Matcher matcher = Matcher.of(FilterParser.parse(filter));
        Block block = wrap(Blocks.of("web", 1, messages));
        var found = new ArrayList<String>();
        while (matcher.nextMatch(block)) {
            found.add(block.event().text());
        }
        var oneByOne = new ArrayList<String>();
        block.rewind();
        while (block.nextEvent()) {
            if (matcher.matches(block)) {
                oneByOne.add(block.event().text());
            }
        }
        assertThat(oneByOne).isEqualTo(found);
        assertThat(found.isEmpty() || matcher.mayMatch(block)).isTrue();
        return found;
    }

    private static Block wrap(byte[] bytes) {
        return new Block().wrap(bytes, 0);
    }

    private static String randomMessage(Random random) {
        var message = new StringBuilder();
        for (int words = random.nextInt(8); words > 0; words--) {
            message.append(WORDS[random.nextInt(WORDS.length)]).append(words > 1 ? " " : "");
        }
        return message.toString();
    }

    private static String randomFilter(Random random) {
        var filter = new StringBuilder();
        for (int terms = random.nextInt(4); terms > 0; terms--) {
            filter.append(new String[] {"", "", "-", "NOT "}[random.nextInt(4)]);
            String text = WORDS[random.nextInt(WORDS.length)]
                    + (random.nextInt(3) == 0 ? " " + WORDS[random.nextInt(WORDS.length)] : "");
            int from = text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length())));
            filter.append('"')
                    .append(text.substring(from).replace("\"", "\\\""))
                    .append("\" ");
        }
        return filter.toString();
    }
}
