package logtail.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import logtail.event.Line;
import org.junit.jupiter.api.Test;

/** Lines without a header behind a message of syslog, on one connection. */
final class ContinuedLinesTest {
    private static final long NOW_NS = Instant.parse("2026-11-29T18:30:00Z").getEpochSecond() * 1_000_000_000L;
    private static final String HEAD = "<11>Nov 29 18:00:00 h app[7]: ";
    private static final String FIRST = "h app[7] 3 18:00:00 0 ";
    private static final String CONTINUED = "h app[7] 3 18:00:00 4 ";
    private static final String MALFORMED = "[] 5 - 2 ";

    @Test
    void goOnWithTheNamesLevelAndTimeOfTheMessage() {
        assertThat(lines(HEAD + "boom\nTraceback (most recent call last):\n  File \"x.py\", line 1\n\nValueError: 1\n"))
                .containsExactly(
                        FIRST + "boom",
                        CONTINUED + "Traceback (most recent call last):",
                        CONTINUED + "  File \"x.py\", line 1",
                        CONTINUED + "ValueError: 1");
    }

    @Test
    void goOnBehindRfc5424Too() {
        assertThat(lines("<11>1 2026-11-29T18:00:00Z h app 7 - - boom\n\tat A.b(A.java:1)\r\n\tat B\n"))
                .containsExactly(FIRST + "boom", CONTINUED + "\tat A.b(A.java:1)", CONTINUED + "\tat B");
    }

    @Test
    void goOnWithTheMessageRightBefore() {
        assertThat(lines(HEAD + "a\nmore\n<14>Nov 29 18:00:01 g other: b\nmore\n"))
                .containsExactly(
                        FIRST + "a", CONTINUED + "more", "g other[] 6 18:00:01 0 b", "g other[] 6 18:00:01 4 more");
    }

    @Test
    void areMalformedAsTheFirstOnAConnection() {
        assertThat(lines("hello\nworld\n" + HEAD + "a\n"))
                .containsExactly(MALFORMED + "hello", MALFORMED + "world", FIRST + "a");
    }

    @Test
    void mayBeginAsTextsDo() {
        for (String text :
                new String[] {"<config>", "<", "1 of 2 done", "{\"a\":1}", "Caused by: x", "... 3 more", "*", ":"}) {
            assertThat(lines(HEAD + "a\n" + text + "\n")).containsExactly(FIRST + "a", CONTINUED + text);
        }
    }

    @Test
    void areNotTakenForPartOfACountedMessage() {
        String counted = HEAD + "a\nb";
        assertThat(lines(counted.length() + " " + counted + "rest of a wrong count\n"))
                .containsExactly(FIRST + "a\nb", MALFORMED + "rest of a wrong count");
        assertThat(lines(HEAD + "a\n5 <abc>more\n"))
                .containsExactly(FIRST + "a", "[] -1 - 2 <abc>", MALFORMED + "more");
    }

    @Test
    void goOnWithNothingBehindABrokenHeader() {
        assertThat(lines(HEAD + "a\n<999>b\nmore\n"))
                .containsExactly(FIRST + "a", "[] -1 - 2 <999>b", MALFORMED + "more");
    }

    @Test
    void areMessagesOfTheirOwnWithATime() {
        assertThat(lines(HEAD + "a\nNov 29 18:00:01 g other: b\n"))
                .containsExactly(FIRST + "a", "g other[] 5 18:00:01 0 b");
    }

    @Test
    void goOnWhateverCameBetweenTwoReads() {
        String stream = HEAD + "boom\n\tat A\n\tat B\n<14>Nov 29 18:00:01 g other: b\n\tat C\n";
        List<String> whole = lines(stream);
        for (int cut = 0; cut <= stream.length(); cut++) {
            assertThat(lines(stream.substring(0, cut), stream.substring(cut)))
                    .as("cut at %d", cut)
                    .isEqualTo(whole);
        }
        assertThat(lines(stream.split("(?<=.)"))).isEqualTo(whole);
    }

    @Test
    void goOnWithAsMuchOfANameAsIsStored() {
        String app = "a".repeat(1000);
        var lines = lines("<11>1 - h " + app + " - - - x\n", "more\n");
        assertThat(lines.get(1)).startsWith("h " + "a".repeat(512) + "[]").endsWith(" 4 more");
    }

    @Test
    void standAloneInDatagramsAndInBodies() {
        var decoder = FramedLines.syslogDatagrams(ZoneOffset.UTC).open(1000);
        assertThat(lines(decoder, HEAD + "a", "more")).containsExactly(FIRST + "a", MALFORMED + "more");
    }

    private static List<String> lines(String... reads) {
        return lines(FramedLines.syslog(ZoneOffset.UTC).open(1000), reads);
    }

    /** As a connection does it: one buffer that others overwrite between two reads. */
    private static List<String> lines(Decoder decoder, String... reads) {
        var lines = new ArrayList<String>();
        byte[] buffer = new byte[4096];
        byte[] rest = {};
        for (String read : reads) {
            byte[] bytes = read.getBytes(UTF_8);
            System.arraycopy(rest, 0, buffer, 0, rest.length);
            System.arraycopy(bytes, 0, buffer, rest.length, bytes.length);
            int to = rest.length + bytes.length;
            decoder.feed(buffer, 0, to, NOW_NS);
            addAll(decoder, lines);
            rest = Arrays.copyOfRange(buffer, decoder.restFrom(), to);
            Arrays.fill(buffer, (byte) 'X');
        }
        decoder.feed(rest, 0, rest.length, NOW_NS);
        decoder.end();
        addAll(decoder, lines);
        return lines;
    }

    private static void addAll(Decoder decoder, List<String> lines) {
        var line = new Line();
        while (decoder.next(line)) {
            String time = line.timeNs == Line.NO_TIME
                    ? "-"
                    : Instant.EPOCH.plusNanos(line.timeNs).toString().substring(11, 19);
            String host = line.host.isEmpty() ? "" : line.host + " ";
            lines.add(host + line.app + "[" + line.process + "] " + line.severity + " " + time + " " + line.flags + " "
                    + line.message);
        }
    }
}
