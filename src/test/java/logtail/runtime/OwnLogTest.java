package logtail.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
    void writesNoMoreThanAHundredLinesOfAKindAMinuteAndCountsTheOthers() {
        var out = new ByteArrayOutputStream();
        var log = new OwnLog(out);
        for (int i = 0; i < 1_000; i++) {
            log.publish(event(Level.INFO, "at=intake.closed peer=" + i));
        }
        log.publish(event(Level.INFO, "at=drain.added drain=eu"));
        log.flush();
        var lines = out.toString(UTF_8).lines().toList();
        assertThat(lines).hasSize(Repeats.MOST_A_MINUTE + 2);
        assertThat(lines.get(Repeats.MOST_A_MINUTE)).endsWith("at=drain.added drain=eu");
        assertThat(lines.getLast()).contains("level=warn at=log.repeated of=intake.closed lines=900 ");
    }

    @Test
    void handsEachLineOn() {
        var out = new ByteArrayOutputStream();
        var log = new OwnLog(out);
        var copied = new ArrayList<String>();
        log.copyTo(copied::add);
        log.publish(event(Level.INFO, "at=a"));
        log.publish(event(Level.INFO, "at=b"));
        log.flush();
        assertThat(copied).hasSize(2).last().asString().endsWith(" at=b");
        assertThat(out.toString(UTF_8)).isEqualTo(String.join("\n", copied) + "\n");
    }

    @Test
    @Timeout(20)
    void neverWaitsForItsReaderAndSaysHowManyLinesThatTook() throws InterruptedException {
        var stdout = new BlockedOutput();
        var writer = new LogWriter(stdout, 100);
        var log = new OwnLog(writer);
        log.publish(event(Level.INFO, "at=a"));
        stdout.isReached.await(); // and stays in the write
        for (int i = 0; i < 10; i++) {
            log.publish(event(Level.INFO, "at=b")); // 40 characters each: two fit
        }
        assertThat(log.droppedLines()).isEqualTo(8);
        stdout.isRead.countDown();
        log.close();
        log.publish(event(Level.INFO, "at=c")); // too late
        String[] written = stdout.written.toString(UTF_8).split("\n");
        assertThat(written).hasSize(4);
        assertThat(written[0]).endsWith(" at=a");
        assertThat(written[2]).endsWith(" at=b");
        assertThat(written[3]).endsWith(" level=warn at=log.dropped lines=8");
        assertThat(log.droppedLines()).isEqualTo(9);
    }

    @Test
    @Timeout(20)
    void waitsForAStuckReaderOnlySoLongWhenItCloses() throws InterruptedException {
        var stdout = new BlockedOutput();
        var log = new OwnLog(stdout);
        log.publish(event(Level.INFO, "at=a"));
        stdout.isReached.await();
        log.close();
        assertThat(stdout.written.size()).isZero();
        stdout.isRead.countDown();
    }

    /** A pipe that is full until it is read. */
    private static final class BlockedOutput extends OutputStream {
        final CountDownLatch isReached = new CountDownLatch(1);
        final CountDownLatch isRead = new CountDownLatch(1);
        final ByteArrayOutputStream written = new ByteArrayOutputStream();

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException("lines come whole");
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            isReached.countDown();
            try {
                isRead.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            written.write(bytes, from, length);
        }
    }

    private static LogRecord event(Level level, String message) {
        var event = new LogRecord(level, message);
        event.setInstant(Instant.parse("2026-11-24T14:00:00.123456789Z"));
        return event;
    }
}
