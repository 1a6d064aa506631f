package logtail.encode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import logtail.event.Block;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.event.Slice;
import logtail.tail.Lines;
import logtail.web.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Output formats, byte for byte. */
class EventFormatTest {
    private static final long RECEIVED_NS = ns("2026-11-24T14:00:00.000000001Z");

    @Test
    void writesAllMembersThatAnEventHas() {
        var lines = new Lines();
        Line line = lines.begin("web", "web.1", "host-a", Severity.WARN);
        line.timeNs = ns("2026-11-24T13:59:59.5Z");
        line.facility = 16;
        line.msgId.set(Slice.of("ID\"47"));
        attribute(line, "ex@1", "key", "va\\lue");
        attribute(line, "", "other", "ł");
        line.flags = Line.TRUNCATED | Line.CONTINUED;
        assertThat(write(EventFormat.Kind.NDJSON, lines.add(RECEIVED_NS, utf8("say \"hi\""))))
                .isEqualTo("{\"id\":\"1\",\"time\":\"2026-11-24T13:59:59.500000000Z\","
                        + "\"received\":\"2026-11-24T14:00:00.000000001Z\",\"app\":\"web\",\"process\":\"web.1\","
                        + "\"host\":\"host-a\",\"level\":\"warn\",\"facility\":16,\"msgid\":\"ID\\\"47\","
                        + "\"message\":\"say \\\"hi\\\"\",\"attributes\":{\"ex@1.key\":\"va\\\\lue\",\"other\":\"ł\"},"
                        + "\"flags\":[\"truncated\",\"continued\"]}\n");
    }

    @Test
    void leavesOutMembersThatAreEmpty() {
        assertThat(write(EventFormat.Kind.NDJSON, line("")))
                .isEqualTo("{\"id\":\"1\",\"time\":\"2026-11-24T14:00:00.000000001Z\","
                        + "\"received\":\"2026-11-24T14:00:00.000000001Z\",\"app\":\"web\",\"level\":\"info\","
                        + "\"message\":\"\"}\n");
    }

    @Test
    void writesServerSentEventsWithTheirId() {
        String json = write(EventFormat.Kind.NDJSON, line("two\nlines"));
        assertThat(json).contains("two\\nlines").endsWith("}\n");
        assertThat(write(EventFormat.Kind.SSE, line("two\nlines"))).isEqualTo("id: 1\ndata: " + json + "\n");
    }

