package logtail.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import logtail.event.Block;
import logtail.journal.Blocks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatcherTest {
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
    void findsFieldsInJson() {
        String[] messages = {
            "{\"status\":500,\"user\":{\"name\":\"al\\u00e9\"},\"tags\":[\"a\",[\"b\"]],\"none\":null}",
            "{\"http.status\":\"404\",\"items\":[{\"id\":7},{\"id\":8}]}",
            "{\"nested\":{\"status\":500}}",
            "status 500"
        };
        assertThat(matching("status=500", messages)).containsExactly(messages[0]);
        assertThat(matching("status>499.5", messages)).containsExactly(messages[0]);
        assertThat(matching("http.status:40", messages)).containsExactly(messages[1]);
        assertThat(matching("nested.status:500..", messages)).containsExactly(messages[2]);
        assertThat(matching("user.name=al\u00E9", messages)).containsExactly(messages[0]);
        assertThat(matching("user.name~l.$", messages)).containsExactly(messages[0]);
        assertThat(matching("tags=b", messages)).containsExactly(messages[0]);
        assertThat(matching("items.id=8,9", messages)).containsExactly(messages[1]);
        assertThat(matching("user:*", messages)).containsExactly(messages[0]);
        assertThat(matching("none:*", messages)).isEmpty();
        assertThat(matching("http.status!=404 status!=500", messages)).containsExactly(messages[2], messages[3]);
    }

    @Test
    void comparesNumbersThatNoDoubleHolds() {
        String[] messages = {
            "{\"n\":9007199254740993}",
            "n=9007199254740992",
            "n=9007199254740991",
            "n=009007199254740994",
            "n=-9007199254740993"
        };
        assertThat(matching("n>9007199254740992", messages)).containsExactly(messages[0], messages[3]);
        assertThat(matching("n>=9007199254740993", messages)).containsExactly(messages[0], messages[3]);
        assertThat(matching("n<9007199254740992", messages)).containsExactly(messages[2], messages[4]);
        assertThat(matching("n<-9007199254740992", messages)).containsExactly(messages[4]);
        assertThat(matching("n:9007199254740992..9007199254740993", messages))
                .containsExactly(messages[0], messages[1]);
        String big = "{\"big\":\"12345678901234567890\"}";
        assertThat(matching("big>12345678901234567889", big)).containsExactly(big);
        assertThat(matching("big>12345678901234567890", big)).isEmpty();
        assertThat(matching("big>=12345678901234567890", big)).containsExactly(big);
        assertThat(matching("big>9999999999999999999", big)).containsExactly(big);
        assertThat(matching("big<12345678901234567890.5", big)).containsExactly(big);
        assertThat(matching("t>1795975200123456788", "t=1795975200123456789", "t=1795975200123456787"))
                .containsExactly("t=1795975200123456789");
        assertThat(matching("t>9007199254740992", "t=9007199254740993ns", "t=9007199254740992ns"))
                .containsExactly("t=9007199254740993ns");
        assertThat(matching("n>=0.30", "n=0.3", "n=0.3000000000000000001", "n=0.29999999999999999999", "n=3e-1"))
                .containsExactly("n=0.3", "n=0.3000000000000000001", "n=3e-1");
    }

    @Test
    void findsFieldsInAJsonMessageUpToWhereItIsCut() {
        String cut = "{\"a\":\"x\",\"b\":{\"c\":[1,2,\"thr";
        assertThat(matching("a=x", cut)).containsExactly(cut);
        assertThat(matching("b.c=2", cut)).containsExactly(cut);
        assertThat(matching("b.c:th", cut)).isEmpty();
    }

    @Test
    void findsFieldsInLogfmtAndOtherText() {
        String[] messages = {
            "at=info path=\"/a b\" took=300ms my_user=eve",
            "login failed (user=bob), rhost=10.0.0.1",
            "GET /x?user=alice&n=2 HTTP/1.1",
            "user="
        };
        assertThat(matching("path=\"/a b\"", messages)).containsExactly(messages[0]);
        assertThat(matching("took>0.25s", messages)).containsExactly(messages[0]);
        assertThat(matching("user=bob", messages)).containsExactly(messages[1]);
        assertThat(matching("user=alice", messages)).containsExactly(messages[2]);
        assertThat(matching("user=eve", messages)).isEmpty();
        assertThat(matching("user=\"\"", messages)).containsExactly(messages[3]);
        assertThat(matching("user:*", messages)).containsExactly(messages[1], messages[2], messages[3]);
    }

    @Test
    void findsAColonAndItsTextInTheMessageToo() {
        assertThat(matching("localhost:8080", "at http://Localhost:8080/", "localhost 8080"))
                .containsExactly("at http://Localhost:8080/");
        assertThat(matching("Foo.java:12", "at Foo.java:123", "at foo.java:123"))
                .containsExactly("at Foo.java:123");
    }

    @Test
    void comparesQuantitiesByTheirUnits() {
        String[] messages = {"d=0.3s", "d_ms=300", "d=300", "size=20480", "size=20KiB", "d=1h30m", "d=fast"};
        assertThat(matching("d>250ms", messages)).containsExactly("d=0.3s", "d=300", "d=1h30m");
        assertThat(matching("d_ms>250ms", messages)).containsExactly("d_ms=300");
        assertThat(matching("d>250", messages)).containsExactly("d=300");
        assertThat(matching("d:90m..2h", messages)).containsExactly("d=1h30m");
        assertThat(matching("size>10KiB", messages)).containsExactly("size=20480", "size=20KiB");
        assertThat(matching("size<=20480B", messages)).containsExactly("size=20480", "size=20KiB");
    }

    @Test
    void decidesOnHeaderFieldsWithoutTheMessage() {
        Block block = wrap(Blocks.of("web", 1, "level=error app=db", "x"));
        assertThat(nextMatches("app=web", block)).isEqualTo(2);
        assertThat(nextMatches("app=db", block)).isZero();
        assertThat(nextMatches("level=info", block)).isEqualTo(2);
        assertThat(nextMatches("level>=error", block)).isZero();
        assertThat(nextMatches("id=1", block)).isEqualTo(1);
        assertThat(nextMatches(".level=error", block)).isEqualTo(1);
        assertThat(nextMatches("host:*", block)).isZero();
    }

    @Test
    void passesOverBlocksOfOtherAppsAndLevels() {
        Block block = wrap(Blocks.of("web", 1, "a timeout")); // info
        assertThat(mayMatch("timeout app=web level>=info", block)).isTrue();
        assertThat(mayMatch("timeout app=db", block)).isFalse();
        assertThat(mayMatch("timeout app!=web", block)).isFalse();
        assertThat(mayMatch("timeout level>=warn", block)).isFalse();
        assertThat(mayMatch("timeout -level:info..debug", block)).isFalse();
        assertThat(mayMatch("(app=db OR level>=warn) timeout", block)).isTrue(); // each might be true of some event
        assertThat(mayMatch("(app=db OR app=worker) timeout", block)).isFalse();
        assertThat(mayMatch("-(app=web OR x)", block)).isFalse();
        assertThat(Matcher.of(FilterParser.parse("level>=warn level<=info")).worst())
                .isEqualTo(-1);
    }

    @Test
    void looksForTheRarestTextFirst() {
        Block block = wrap(Blocks.of("web", 1, "{\"user\":\"bob\",\"took\":\"10ms\"}"));
        assertThat(mayMatch("user=alice", block)).isFalse();
        assertThat(mayMatch("user=alice,bob", block)).isTrue();
        assertThat(mayMatch("user=\"\\\\\"", block))
                .as("a value that has escapes: only the name is there")
                .isTrue();
        assertThat(mayMatch("duration>5ms", block)).isFalse();
        assertThat(mayMatch("alice OR carol", block)).isFalse();
        assertThat(mayMatch("alice OR -carol", block)).isTrue();
        assertThat(mayMatch("/time(out)?|refused/", block)).isFalse();
        assertThat(mayMatch("/t.*k/", block)).isTrue();
        assertThat(mayMatch("took~/1\\dms|2s/", block)).isTrue();
    }

    @Test
    void forgetsTheBlockBeforeInTheSameArray() {
        byte[] bytes = new byte[1000];
        Matcher matcher = Matcher.of(FilterParser.parse("one OR two"));
        Block block = new Block();
        for (String[] messages : List.of(new String[] {"a two", "a one"}, new String[] {"one", "two"})) {
            byte[] next = Blocks.of("web", 1, messages);
            System.arraycopy(next, 0, bytes, 0, next.length);
            assertThat(matcher.nextMatch(block.wrap(bytes, 0))).isTrue();
            assertThat(block.event().text()).isEqualTo(messages[0]);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "needle -hay \"in a\"",
                "needle OR straw",
                "level>=info app=web (needle -hay)",
                "user.name=alice",
                "took>250ms",
                "note:quoted -user.name:*",
            })
    void matchesWithoutGarbage(String filter) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Matcher matcher = Matcher.of(FilterParser.parse(filter));
        Block block = wrap(Blocks.of(
                "web",
                1,
                "a needle in a stack",
                "hay needle in a straw",
                "{\"user\":{\"id\":1,\"name\":\"alice\"},\"note\":\"\\\"quoted\\\"\",\"took\":\"0.3s\"}",
                "took=1h30m note=\"a \\\"quoted\\\" one\""));
        long warm = run(matcher, block, 100);
        long before = threads.getCurrentThreadAllocatedBytes();
        long matches = run(matcher, block, 10_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(warm).isPositive();
        assertThat(matches).isEqualTo(100 * warm);
        assertThat(allocated).as("bytes in 10,000 blocks").isLessThan(10_000);
    }

    private static long run(Matcher matcher, Block block, int times) {
        long matches = 0;
        for (int i = 0; i < times; i++) {
            block.rewind();
            if (matcher.mayMatch(block)) {
                while (matcher.nextMatch(block)) {
                    matches++;
                }
            }
        }
        return matches;
    }

    private static int nextMatches(String filter, Block block) {
        return (int) run(Matcher.of(FilterParser.parse(filter)), block, 1);
    }

    private static boolean mayMatch(String filter, Block block) {
        return Matcher.of(FilterParser.parse(filter)).mayMatch(block);
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
}
