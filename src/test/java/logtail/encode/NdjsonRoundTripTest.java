package logtail.encode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Event;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.parse.PlainLineParser;
import logtail.parse.SyslogParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What logtail writes as NDJSON, posted to a logtail again. */
class NdjsonRoundTripTest {
    private static final long RECEIVED_NS = 1_795_975_200_123_456_789L;
    private static final long LATER_NS = RECEIVED_NS + 3_600_000_000_000L;

    private final PlainLineParser parser = new PlainLineParser(ZoneOffset.UTC, true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "with \"quotes\", \\ backslashes and\ttabs\nand lines",
                "\u001b[31mred\u001b[0m \u0000 \u007f",
                "\u017C\u00F3\u0142\u0107 \u65E5\u672C \uD83D\uDE00",
                "{\"level\":\"fatal\",\"app\":\"other\",\"time\":\"2020-01-01T00:00:00Z\"}",
                "2020-01-01 00:00:00 ERROR a time and a level of its own",
                "{\"id\":\"1\",\"time\":\"2020-01-01T00:00:00Z\",\"received\":\"2020-01-01T00:00:00Z\",\"app\":\"x\"}",
                "",
            })
    void bringsTheSameMessageAndNothingFromInsideIt(String message) {
        var line = new Line();
        byte[] text = message.getBytes(UTF_8);
        line.message.set(text, 0, text.length);
        line.severity = Severity.NOTICE.code();
        assertSameAgain(line);
    }

    @Test
    void bringsAllFieldsOfAnEvent() {
        var line = new Line();
        byte[] syslog =
                ("<165>1 2026-11-29T17:59:58.000000001+01:00 host-1 shop web.1 ID47 [a@1 k=\"v \\\"q\\\" \\\\ \\] \u00e9\""
                                + " k2=\"\"][b@2 x=\"1\"] \u00e9vent")
                        .getBytes(UTF_8);
        new SyslogParser(ZoneOffset.UTC).parse(syslog, 0, syslog.length, RECEIVED_NS, line);
        Event again = assertSameAgain(line);
        assertThat(again.attributes()).isEqualTo(Map.of("a@1.k", "v \"q\" \\ ] \u00e9", "a@1.k2", "", "b@2.x", "1"));
        assertThat(again.facility()).isEqualTo(20);
    }

    @Test
    void bringsEveryFlag() {
        for (int bit = 0; bit < 8; bit++) {
            var line = new Line();
            byte[] text = "x".getBytes(UTF_8);
            line.message.set(text, 0, 1);
            line.flags = EventFlags.SHOWN & 1 << bit;
            assertSameAgain(line);
        }
        var line = new Line();
        line.flags = EventFlags.SHOWN;
        assertSameAgain(line);
    }

    @Test
    void bringsTheBytesAsJsonHasThem() {
        var line = new Line();
        byte[] text = "caf\u00e9".getBytes(ISO_8859_1);
        line.message.set(text, 0, text.length);
        assertThat(again(ndjson(block(line, RECEIVED_NS, 5), 0)).text()).isEqualTo("caf\uFFFD");
    }

    @Test
    void takesMarksOfATailForNothing() {
        var line = new Line();
        byte[] text = "x".getBytes(UTF_8);
        line.message.set(text, 0, 1);
        var block = block(line, RECEIVED_NS, 5);
        assertSame(again(ndjson(block, EventFormat.LATE | EventFormat.CONTEXT)), block.event());
    }

    @Test
    void keepsAReportOfLostEventsAsAWarningOfItsOwn() {
        for (Gap.Reason reason : Gap.Reason.values()) {
            var out = new Output();
            new NdjsonFormat(Ids.PLAIN, false).gap(new Gap(5, 9, reason), out);
            String json = new String(out.bytes(), 0, out.length() - 1, UTF_8);
            Event event = again(json);
            assertThat(event.text()).isEqualTo(json);
            assertThat(event.app()).isEqualTo("logtail");
            assertThat(event.severity()).isEqualTo(Severity.WARN);
        }
    }

    /** Each line differs in one thing from those that logtail writes. */
    @Test
    void takesNobodysOwnJsonForSuchALine() {
        var line = new Line();
        byte[] text = "x".getBytes(UTF_8);
        line.message.set(text, 0, 1);
        line.severity = Severity.ERROR.code();
        String own = ndjson(block(line, RECEIVED_NS, 5), 0);
        for (String other : List.of(
                own.replace("{\"id\"", "{ \"id\""),
                own.replace("\"id\":\"5\"", "\"id\":5"),
                own.replace("\"id\":\"5\"", "\"id\":\"x5\""),
                own.replace("\"id\":\"5\",", ""),
                own.replace("received", "seen"),
                own.replaceFirst("\"received\":\"[^\"]+\"", "\"received\":\"today\""),
                own.replaceFirst("\"time\":\"[^\"]+\"", "\"time\":\"2026-11-29T18:00:00\""),
                own.replace("\"app\":\"unknown\",", ""),
                own.replace("\"level\":\"error\"", "\"level\":\"loud\""),
                own.replace("\"level\":\"error\",", ""),
                own.replace("\"message\":\"x\"", "\"message\":5"),
                own.replace("\"message\":\"x\"", "\"message\":\"x\",\"mine\":1"),
                own.replace("\"message\":\"x\"", "\"message\":\"x\",\"attributes\":{\"a\":1}"),
                own.replace("\"message\":\"x\"", "\"message\":\"x\",\"flags\":[1]"),
                own.replace("\"message\":\"x\"", "\"message\":\"x\",\"late\":false"),
                own + " x",
                own.substring(0, own.length() - 1),
                own.replace("{\"id\":\"5\"", "{\"gap\":{\"from\":\"1\"}"))) {
            assertThat(other).isNotEqualTo(own);
            assertThat(again(other).text()).as(other).isEqualTo(other);
            assertThat(again(other).flags()).isZero();
        }
        assertThat(again(own).text()).isEqualTo("x");
    }

    private Event assertSameAgain(Line line) {
        Block block = block(line, RECEIVED_NS, 5);
        Event again = again(ndjson(block, 0));
        assertSame(again, block.event());
        return again;
    }

    private static void assertSame(Event again, Event before) {
        assertThat(again)
                .usingRecursiveComparison()
                .ignoringFields("index", "receivedAtNs")
                .isEqualTo(before);
        assertThat(again.attributes().keySet())
                .containsExactlyElementsOf(before.attributes().keySet());
    }

    /** The event that a logtail makes of the line an hour later. */
    private Event again(String json) {
        byte[] bytes = ("999" + json + "999").getBytes(UTF_8);
        var line = new Line();
        parser.parse(bytes, 3, bytes.length - 3, LATER_NS, line);
        return block(line, LATER_NS, 1).event();
    }

    private static String ndjson(Block block, int marks) {
        var out = new Output();
        new NdjsonFormat(Ids.PLAIN, false).event(block, marks, out);
        return new String(out.bytes(), 0, out.length() - 1, UTF_8);
    }

    private static Block block(Line line, long receivedNs, long index) {
        var encoder = new BlockEncoder(1 << 17, 1 << 16);
        encoder.tryAppend(line, receivedNs);
        encoder.finish();
        Block.seal(encoder.bytes(), 0, index, receivedNs, new java.util.zip.CRC32C());
        var block = new Block().wrap(encoder.bytes(), 0);
        block.nextEvent();
        return block;
    }
}
