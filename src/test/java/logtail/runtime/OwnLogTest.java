package logtail.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnLogTest {
    @Test
    void writesOurOwnMessagesAsTheyAre() {
        assertThat(OwnLog.line(event(Level.INFO, "at=tail.opened session=7")))
                .isEqualTo("time=2026-11-24T14:00:00.123Z level=info at=tail.opened session=7");
    }

    @Test
    void quotesWhatALibrarySays() {
        var event = event(Level.WARNING, "it said \"no\"\nand more");
        event.setLoggerName("some.Library");
        assertThat(OwnLog.line(event))
                .endsWith("level=warn at=library logger=some.Library msg=\"it said \\\"no\\\"\\nand more\"");
    }

    @Test
    void keepsATraceOnTheSameLine() {
        var event = event(Level.SEVERE, "at=daemon.fault where=here");
        event.setThrown(new IllegalStateException("broken"));
        assertThat(OwnLog.line(event))
                .startsWith("time=2026-11-24T14:00:00.123Z level=error at=daemon.fault where=here error=\"java.lang")
                .contains("IllegalStateException: broken\\n\\tat ")
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "plain, plain",
                "``, \"\"",
                "two words, \"two words\"",
                "a=b, \"a=b\"",
                "say \"x\", \"say \\\"x\\\"\"",
                "c:\\dir, \"c:\\\\dir\"",
                "żółć, żółć",
            })
    void quotesValuesThatNeedIt(String text, String quoted) {
        assertThat(OwnLog.quoted(text)).isEqualTo(quoted);
    }

    @Test
    void leavesNoControlCharacterForATerminalToRun() {
        assertThat(OwnLog.quoted("\r\n\t")).isEqualTo("\"\\r\\n\\t\"");
        assertThat(OwnLog.quoted("\u001b[31mred\u0007\u007f\u0085"))
                .isEqualTo("\"\\u001b[31mred\\u0007\\u007f\\u0085\"");
    }

    @Test
    void handsEachLineOn() {
        var out = new ByteArrayOutputStream();
        var log = new OwnLog(out);
        var copied = new ArrayList<String>();
        log.copyTo(copied::add);
        log.publish(event(Level.INFO, "at=a"));
        log.publish(event(Level.INFO, "at=b"));
        assertThat(copied).hasSize(2).last().asString().endsWith(" at=b");
        assertThat(out.toString(UTF_8)).isEqualTo(String.join("\n", copied) + "\n");
    }

    private static LogRecord event(Level level, String message) {
        var event = new LogRecord(level, message);
        event.setInstant(Instant.parse("2026-11-24T14:00:00.123456789Z"));
        return event;
    }
}
