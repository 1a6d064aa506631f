package logtail.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import logtail.drain.sink.file.FileSink;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's client is large; who has no drain to Kafka pays nothing for it. */
@Timeout(60)
@Tag("slow")
class LoadedClassesTest {
    private static final String KAFKA = "org.apache.kafka.";

    @TempDir
    private Path directory;

    @Test
    void holdKafkaOnlyWithADrainToKafka() throws Exception {
        assertThat(loadedBy("syslog://127.0.0.1", "relp://127.0.0.1", "file:///tmp/never-opened.log"))
                .anyMatch(line -> line.contains(FileSink.class.getName()))
                .noneMatch(line -> line.contains(KAFKA));
        assertThat(loadedBy("kafka://127.0.0.1/never-connected")).anyMatch(line -> line.contains(KAFKA));
    }

    private List<String> loadedBy(String... destinations) throws IOException, InterruptedException {
        Path log = directory.resolve("classes");
        Files.deleteIfExists(log);
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-Xlog:class+load:file=" + log);
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(SinkMaker.class.getName());
        command.addAll(List.of(destinations));
        Process made = new ProcessBuilder(command).inheritIO().start();
        assertThat(made.waitFor(40, TimeUnit.SECONDS)).isTrue();
        assertThat(made.exitValue()).isZero();
        return Files.readAllLines(log);
    }
}
