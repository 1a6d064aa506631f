package logtail.journal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import logtail.journal.Blocks;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalSettings;
import logtail.runtime.Clock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class KilledWriterTest {
    @TempDir
    private Path directory;

    @Test
    @Timeout(60)
    void keepsEveryAcknowledgedEventOfAKilledProcess() throws IOException, InterruptedException {
        long acknowledged = 0;
        for (int round = 1; round <= 2; round++) {
            Process writer = startWriter();
            try (BufferedReader ids = writer.inputReader(StandardCharsets.UTF_8)) {
                for (int i = 0; i < 300 * round; i++) {
                    acknowledged = Long.parseLong(ids.readLine());
                }
                assertThatThrownBy(this::open).isInstanceOf(JournalFailedException.class);
                writer.toHandle().destroyForcibly(); // the process itself would close its pipe too
                acknowledged = lastWholeId(ids, acknowledged);
            }
            assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
            expectAll(acknowledged);
        }
    }

    private void expectAll(long acknowledged) {
        try (var journal = open();
                var reader = journal.openReader()) {
            assertThat(journal.lastIndex()).isGreaterThanOrEqualTo(acknowledged);
            List<String> read = Blocks.readAll(reader);
            assertThat(read).hasSize((int) journal.lastIndex());
            for (int i = 0; i < read.size(); i++) {
                assertThat(read.get(i)).startsWith((i + 1) + (i % 2 == 0 ? ":one" : ":two"));
            }
        }
    }

    private ChronicleJournal open() {
        return ChronicleJournal.open(JournalSettings.in(directory), Clock.system());
    }

    private Process startWriter() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(EndlessWriter.class.getName());
        command.add(directory.toString());
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The last line may be cut short by the kill, so only a line with its end counts. */
    private static long lastWholeId(BufferedReader ids, long before) throws IOException {
        var rest = new StringBuilder();
        for (int c = ids.read(); c >= 0; c = ids.read()) {
            rest.append((char) c);
        }
        String[] lines = rest.substring(0, rest.lastIndexOf("\n") + 1).split("\n", -1);
        return lines.length < 2 ? before : Long.parseLong(lines[lines.length - 2]);
    }
}
