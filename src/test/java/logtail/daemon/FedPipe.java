package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import logtail.cli.CliProcess;

/** {@code logtail pipe} to nodes that share a journal, with numbered lines of an app of its own until it is over. */
final class FedPipe implements Runnable, AutoCloseable {
    private static final int LINES_OF_A_WRITE = 10;
    private static final long WRITE_EVERY_NS = 10_000_000;

    private final String app;
    private final Path stderr;
    private final BooleanSupplier isOver;
    private final Process process;
    private int sent;

    FedPipe(String app, List<SharedNode> nodes, Path directory, BooleanSupplier isOver) throws IOException {
        this.app = app;
        this.isOver = isOver;
        stderr = directory.resolve(app);
        process = SharedNode.cli(nodes, stderr, "pipe", "-a", app);
    }

    @Override
    public void run() {
        try (Writer stdin = process.outputWriter(UTF_8)) {
            while (!isOver.getAsBoolean()) {
                for (int i = 0; i < LINES_OF_A_WRITE; i++) {
                    stdin.write(StubbornSender.line(app, sent + i) + "\n");
                }
                stdin.flush();
                sent += LINES_OF_A_WRITE;
                LockSupport.parkNanos(WRITE_EVERY_NS);
            }
        } catch (IOException e) {
            throw new IllegalStateException(app + " ended", e);
        }
    }

    String app() {
        return app;
    }

    /** How many lines it was fed with, when {@link #run} has ended. */
    int sent() {
        return sent;
    }

    /** Waits until it has sent all; gives the exit code. */
    int end() throws InterruptedException {
        return CliProcess.end(process);
    }

    String stderr() throws IOException {
        return Files.readString(stderr);
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
    }
}
