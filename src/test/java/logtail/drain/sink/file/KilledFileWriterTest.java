package logtail.drain.sink.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import logtail.drain.sink.NumberedEvents;
import logtail.drain.sink.file.FileOptions.Sync;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that writes a file, rotates and compresses, and is killed with {@code kill -9} again and again. */
@Timeout(60)
@Tag("slow")
class KilledFileWriterTest {
    private static final int LIVES = 4;
    private static final int BATCHES = 150; // a life
    private static final long ROTATE_BYTES = 2 << 20;

    @TempDir
    private Path directory;

    static FileOptions options(Path path) {
        return new FileOptions(path, FileFormat.NDJSON, ROTATE_BYTES, 1000, true, Sync.OFF);
    }

    @Test
    void leavesEveryEventOnce() throws Exception {
        Path path = directory.resolve("all.log");
        long accepted = 0;
        for (int life = 0; life < LIVES; life++) {
            accepted = live(path, Math.max(1, accepted - 20_000)); // the cursor may be behind what is there
        }
        try (var sink = new FileSink(options(path))) {
            var events = new NumberedEvents();
            for (long id = accepted - 999; id <= accepted; id += 500) {
                sink.send(events.batch(sink.writing(), id, 500));
            }
        }
        List<Long> ids = FileLines.ids(FileLines.all(path));
        assertThat(ids.size()).isGreaterThanOrEqualTo((int) accepted);
        boolean isEachOnce =
                ids.equals(LongStream.rangeClosed(1, ids.size()).boxed().toList());
        assertThat(isEachOnce).as("%d events, each once", ids.size()).isTrue();
        assertThat(FileLines.files(path)).hasSizeGreaterThan(10);
    }

    /** Gives the last id that was accepted, as far as we have read. */
    private static long live(Path path, long from) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(command(path, from))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long accepted = 0;
        try (BufferedReader lines = writer.inputReader(UTF_8)) {
            for (int batch = 0; batch < BATCHES; batch++) {
                accepted = Long.parseLong(String.valueOf(lines.readLine()));
            }
            writer.toHandle().destroyForcibly(); // the process itself would close its pipe too
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                accepted = line.length() < 4 ? accepted : Math.max(accepted, Long.parseLong(line));
            }
        } finally {
            writer.toHandle().destroyForcibly();
            assertThat(writer.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        return accepted;
    }

    private static List<String> command(Path path, long from) {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.addAll(List.of(EndlessFileWriter.class.getName(), path.toString(), Long.toString(from)));
        return command;
    }
}
