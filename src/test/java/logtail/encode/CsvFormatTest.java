package logtail.encode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import logtail.event.Block;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.event.Slice;
import logtail.tail.Lines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Comma-separated values, byte for byte. */
class CsvFormatTest {
    private static final String TIME = "1970-01-01T00:00:01.000000005Z";

    private final EventFormat format = EventFormat.Kind.CSV.create();
    private final Output out = new Output();

    @Test
    void writesAColumnForEachMember() {
        var lines = new Lines();
        Line line = lines.begin("web", "web.1", "host-a", Severity.WARN);
        line.timeNs = 2_500_000_000L;
        line.facility = 16;
        line.msgId.set(Slice.of("ID,47"));
        byte[] attribute = "ex@1keyva\"lue".getBytes(UTF_8);
        line.attributes.begin(attribute, 0, 4, 4, 7);
        line.attributes.append(attribute, 7, attribute.length);
        line.attributes.end();
        format.head(out);
        event(lines.add(1_000_000_005L, "hello, world".getBytes(UTF_8)));
        assertThat(text())
                .isEqualTo("id,time,received,level,app,process,host,facility,msgid,message,attributes\r\n"
                        + "0,1970-01-01T00:00:02.500000000Z," + TIME
                        + ",warn,\"web\",\"web.1\",\"host-a\",16,\"ID,47\",\"hello, world\","
                        + "\"{\"\"ex@1.key\"\":\"\"va\\\"\"lue\"\"}\"\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=cmd|' /C calc'!A0",
                "+1",
                "-1",
                "@SUM(1)",
                "\t=1",
                "\r=1",
                "\n=1",
                "=",
                "=\"x\"",
            })
    void letsNoSpreadsheetRunAFormula(String message) {
        assertThat(message(message)).isEqualTo("\"'" + message.replace("\"", "\"\"") + "\"");
    }

    @ParameterizedTest
    @CsvSource({"a=1", "'1-2'", "' =1'", "'''=1'", "*=1"})
    void leavesOtherTextsAsTheyAre(String message) {
        assertThat(message(message)).isEqualTo("\"" + message + "\"");
    }

    @Test
    void keepsQuotesCommasAndLinesTogether() {
        assertThat(message("say \"hi\", then\r\n\tat x\n\"")).isEqualTo("\"say \"\"hi\"\", then\r\n\tat x\n\"\"\"");
    }

    @Test
    void showsControlCharactersAndWhatIsNoTextAsSuch() {
        assertThat(message("a\u001b[2Jb\u0000c\u007fd\u009be")).isEqualTo("\"a\\x1b[2Jb\\x00c\\x7fd\\x9be\"");
        var lines = new Lines();
        lines.begin("web", "", "", Severity.INFO);
        event(lines.add(1, new byte[] {'a', (byte) 0xFF, 'b'}));
        assertThat(text()).contains("\"a\uFFFDb\"");
    }

    @Test
    void namesAreTextsToo() {
        event(new Lines().add(1_000_000_005L, "=web", "-1", "@h", Severity.DEBUG, ""));
        assertThat(text()).isEqualTo("0," + TIME + "," + TIME + ",debug,\"'=web\",\"'-1\",\"'@h\",,,,\r\n");
    }

    @Test
    void tellsWhatIsMissingAsAMessage() {
        format.gap(new Gap(5, 9, Gap.Reason.RETENTION), out);
        format.omitted(new Omitted(3, 9, 96), out);
        assertThat(text())
                .isEqualTo(",,,,,,,,,\"gap: 5 events lost (retention)\",\r\n" + ",,,,,,,,,\"omitted: 96 events\",\r\n");
    }

    /** The field of an event's message. */
    private String message(String message) {
        out.clear();
        event(new Lines().add(1_000_000_005L, "web", "", "", Severity.INFO, message));
        String row = text();
        String before = "0," + TIME + "," + TIME + ",info,\"web\",,,,,";
        assertThat(row).startsWith(before).endsWith(",\r\n");
        return row.substring(before.length(), row.length() - 3);
    }

    private void event(Lines lines) {
        Block block = lines.block();
        block.nextEvent();
        format.event(block, 0, out);
    }

    private String text() {
        return new String(out.bytes(), 0, out.length(), UTF_8);
    }
}
