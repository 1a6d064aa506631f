package logtail.simulation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import logtail.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs {@link Simulation} for one seed after the other from a new one on: as many as fit into a few seconds, or as it says in
 * {@code -Dlogtail.seeds}, or only {@code -Dlogtail.seed}. A failure says how to repeat it.
 */
@Tag("slow")
class SimulationTest {
    private static final long USUAL_NS = TimeUnit.SECONDS.toNanos(15);
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final Logger LOG = Logger.getLogger(SimulationTest.class.getName());

    @TempDir
    private Path disk;

    @Test
    @Timeout(36_000)
    void showsEveryAcceptedEventOnceOrTellsItsLossToEveryReader() throws Exception {
        Logger told = Logger.getLogger("logtail.journal"); // of each file that is retired
        told.setLevel(Level.OFF);
        try {
            Long only = Long.getLong("logtail.seed");
            if (only != null) {
                run(only);
            } else {
                runMany(Long.getLong("logtail.seeds"));
            }
        } finally {
            told.setLevel(null);
        }
    }

    private void runMany(@Nullable Long count) throws Exception {
        long first = Seeds.draw(SimulationTest.class);
        long startNs = System.nanoTime();
        long done = 0;
        while (count != null ? done < count : System.nanoTime() - startNs < USUAL_NS) {
            run(first + done++);
        }
        LOG.info("%d seeds in %d ms, all right"
                .formatted(done, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs)));
    }

    private void run(long seed) throws Exception {
        Path directory = Files.createTempDirectory(Files.isWritable(MEMORY) ? MEMORY : disk, "logtail-simulation");
        try (var simulation = new Simulation(seed, directory)) {
            try {
                simulation.run();
            } catch (Throwable failure) {
                throw new AssertionError(
                        "seed %d, repeat: mvn test -Dtest=SimulationTest -Dlogtail.seed=%d%nsteps:%n  %s%n%s"
                                .formatted(seed, seed, String.join("\n  ", simulation.steps()), failure),
                        failure);
            }
        }
    }
}
