package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lines of the daemon's own standard input. */
@Timeout(60)
@Tag("slow")
class ServeStdinTest extends DaemonTest {
    @Test
    void takesTextAndJsonToTheLastLineWithoutItsEnd() throws IOException {
        daemon.read(input("one\r\n\n{\"app\":\"web\",\"level\":\"error\"}\nERROR: three"), Optional.empty());
        List<Shown> shown = daemon.await(3);
        assertThat(shown.stream().map(Shown::message))
                .containsExactly("one", "{\"app\":\"web\",\"level\":\"error\"}", "ERROR: three");
        assertThat(shown.stream().map(Shown::app)).containsExactly("stdin", "web", "stdin");
        assertThat(shown.stream().map(one -> one.text("level"))).containsExactly("info", "error", "error");
        assertThat(shown).allSatisfy(one -> assertThat(one.text("host")).isNotEmpty());
    }

    @Test
    void givesAllOfThemTheAppThatIsAskedFor() throws IOException {
        daemon.read(input("one\n{\"app\":\"web\"}\n"), Optional.of("mine"));
        assertThat(daemon.await(2).stream().map(Shown::app)).containsExactly("mine", "mine");
    }

    @Test
    void goesOnServingAtItsEnd() throws IOException {
        daemon.read(input("one\n"), Optional.empty());
        daemon.await(1);
        daemon.send("lines-tcp", "two\n".getBytes(UTF_8));
        assertThat(daemon.awaitMessages(2)).containsExactly("one", "two");
    }

    @Test
    void storesMoreThanTheRingHolds() throws IOException {
        int count = 200_000;
        String line = "x".repeat(90) + " ";
        daemon.read(
                input(IntStream.range(0, count).mapToObj(i -> line + i).collect(Collectors.joining("\n"))),
                Optional.empty());
        List<Shown> shown = daemon.await(count);
        for (int i = 0; i < count; i++) {
            assertThat(shown.get(i).message()).isEqualTo(line + i);
        }
    }

    @Test
    void storesAtAStopWhatItHasRead() throws Exception {
        var writing = new PipedOutputStream();
        var asked = new CountDownLatch(2);
        var reading = new PipedInputStream(writing) {
            @Override
            public synchronized int read(byte[] bytes, int from, int length) throws IOException {
                asked.countDown();
                return super.read(bytes, from, length);
            }
        };
        writing.write("whole\nhalf".getBytes(UTF_8));
        daemon.read(reading, Optional.empty());
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue(); // the second time, so the first bytes are taken
        daemon.close();
        daemon = RunningDaemon.start(data);
        assertThat(daemon.awaitMessages(2)).containsExactly("whole", "half");
        writing.close();
    }

    private static InputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }
}
