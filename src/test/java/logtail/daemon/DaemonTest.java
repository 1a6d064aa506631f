package logtail.daemon;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of a daemon in this process, a new one with an empty journal for each. */
abstract class DaemonTest {
    @TempDir
    Path data;

    RunningDaemon daemon;

    @BeforeEach
    void start() {
        daemon = RunningDaemon.start(data);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }
}
