package logtail.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FramesTest {
    private static final int MAX = 10;

    private static List<String> syslog(String stream, int... cuts) {
        return Framed.all(new SyslogFrames(MAX), MAX, stream.getBytes(UTF_8), cuts);
    }

    private static List<String> lines(String stream, int... cuts) {
        return Framed.all(new LineFrames(MAX), MAX, stream.getBytes(UTF_8), cuts);
    }

    /** However the stream is split, the frames are these. */
    private static void assertSyslog(String stream, String... frames) {
        assertThat(syslog(stream)).containsExactly(frames);
        for (int cut = 0; cut <= stream.length(); cut++) {
            for (int next = cut; next <= stream.length(); next++) {
                assertThat(syslog(stream, cut, next))
                        .as("split at %d and %d", cut, next)
                        .containsExactly(frames);
            }
        }
    }

    @Test
    void decidesTheFramingOfEachMessageAnew() {
        assertSyslog("5 <1>ab<2>cd\n6 <3>e\nf<4>gh\0<5>ij\r\n", "<1>ab", "<2>cd", "<3>e\nf", "<4>gh", "<5>ij");
    }

    @Test
    void takesDigitsForACountOnlyBeforeSpaceAndPri() {
        assertSyslog("12 monkeys\n0 <1>a\n05 <1>a\n1<1>a\n7\n", "12 monkeys", "0 <1>a", "05 <1>a", "1<1>a", "7");
        assertSyslog("1234567890\n", "1234567890");
    }

    @Test
    void passesOverEmptyFrames() {
        assertSyslog("\n\r\n\0\n3 <1>\n<2>\n\n", "<1>", "<2>");
    }

    @Test
    void cutsAnOverlongLineAndLeavesTheNextMessageUntouched() {
        assertSyslog(
                "<1>4567890\r\n<2>45678901\r\n3 <3><4>45678901234567890123456789\n<5>\n",
                "<1>4567890",
                "<2>4567890…",
                "<3>",
                "<4>4567890…",
                "<5>");
    }

    @Test
    void cutsAnOverlongCountedFrameAndLeavesTheNextMessageUntouched() {
        assertSyslog(
                counted("<1>456789\n12") + counted("<2>") + counted("<3>4567890123\n5678901") + counted("<4>45678901")
                        + "<5>\n",
                "<1>456789\n…",
                "<2>",
                "<3>4567890…",
                "<4>4567890…",
                "<5>");
    }

    private static String counted(String frame) {
        return frame.length() + " " + frame;
    }

    @Test
    void givesWhatIsLeftWhenTheStreamEnds() {
        assertSyslog("<1>a\n<2>b", "<1>a", "<2>b");
        assertSyslog("9 <1>abc", "<1>abc…");
        assertSyslog("9 ", "9 ");
        assertSyslog("99", "99");
        assertSyslog("");
    }

    @Test
    void givesNothingForTheSkippedPartWhenTheStreamEnds() {
        assertSyslog("<1>456789012345", "<1>4567890…");
        assertSyslog("99 <1>456789012345", "<1>4567890…");
    }

    @Test
    void keepsACountAsLongAsItCanBecomeOneAndNoLonger() {
        var frames = new SyslogFrames(MAX);
        byte[] bytes = "12x".getBytes(UTF_8);
        frames.wrap(bytes, 0, 2);
        assertThat(frames.next()).isFalse();
        frames.wrap(bytes, 0, 3);
        assertThat(frames.next()).isFalse();
        assertThat(frames.restFrom()).isZero();
    }

    @Test
    void endsLinesAtLineFeedsAlone() {
        assertThat(lines("a\r\nb\0c\n5 <1>d\n\te\rf")).containsExactly("a", "b\0c", "5 <1>d", "\te\rf");
    }

    @Test
    void countsEmptyLines() {
        var frames = new LineFrames(MAX);
        assertThat(Framed.all(frames, MAX, "\n\r\na\n\n".getBytes(UTF_8), 1, 2)).containsExactly("a");
        assertThat(frames.emptyFrames()).isEqualTo(3);
    }

    @Test
    void cutsAnOverlongLineHoweverItIsSplit() {
        String stream = "1234567890\r\n12345678901\n\r\nab";
        for (int cut = 0; cut <= stream.length(); cut++) {
            assertThat(lines(stream, cut)).containsExactly("1234567890", "1234567890…", "ab");
        }
    }

    @Test
    void refusesALimitBelowOneByte() {
        assertThatThrownBy(() -> new LineFrames(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxFrameBytes");
    }

    @Test
    void countsTheFramesOfALogplexBody() {
        byte[] body = "66 <174>1 2012-07-22T00:06:26-00:00 somehost Go console - Hi from Go\n3 <1>".getBytes(UTF_8);
        assertThat(LogplexFrames.count(body, 0, body.length)).isEqualTo(2);
        assertThat(LogplexFrames.brokenAt(body, 0, body.length)).isEqualTo(-1);
        assertThat(LogplexFrames.count(body, 0, 0)).isZero();
    }

    @Test
    void tellsWhereALogplexBodyIsBroken() {
        for (String broken : List.of("4 <1>", "x", "3<1>", "0 <1>", "3 ", "\n3 <1>")) {
            byte[] body = ("5 <1>ab" + broken).getBytes(UTF_8);
            assertThat(LogplexFrames.count(body, 0, body.length)).as(broken).isEqualTo(-1);
            assertThat(LogplexFrames.brokenAt(body, 0, body.length)).as(broken).isEqualTo(7);
        }
    }

    @Test
    void leavesRoomForEscapesInALineOfOurOwn() {
        String own = "{\"id\":\"1" + "0".repeat(6 * MAX - 8);
        String longer = own + "0";
        String foreign = "{\"ie\":\"1" + "0".repeat(6 * MAX - 8);
        for (int cut = 0; cut <= own.length(); cut++) {
            assertThat(frames(own + "\r\nnext\n", cut)).containsExactly(own, "next");
            assertThat(frames(longer + "\nnext\n", cut)).containsExactly(own + "…", "next");
            assertThat(frames(foreign + "\nnext", cut)).containsExactly(foreign.substring(0, MAX) + "…", "next");
        }
    }

    private static List<String> frames(String stream, int cut) {
        var frames = new LineFrames(MAX);
        return Framed.all(frames, frames.mostBytes(MAX), stream.getBytes(UTF_8), cut);
    }

    @Test
    void cutsBetweenTwoCharacters() {
        assertThat(lines("12345678\u20AC9\nnext\n")).containsExactly("12345678…", "next");
        assertThat(lines("1234567\u20AC9\nnext\n")).containsExactly("1234567\u00E2\u0082\u00AC…", "next");
        assertThat(lines("123456789\u00e90")).containsExactly("123456789…");
        assertThat(syslog("16 <1>45678\u20AC12345<1>next\n")).containsExactly("<1>45678…", "<1>next");
    }
}
