package logtail.drain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import logtail.journal.Blocks;
import logtail.journal.FaultyJournal;
import logtail.journal.InMemoryJournal;
import logtail.runtime.Clock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class DeadLettersFileTest {
    @TempDir
    private Path folder;

    @Test
    void countsWholeLinesAndCutsATornOne() throws IOException {
        Path file = folder.resolve("letters");
        Files.writeString(file, "{\"id\":\"1\"}\n{\"id\":\"2\"}\n{\"id\":\"3\",\"rea");
        var letters = new DeadLetterFile(file, Clock.system());
        assertThat(letters.count()).isEqualTo(2);
        assertThat(Files.readString(file)).isEqualTo("{\"id\":\"1\"}\n{\"id\":\"2\"}\n");
    }

    @Test
    void keepsWhatItAddsBesideWhatItRemoves() throws IOException {
        var journal = new InMemoryJournal();
        Blocks.commit(journal, 1_000, "one", "two", "three");
        var letters = new DeadLetterFile(folder.resolve("letters"), Clock.system());
        letters.add(1, "a \"quoted\" reason", journal);
        letters.add(2, "no", journal);
        letters.add(3, "no", journal);
        letters.remove(new long[] {3, 1});
        assertThat(letters.count()).isEqualTo(1);
        assertThat(letters.newest(5))
                .singleElement()
                .asString()
                .startsWith("{\"id\":\"2\"")
                .contains("\"reason\":\"no\"", "\"message\":\"two\"")
                .doesNotContain("\"block\"");
        assertThat(new DeadLetterFile(folder.resolve("letters"), Clock.system()).count())
                .isEqualTo(1);
    }

    @Test
    void keepsTheReasonOfAnEventThatTheDiskRefuses() throws IOException {
        var journal = new InMemoryJournal();
        Blocks.commit(journal, 1_000, "one");
        Blocks.commit(journal, 1_000, "two");
        var letters = new DeadLetterFile(folder.resolve("letters"), Clock.system());
        letters.add(1, "no", new FaultyJournal(journal).refuse(1));
        assertThat(letters.newest(1))
                .singleElement()
                .asString()
                .startsWith("{\"id\":\"1\"")
                .contains("\"reason\":\"no\"")
                .doesNotContain("\"event\"");
    }

    @Test
    void showsTheNewestOnesUpToALimitOfText() throws IOException {
        Path file = folder.resolve("letters");
        write(file, 100, "x".repeat(DeadLetters.MOST_SHOWN_CHARS / 10));
        var letters = new DeadLetterFile(file, Clock.system());
        List<String> newest = letters.newest(50);
        assertThat(newest).hasSize(9);
        assertThat(newest.getLast()).startsWith("{\"id\":\"100\"");
        assertThat(letters.newest(3)).hasSize(3);
    }

    /** Starts, lists, replays and removes in a process whose heap is far smaller than the file. */
    @Test
    @Timeout(60)
    void readsAFullFileInASmallHeap() throws Exception {
        Path file = folder.resolve("letters");
        write(file, 1024, "y".repeat(64 << 10));
        assertThat(Files.size(file)).isGreaterThan(DeadLetterFile.MOST_BYTES);
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SmallHeap.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), UTF_8);
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEqualTo("1024 letters, 10 shown, 1024 read, 1023 left\n");
    }

    /** What the child does. */
    static final class SmallHeap {
        private SmallHeap() {}

        public static void main(String[] arguments) throws Exception {
            var letters = new DeadLetterFile(Path.of(arguments[0]), Clock.system());
            long count = letters.count();
            int shown = letters.newest(10).size();
            var read = new Object() {
                int letters;
            };
            letters.forEach(line -> read.letters += DeadLetter.read(line).id() > 0 ? 1 : 0);
            letters.remove(new long[] {7});
            System.out.printf("%d letters, %d shown, %d read, %d left%n", count, shown, read.letters, letters.count());
        }
    }

    private static void write(Path file, int count, String reason) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int id = 1; id <= count; id++) {
                out.write("{\"id\":\"%d\",\"at\":\"2026-01-01T00:00:00Z\",\"reason\":\"%s\"}\n".formatted(id, reason));
            }
        }
    }
}
