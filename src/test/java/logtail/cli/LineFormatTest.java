package logtail.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class LineFormatTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void textIsLocalTimeAppProcessAndMessage() {
        assertThat(text(event("web", "web.1", "info", "hello"))).isEqualTo("15:00:00.123 web[web.1]: hello\n");
        assertThat(text(event("web", "", "info", "hello"))).isEqualTo("15:00:00.123 web: hello\n");
    }

    @Test
    void textKnowsTimesWithFewerDecimals() {
        var format = new TextFormat(false, BERLIN);
        var out = new ByteArrayOutputStream();
        var lines = new LineOutput(out);
        for (String time :
                new String[] {"2026-11-24T14:00:01Z", "2026-11-24T14:00:02.5Z", "2026-07-01T23:59:03.1234Z"}) {
            format.event(new StreamLine.Event("1", time, "a", "", "", "m"), new byte[0], 0, 0, lines);
        }
        lines.flush();
        assertThat(out.toString(UTF_8)).isEqualTo("15:00:01.000 a: m\n15:00:02.500 a: m\n01:59:03.123 a: m\n");
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
        String line = show(new TextFormat(true, BERLIN), event("web", "", "error", "boom"));
        assertThat(line)
                .isEqualTo("\033[2m15:00:00.123\033[0m \033[38;5;" + TextFormat.colorOf("web")
                        + "mweb\033[0m: \033[31mboom\033[0m\n");
        assertThat(TextFormat.colorOf("web")).isEqualTo(103);
    }

    @Test
    void rawIsTheMessageAsSentIntoAPipeAndVisibleOnATerminal() {
        var event = event("web", "", "info", "\u001b[1m x\ny");
        assertThat(show(new RawFormat(false), event)).isEqualTo("\u001b[1m x\ny\n");
        assertThat(show(new RawFormat(true), event)).isEqualTo("\\x1b[1m x\\ny\n");
    }

    @Test
    void jsonIsTheLineAsReceived() {
        byte[] json = "{\"id\":\"1\",\"message\":\"\u009b✓\"}".getBytes(UTF_8);
        assertThat(show(new JsonFormat(false), json)).isEqualTo("{\"id\":\"1\",\"message\":\"\u009b✓\"}\n");
        assertThat(show(new JsonFormat(true), json)).isEqualTo("{\"id\":\"1\",\"message\":\"\\u009b✓\"}\n");
    }

    @Test
    void lossIsToldInWords() {
        var gap = new StreamLine.Gap("2", "18", 17, "retention");
        assertThat(LineFormat.words(gap)).isEqualTo("17 lines are missing here (retention)");
    }

    private static StreamLine.Event event(String app, String process, String level, String message) {
        return new StreamLine.Event("1", "2026-11-24T14:00:00.123456789Z", app, process, level, message);
    }

    private static String text(StreamLine.Event event) {
        return show(new TextFormat(false, BERLIN), event);
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
