package logtail.drain.sink.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import logtail.drain.sink.Destination;
import logtail.drain.sink.file.FileOptions.Sync;
import logtail.runtime.Env;
import logtail.runtime.SettingsException;
import org.junit.jupiter.api.Test;

class FileOptionsTest {
    private static final Destination TO =
            Destination.parse("file:///var/log/all.log").destination();
    private static final Path PATH = Path.of("/var/log/all.log");

    @Test
    void haveDefaults() {
        assertThat(read(Map.of())).isEqualTo(new FileOptions(PATH, FileFormat.NDJSON, 100 << 20, 5, false, Sync.BATCH));
    }

    @Test
    void areAllTaken() {
        assertThat(read(Map.of("format", "raw", "rotate-bytes", "64KiB", "keep", "9", "gzip", "on", "fsync", "rotate")))
                .isEqualTo(new FileOptions(PATH, FileFormat.RAW, 64 << 10, 9, true, Sync.ROTATE));
    }

    @Test
    void nameEveryMistake() {
        assertThatThrownBy(() -> read(Map.of(
                        "format",
                        "xml",
                        "rotate-bytes",
                        "1",
                        "keep",
                        "0",
                        "gzip",
                        "much",
                        "fsync",
                        "now",
                        "colour",
                        "red")))
                .isInstanceOfSatisfying(
                        SettingsException.class,
                        e -> assertThat(e.mistakes()).hasSize(6).contains("format=xml: takes ndjson or text or raw"));
    }

    private static FileOptions read(Map<String, String> options) {
        var env = Env.ofOptions(options);
        FileOptions read = FileOptions.from(TO, env);
        env.finish();
        return read;
    }
}
