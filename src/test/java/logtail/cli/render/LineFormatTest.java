package logtail.cli.render;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import logtail.cli.base.LineOutput;
import logtail.cli.base.Surroundings;
import logtail.cli.base.VisibleText;
import logtail.cli.client.StreamLine;
import logtail.cli.client.StreamLineReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class LineFormatTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void textIsLocalTimeAppProcessAndMessage() {
        assertThat(text(event("web", "web.1", "info", "hello"))).isEqualTo("15:00:00.123 web.1: hello\n");
        assertThat(text(event("web", "", "info", "hello"))).isEqualTo("15:00:00.123 web: hello\n");
    }

    @Test
    void textKnowsTimesWithFewerDecimals() {
        var format = LineFormat.of(look());
        var out = new ByteArrayOutputStream();
        var lines = new LineOutput(out);
        for (String time :
                new String[] {"2026-11-24T14:00:01Z", "2026-11-24T14:00:02.5Z", "2026-07-01T23:59:03.1234Z"}) {
            format.event(event(time, "a", "", "", "m"), new byte[0], 0, 0, lines);
        }
        lines.flush();
        assertThat(out.toString(UTF_8))
                .isEqualTo("15:00:01.000 a: m\n15:00:02.500 a: m\n2026-07-02 01:59:03.123 a: m\n");
    }

    @Test
    void controlCharactersAreShownAndNeverReachTheTerminal() {
        var event = event("we\u001bb", "\u0007", "info", "\u001b]0;x\u0007 a\tb\r\nc \u009b1m \u007f \u202e\0 é ✓ 😀");
        assertThat(text(event))
                .isEqualTo(
                        "15:00:00.123 we\\x1bb[\\x07]: \\x1b]0;x\\x07 a\tb\\r\\nc \\x9b1m \\x7f \\u202e\\0 é ✓ 😀\n");
    }

    @Test
    void brokenSurrogatesBecomeReplacementCharacters() {
        assertThat(text(event("a", "", "", "x\ud800y\udc00"))).endsWith(": x\ufffdy\ufffd\n");
    }

    @Test
    void everyCharacterComesOutAsItsUtf8() {
        var all = new StringBuilder();
        for (int c = 0xa1; c < 0x11000; c += 7) {
            if (c > 0xffff || (!Character.isSurrogate((char) c) && VisibleText.isHarmless((char) c))) {
                all.appendCodePoint(c);
            }
        }
        assertThat(text(event("a", "", "", all.toString()))).isEqualTo("15:00:00.123 a: " + all + "\n");
    }

    @Test
    void coloursAreStableAndLevelsStandOut() {
        String line = show(LineFormat.of(look("--color", "always")), event("web", "", "error", "boom"));
        assertThat(line)
                .isEqualTo("\033[2m15:00:00.123\033[0m \033[38;5;" + Painter.colorOf("web")
                        + "mweb\033[0m: \033[31mboom\033[0m\n");
        assertThat(Painter.colorOf("web")).isEqualTo(103);
    }

    @Test
    void rawIsTheMessageAsSentIntoAPipeAndVisibleOnATerminal() {
        var event = event("web", "", "info", "\u001b[1m x\ny");
        assertThat(show(new RawFormat(false), event)).isEqualTo("\u001b[1m x\ny\n");
        assertThat(show(new RawFormat(true), event)).isEqualTo(" x\ny\n");
    }

    @Test
    void jsonIsTheLineAsReceived() {
        byte[] json = "{\"id\":\"1\",\"message\":\"\u009b✓\"}".getBytes(UTF_8);
        assertThat(show(LineFormat.of(look("-o", "json")), json)).isEqualTo("{\"id\":\"1\",\"message\":\"\u009b✓\"}\n");
        assertThat(show(new JsonFormat(true, List.of(), new ShownMembers()), json))
                .isEqualTo("{\"id\":\"1\",\"message\":\"\\u009b✓\"}\n");
    }

    @Test
    void ofAJsonMessageTheTextComesFirstAndWhatTheEventSaysIsLeftOut() {
        String message =
                "{\"time\":\"2026-11-24T15:00:00.123+01:00\",\"level\":\"WARNING\",\"app\":\"web\",\"msg\":\"slow \\u001b[1m\","
                        + "\"http\":{\"status\":200,\"path\":\"/a b\"},\"tags\":[1, \"x\"],\"ok\":null}";
        assertThat(text(event("web", "", "warn", message)))
                .isEqualTo("15:00:00.123 web: slow  http.status=200 http.path=\"/a b\" tags=\"[1, \\\"x\\\"]\""
                        + " ok=null\n");
    }

    @Test
    void aJsonTimeOrLevelThatIsAnotherStays() {
        assertThat(text(event("web", "", "info", "{\"ts\":1,\"level\":\"warn\",\"a\":\"\"}")))
                .endsWith(": ts=1 level=warn a=\"\"\n");
        assertThat(text(event("web", "", "warn", "{\"ts\":1795528800.123,\"level\":40,\"a\":1}")))
                .endsWith(": a=1\n");
    }

    @Test
    void whatOnlyLooksLikeJsonIsShownAsItIs() {
        for (String message : List.of("{}", "{\"a\":1} {\"b\":2}", "{\"a\":", "{a}", "{\"a\":1}x", "[1]")) {
            assertThat(text(event("web", "", "", message))).endsWith(": " + message + "\n");
        }
    }

    @Test
    void keysStepBackAndTheValuesOfLogfmtStay() {
        String line = show(
                LineFormat.of(look("--color", "always", "--no-prefix")),
                event("web", "", "", "a x=1 msg=\"b c=2\" http://h/?q=3 z=\"open d=4"));
        assertThat(line)
                .isEqualTo("a \033[2mx=\033[0m1 \033[2mmsg=\033[0m\"b c=2\" http://h/?q=3 \033[2mz=\033[0m\"open "
                        + "\033[2md=\033[0m4\n");
        assertThat(show(
                        LineFormat.of(look("--color", "always", "--no-prefix")),
                        event("", "", "", "{\"msg\":\"m\",\"k\":1}")))
                .isEqualTo("m \033[2mk=\033[0m1\n");
    }

    @Test
    void highlightsStandOutInTheirLevelsColour() {
        var format = LineFormat.of(look("--color", "always", "--no-prefix", "-H", "time(d )?out", "-H", "OUT|x"));
        assertThat(show(format, event("", "", "error", "a Timed OUT x")))
                .isEqualTo("\033[31ma \033[0m\033[31m\033[7mTimed OUT\033[0m\033[31m \033[0m"
                        + "\033[31m\033[7mx\033[0m\n");
    }

    @Test
    void coloursMayBeThoseOfProcessHostOrLevel() {
        var event = new StreamLine.Event("1", "", "", "web", "web.1", "h", "error", "m", false, false, false);
        assertThat(prefix(event, "process")).startsWith("\033[38;5;" + Painter.colorOf("web.1") + "mweb.1\033[0m: ");
        assertThat(prefix(event, "host")).startsWith("\033[38;5;" + Painter.colorOf("h") + "m");
        assertThat(prefix(event, "level")).startsWith("\033[31mweb");
    }

    @Test
    void timesAreShownAsTheUserWants() {
        assertThat(time("full")).isEqualTo("2026-11-24 15:00:00.123 a: m\n");
        assertThat(time("iso")).isEqualTo("2026-11-24T15:00:00.123+01:00 a: m\n");
        assertThat(time("epoch")).isEqualTo("1795528800.123 a: m\n");
        assertThat(time("none")).isEqualTo("a: m\n");
        assertThat(time("dd MMM HH:mm")).isEqualTo("24 Nov 15:00 a: m\n");
        assertThat(show(LineFormat.of(look("-z", "utc")), event("a", "", "", "m")))
                .startsWith("14:00:00.123 ");
    }

    @Test
    void contextHasADashAsInGrepAndALateLineSaysSo() {
        var context = new StreamLine.Event("1", "", "", "a", "", "", "", "m", true, false, false);
        var late = new StreamLine.Event("1", "", "", "a", "", "", "", "m", false, true, false);
        var format = LineFormat.of(look("--time-format", "none"));
        assertThat(show(format, context)).isEqualTo("a- m\n");
        assertThat(show(format, late)).isEqualTo("a (late): m\n");
    }

    @Test
    void aTemplateTakesFieldsOfTheEventItsAttributesAndItsMessage() {
        assertThat(whole(
                        "--template",
                        "{time}\\t{app}/{host|?} {{{level}}} {x.user|-} {status|none} {http.ms}: {message}"))
                .isEqualTo("15:00:00.123\tweb/? {warn} eve none 7: m http.ms=7 status=\"\"\n");
    }

    @Test
    void fieldsAreColumnsMembersOrPairs() {
        assertThat(whole("--fields", "id,http.ms,nope,x.user")).isEqualTo("1\t7\t-\teve\n");
        assertThat(whole("-j", "--fields", "id,nope,x.user")).isEqualTo("{\"id\":\"1\",\"x.user\":\"eve\"}\n");
        assertThat(whole("-o", "logfmt", "--fields", "http.ms,message"))
                .isEqualTo(
                        "http.ms=7 message=\"{\\\"msg\\\":\\\"m\\\",\\\"http\\\":{\\\"ms\\\":7},\\\"status\\\":\\\"\\\"}\"\n");
        assertThat(whole("-o", "logfmt", "--fields", "nope")).isEqualTo("\n");
    }

    @Test
    void logfmtIsAllThatTheEventSays() {
        assertThat(show(LineFormat.of(look("-o", "logfmt")), """
                {"id":"1","app":"web","facility":3,"message":"a \\u001b","attributes":{"k y":"v"},"flags":["truncated","late"]}\
                """.getBytes(UTF_8)))
                .isEqualTo("id=1 app=web facility=3 message=\"a \\u001b\" k_y=v flags=truncated,late\n");
    }

    @Test
    void lossIsToldInWords() {
        var gap = new StreamLine.Gap("2", "18", 17, "retention");
        assertThat(LineFormat.words(gap)).isEqualTo("17 lines are missing here (retention)");
    }

    @Test
    void theLinesOfAMessageAreLinesOnATerminalOnly() {
        String trace = "boom\r\n\tat a.B.c(B.java:1)\n\tat d.E.f\u001b]0;x\n";
        assertThat(onTerminal(trace))
                .isEqualTo("15:00:00.123 web: boom\n    \tat a.B.c(B.java:1)\n    \tat d.E.f\\x1b]0;x\n");
        assertThat(text(event("web", "", "info", trace))).contains("web: boom\\r\\n\tat a.B.c");
        assertThat(onTerminal("one\n\ntwo")).endsWith("web: one\n    \n    two\n");
        assertThat(onTerminal("one\n")).endsWith("web: one\n");
        assertThat(onTerminal("m\nn", "-o", "raw")).isEqualTo("m\nn\n");
        assertThat(onTerminal("m\nn", "--fields", "app,message")).isEqualTo("web\tm\n    n\n");
        assertThat(onTerminal("m\nn", "--template", "{message}|")).isEqualTo("m\\nn|\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"stack\":\"E: x\\n\\tat f\"",
                "\"stack_trace\":\"E: x\\n\\tat f\\n\"",
                "\"err\":{\"stack\":\"E: x\\r\\n\\tat f\"}",
                "\"exception\":\"E: x\\n\\tat f\"",
                "\"exc_info\":\"E: x\\n\\tat f\"",
                "\"error.stack_trace\":\"E: x\\n\\tat f\"",
            })
    void theStackTraceOfAJsonMessageComesBelowTheRest(String member) {
        assertThat(onTerminal("{\"msg\":\"boom\"," + member + ",\"user\":\"eve\"}"))
                .isEqualTo("15:00:00.123 web: boom user=eve\n    E: x\n    \tat f\n");
    }

    @Test
    void theLineThatAContainerWroteIsItsMessage() {
        assertThat(onTerminal("{\"log\":\"boom\\n\",\"stream\":\"stderr\"}"))
                .isEqualTo("15:00:00.123 web: boom stream=stderr\n");
    }

    @Test
    void anotherMemberOfSeveralLinesIsNamed() {
        assertThat(onTerminal("{\"msg\":\"a\\nb\",\"sql\":\"SELECT 1\\nFROM t\",\"n\":1}"))
                .isEqualTo("15:00:00.123 web: a n=1\n    b\n    sql=\n    SELECT 1\n    FROM t\n");
    }

    @Test
    void coloursOfTheMessageAreKeptWhenThereAreColoursAndLeftOutElse() {
        String colored = "\u001b[32mgreen\u001b[0m \u001b[1;31mred\u001b[m \u001b[2J";
        assertThat(text(event("web", "", "info", colored))).isEqualTo("15:00:00.123 web: green red \\x1b[2J\n");
        assertThat(colored(event("web", "", "info", colored)))
                .endsWith("\u001b[32mgreen\u001b[0m \u001b[1;31mred\u001b[0m \\x1b[2J\n");
        assertThat(colored(event("web", "", "error", "a \u001b[1mb")))
                .endsWith("\u001b[31ma \u001b[0m\u001b[31m\u001b[1mb\u001b[0m\n");
        assertThat(colored(event("web", "", "info", "\u001b[8mhidden\u001b[38;5;8m grey")))
                .endsWith(": hidden\u001b[38;5;8m grey\u001b[0m\n");
        assertThat(show(
                        LineFormat.of(look("--color", "always", "-H", "en r")),
                        event("web", "", "info", "\u001b[32mgreen\u001b[0m red")))
                .endsWith("\u001b[32mgre\u001b[0m\u001b[32m\u001b[7men\u001b[0m\u001b[7m r\u001b[0med\n");
        assertThat(text(event("web", "", "info", "{\"msg\":\"\\u001b[32mok\\u001b[0m\",\"k\":\"\\u001b[1mv\"}")))
                .endsWith(": ok k=v\n");
    }

    @Test
    void theRestOfAnEventThatWasCutStandsBelowItOnATerminal() {
        var around = new Surroundings(Map.of("NO_COLOR", "1"), true, Instant.parse("2026-11-24T14:00:00Z"), BERLIN);
        LineFormat format = LineFormat.of(Look.resolve(new LookArguments(), false, around));
        var first = event("web", "", "info", "a\nb");
        var rest = rest("web", "c\nd\n");
        assertThat(show(format, first) + show(format, rest) + show(format, rest) + show(format, rest("db", "e")))
                .isEqualTo("15:00:00.123 web: a\n    b\n    c\n    d\n    c\n    d\n15:00:00.123 db: e\n");
        assertThat(show(LineFormat.of(look()), rest)).endsWith("web: c\\nd\\n\n");
        byte[] json = "{\"id\":\"1\",\"message\":\"m\",\"flags\":[\"continued\"]}".getBytes(UTF_8);
        assertThat(new StreamLineReader().read(json, 0, json.length))
                .isEqualTo(new StreamLine.Event("1", "", "", "", "", "", "", "m", false, false, false, true));
    }

    private static StreamLine.Event rest(String app, String message) {
        StreamLine.Event as = event(app, "", "info", message);
        return new StreamLine.Event(
                "2", as.time(), as.received(), app, "", "", "info", message, false, false, false, true);
    }

    @Test
    void aCutMessageSaysSo() {
        assertThat(text(new StreamLine.Event("1", "", "", "a", "", "", "", "x".repeat(65_535), false, false, true)))
                .endsWith("xx … [cut at 64 KiB]\n");
        byte[] json = "{\"id\":\"1\",\"message\":\"m\",\"flags\":[\"malformed\",\"truncated\"],\"late\":true}"
                .getBytes(UTF_8);
        assertThat(new StreamLineReader().read(json, 0, json.length))
                .isEqualTo(new StreamLine.Event("1", "", "", "", "", "", "", "m", false, true, true));
    }

    @Test
    void fieldsThatNoEventHasAreKnown() {
        LineFormat format = LineFormat.of(look("--template", "{app} {host} {status} {nosuch}"));
        show(
                format,
                event("web", "", "", ""),
                "{\"id\":\"1\",\"app\":\"web\",\"message\":\"status=5\"}".getBytes(UTF_8));
        assertThat(format.unseenFields()).containsExactly("nosuch");
        assertThat(LineFormat.of(look()).unseenFields()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%H:%M                  | 15:00",
                "%Y-%m-%dT%H:%M:%S.%f%z | 2026-11-24T15:00:00.123456+0100",
                "%d %b %T.%3N           | 24 Nov 15:00:00.123",
                "%F at %I o'clock %p    | 2026-11-24 at 03 o'clock PM",
                "100%% %e               | 100% 24",
                "HH:mm                  | 15:00",
            })
    void timesMayHaveTheFormOfDate(String format, String expected) {
        assertThat(time(format)).startsWith(expected + " a: ");
    }

    private static String onTerminal(String message, String... args) {
        var typed = new LookArguments();
        new CommandLine(typed).parseArgs(args);
        var around = new Surroundings(Map.of("NO_COLOR", "1"), true, Instant.parse("2026-11-24T14:00:00Z"), BERLIN);
        var event = event("web", "", "info", message);
        byte[] json = ("{\"app\":\"web\",\"message\":" + VisibleText.quoted(message) + "}").getBytes(UTF_8);
        return show(LineFormat.of(Look.resolve(typed, false, around)), event, json);
    }

    private static String colored(StreamLine.Event event) {
        return show(LineFormat.of(look("--color", "always")), event);
    }

    private static String prefix(StreamLine.Event event, String by) {
        return show(LineFormat.of(look("--color", "always", "--time-format", "none", "--color-by", by)), event);
    }

    private static String time(String format) {
        return show(LineFormat.of(look("--time-format", format)), event("a", "", "", "m"));
    }

    private static String whole(String... args) {
        return show(LineFormat.of(look(args)), """
                {"id":"1","time":"2026-11-24T14:00:00.123456789Z","app":"web","level":"warn",\
                "message":"{\\"msg\\":\\"m\\",\\"http\\":{\\"ms\\":7},\\"status\\":\\"\\"}","attributes":{"x.user":"eve"}}\
                """.getBytes(UTF_8));
    }

    private static StreamLine.Event event(String app, String process, String level, String message) {
        return event("2026-11-24T14:00:00.123456789Z", app, process, level, message);
    }

    private static StreamLine.Event event(String time, String app, String process, String level, String message) {
        return new StreamLine.Event("1", time, time, app, process, "", level, message, false, false, false);
    }

    private static Look look(String... args) {
        var typed = new LookArguments();
        new CommandLine(typed).parseArgs(args);
        return Look.resolve(
                typed, false, new Surroundings(Map.of(), false, Instant.parse("2026-11-24T14:00:00Z"), BERLIN));
    }

    private static String text(StreamLine.Event event) {
        return show(LineFormat.of(look()), event);
    }

    private static String show(LineFormat format, StreamLine.Event event) {
        return show(format, event, new byte[0]);
    }

    private static String show(LineFormat format, byte[] json) {
        return show(
                format,
                new StreamLineReader().read(json, 0, json.length) instanceof StreamLine.Event e
                        ? e
                        : event("", "", "", ""),
                json);
    }

    private static String show(LineFormat format, StreamLine.Event event, byte[] json) {
        var out = new ByteArrayOutputStream();
        var lines = new LineOutput(out);
        format.event(event, json, 0, json.length, lines);
        lines.flush();
        return out.toString(UTF_8);
    }
}