    @Test
    void writesOneLineOfTextForPeople() {
        var lines = new Lines().add(RECEIVED_NS, "web", "web.1", "h", Severity.INFO, "GET / \"ok\" c:\\dir\tżółć");
        assertThat(write(EventFormat.Kind.TEXT, lines))
                .isEqualTo("2026-11-24T14:00:00.000Z web[web.1]: GET / \"ok\" c:\\dir\tżółć\n");
        assertThat(write(EventFormat.Kind.TEXT, line("x"))).isEqualTo("2026-11-24T14:00:00.000Z web: x\n");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "1b5b333b6d, \\u001b[3;m, \\x1b[3;m",
                "00077f, \\u0000\\u0007\\u007f, \\x00\\x07\\x7f",
                "0d0a09, \\r\\n\\t, `\\r\\n\t`",
                "225c, \\\"\\\\, `\"\\`",
                "c28541, \u0085A, \\x85A",
                "e282ac, €, €",
                "f09f9880, 😀, 😀",
                "41ff42, A\uFFFDB, A\uFFFDB",
                "c0af, \uFFFD\uFFFD, \uFFFD\uFFFD",
                "eda080, \uFFFD\uFFFD\uFFFD, \uFFFD\uFFFD\uFFFD",
                "f09f98, \uFFFD, \uFFFD",
                "e28241, \uFFFDA, \uFFFDA",
                "f4908080, \uFFFD\uFFFD\uFFFD\uFFFD, \uFFFD\uFFFD\uFFFD\uFFFD",
                "c3, \uFFFD, \uFFFD",
            })
    void makesControlCharactersAndBrokenUtf8Harmless(String hex, String json, String text) {
        byte[] message = java.util.HexFormat.of().parseHex(hex);
        assertThat(write(EventFormat.Kind.NDJSON, line(message))).endsWith("\"message\":\"" + json + "\"}\n");
        assertThat(write(EventFormat.Kind.TEXT, line(message))).endsWith(" web: " + text + "\n");
    }

    @Test
    void writesJsonThatSomebodyElsesParserReadsAsTheSameText() {
        long seed = 20261124;
        var random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] message = randomMessage(random);
            String written = write(EventFormat.Kind.NDJSON, line(message));
            assertThat(written.indexOf('\n')).isEqualTo(written.length() - 1);
            assertThat(Json.object(written))
                    .as("seed %d, round %d", seed, round)
                    .containsEntry("message", new String(message, UTF_8));
            String text = write(EventFormat.Kind.TEXT, line(message));
            assertThat(text.substring(0, text.length() - 1).chars())
                    .as("seed %d, round %d", seed, round)
                    .noneMatch(c -> Character.isISOControl(c) && c != '\t');
        }
    }

    @Test
    void tellsGaps() {
        var gap = new Gap(5, 7, Gap.Reason.DAMAGE);
        assertThat(gap(EventFormat.Kind.NDJSON, gap))
                .isEqualTo("{\"gap\":{\"from\":\"5\",\"to\":\"7\",\"count\":3,\"reason\":\"damage\"}}\n");
        assertThat(gap(EventFormat.Kind.SSE, gap))
                .isEqualTo("event: gap\nid: 7\ndata: {\"gap\":{\"from\":\"5\",\"to\":\"7\",\"count\":3,"
                        + "\"reason\":\"damage\"}}\n\n");
        assertThat(gap(EventFormat.Kind.TEXT, gap)).isEqualTo("--- gap: 3 events lost (damage)\n");
        assertThat(gap(EventFormat.Kind.TEXT, new Gap(8, 7, Gap.Reason.RESET)))
                .isEqualTo("--- gap: an unknown number of events lost (reset)\n");
    }

    @Test
    void writesTimesOfAnyCenturyAndDay() {
        var timestamps = new Timestamps();
        for (String time : new String[] {
            "1970-01-01T00:00:00.000000000Z",
            "1969-12-31T23:59:59.999999999Z",
            "2000-02-29T12:34:56.789012345Z",
            "2000-03-01T00:00:00.000000000Z",
            "1900-01-01T01:02:03.000000004Z",
            "2262-04-11T23:47:16.854775807Z",
        }) {
            var out = new Output();
            timestamps.put(ns(time), 9, out);
            assertThat(new String(out.bytes(), 0, out.length(), UTF_8)).isEqualTo(time);
            out.clear();
            timestamps.put(ns(time), 3, out);
            assertThat(new String(out.bytes(), 0, out.length(), UTF_8)).isEqualTo(time.substring(0, 23) + "Z");
        }
    }

    /** Mostly text, with all that is special often enough, in every place of an eight-byte word. */
    private static byte[] randomMessage(Random random) {
        byte[] message = new byte[random.nextInt(40)];
        random.nextBytes(message);
        int kind = random.nextInt(3);
        for (int i = 0; i < message.length; i++) {
            if (kind == 0 || random.nextInt(8) > 0) {
                message[i] = (byte) (' ' + Math.floorMod(message[i], 95));
            }
        }
        byte[] emoji = utf8("ż€😀\u0085\\\"");
        if (kind > 0 && message.length > emoji.length) {
            System.arraycopy(emoji, 0, message, random.nextInt(message.length - emoji.length), emoji.length);
        }
        return message;
    }

    private static Lines line(String message) {
        return line(utf8(message));
    }

    private static Lines line(byte[] message) {
        var lines = new Lines();
        lines.begin("web", "", "", Severity.INFO);
        return lines.add(RECEIVED_NS, message);
    }

    private static String write(EventFormat.Kind kind, Lines lines) {
        Block block = lines.block();
        Block.seal(block.bytes(), 0, 1, 0, new java.util.zip.CRC32C());
        block.rewind();
        assertThat(block.nextEvent()).isTrue();
        var out = new Output();
        kind.create().event(block, 0, out);
        return new String(out.bytes(), 0, out.length(), UTF_8);
    }

    private static String gap(EventFormat.Kind kind, Gap gap) {
        var out = new Output();
        kind.create().gap(gap, out);
        return new String(out.bytes(), 0, out.length(), UTF_8);
    }

    private static void attribute(Line line, String scope, String name, String value) {
        byte[] bytes = utf8(scope + name + value);
        int scopeTo = scope.length();
        int nameTo = scopeTo + name.length();
        line.attributes.begin(bytes, 0, scopeTo, scopeTo, nameTo);
        line.attributes.append(bytes, nameTo, bytes.length);
        line.attributes.end();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static long ns(String time) {
        Instant instant = Instant.parse(time);
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }
}
