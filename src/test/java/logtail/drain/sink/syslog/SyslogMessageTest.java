package logtail.drain.sink.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import logtail.encode.Output;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Line;
import logtail.event.Slice;
import org.junit.jupiter.api.Test;

/** Messages that receivers take which hold senders to RFC 5424. */
final class SyslogMessageTest {
    private final Line line = new Line();

    @Test
    void writesEveryField() {
        names("web", "web.1", "host", "ID47");
        attribute("ex@1.key", "va\"lue");
        assertThat(written())
                .isEqualTo("<14>1 1970-01-01T00:00:00.000000Z host web web.1 ID47 [ex@1 key=\"va\\\"lue\"] m");
    }

    @Test
    void writesDashesForNothing() {
        names("web", "", "", "");
        assertThat(written()).isEqualTo("<14>1 1970-01-01T00:00:00.000000Z - web - - - m");
    }

    @Test
    void cutsFieldsToTheirLengthsAndAddsThemWhole() {
        names("a".repeat(62), "p".repeat(128), "h".repeat(255), "m".repeat(60));
        assertThat(written())
                .isEqualTo("<14>1 1970-01-01T00:00:00.000000Z %s %s %s %s [logtail@32473 app=\"%s\" msgid=\"%s\"] m"
                        .formatted(
                                "h".repeat(255),
                                "a".repeat(48),
                                "p".repeat(128),
                                "m".repeat(32),
                                "a".repeat(62),
                                "m".repeat(60)));
    }

    @Test
    void writesOneUnderscoreForACharacterThatAHeaderCannotHold() {
        names("東京", "a]", "über", "");
        assertThat(written())
                .isEqualTo("<14>1 1970-01-01T00:00:00.000000Z _ber __ a] - [logtail@32473 host=\"über\" app=\"東京\"] m");
    }

    @Test
    void cutsNamesOfStructuredData() {
        names("web", "", "", "");
        attribute("i".repeat(40) + "." + "n".repeat(40), "1");
        attribute("i".repeat(32) + "." + "n".repeat(33), "2");
        assertThat(written())
                .endsWith(" - - [%s %s=\"1\" %s=\"2\"] m".formatted("i".repeat(32), "n".repeat(32), "n".repeat(32)));
    }

    @Test
    void writesNoElementTwice() {
        names("web", "", "", "");
        attribute("a.x", "1");
        attribute("plain", "2");
        attribute("b.x", "3");
        attribute("a.y", "4");
        attribute("b", "");
        attribute("c", "");
        attribute("é.x", "5");
        attribute("__.x", "6");
        assertThat(written())
                .endsWith(" [a x=\"1\" y=\"4\"][logtail@32473 plain=\"2\"][b x=\"3\"][c][__ x=\"5\" x=\"6\"] m");
    }

    @Test
    void addsWhatTheHeaderCannotHoldToTheElementOfOurOwn() {
        names("ü", "", "", "");
        attribute("plain", "2");
        assertThat(written()).endsWith(" _ - - [logtail@32473 app=\"ü\" plain=\"2\"] m");
    }

    private void names(String app, String process, String host, String msgId) {
        line.app.set(Slice.of(app));
        line.process.set(Slice.of(process));
        line.host.set(Slice.of(host));
        line.msgId.set(Slice.of(msgId));
        line.message.set(Slice.of("m"));
        line.facility = 1;
    }

    private void attribute(String name, String value) {
        byte[] bytes = (name + value).getBytes(UTF_8);
        int nameEnd = name.getBytes(UTF_8).length;
        line.attributes.begin(bytes, 0, 0, 0, nameEnd);
        line.attributes.append(bytes, nameEnd, bytes.length);
        line.attributes.end();
    }

    private String written() {
        var encoder = new BlockEncoder(4096, 1000);
        encoder.tryAppend(line, 0);
        encoder.finish();
        var block = new Block().wrap(encoder.bytes(), 0);
        assertThat(block.nextEvent()).isTrue();
        var out = new Output();
        new SyslogMessage().write(block, out);
        return new String(out.bytes(), 0, out.length(), UTF_8);
    }
}
