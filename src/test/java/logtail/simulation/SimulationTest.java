package logtail.simulation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs {@link Simulation} for the seeds from 1 to {@code -Dlogtail.seeds}, or for {@code -Dlogtail.seed} alone; a failure
 * says how to repeat it.
 */
class SimulationTest {
    private static final int SEEDS = 1_000;
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final Logger LOG = Logger.getLogger(SimulationTest.class.getName());

    @TempDir
    private Path disk;

    @Test
    @Timeout(36_000)
    void showsEveryAcceptedEventOnceOrTellsItsLossToEveryReader() throws Exception {
        Logger ours = Logger.getLogger("logtail.journal");
        Level level = ours.getLevel();
        ours.setLevel(Level.OFF); // each retired file and each damaged block is told there
        try {
            run();
        } finally {
            ours.setLevel(level);
        }
    }

    private void run() throws Exception {
        Long only = Long.getLong("logtail.seed");
        long first = only == null ? 1 : only;
        long last = only == null ? Integer.getInteger("logtail.seeds", SEEDS) : only;
        long startNs = System.nanoTime();
        for (long seed = first; seed <= last; seed++) {
            run(seed);
        }
        double seconds = (System.nanoTime() - startNs) / 1e9;
        LOG.info("%d seeds in %.1f s".formatted(last - first + 1, seconds));
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
