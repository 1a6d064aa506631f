package logtail.simulation;

import java.io.IOException;
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
 * Runs {@link Simulation} and {@link LanesSimulation} for one seed after the other from a new one on: as many as fit into a few
 * seconds, or as it says in {@code -Dlogtail.seeds}, or only {@code -Dlogtail.seed}. A failure says how to repeat it.
 */
@Tag("slow")
class SimulationTest {
    private static final long USUAL_NS = TimeUnit.SECONDS.toNanos(15);
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final Logger LOG = Logger.getLogger(SimulationTest.class.getName());

    /** Makes the run of a seed. */
    @FunctionalInterface
    private interface Making {
        Run make(long seed) throws IOException;
    }

    @TempDir
    private Path disk;

    @Test
    @Timeout(36_000)
    void showsEveryAcceptedEventOnceOrTellsItsLossToEveryReader() throws Exception {
        Logger told = Logger.getLogger("logtail.journal"); // of each file that is retired
        told.setLevel(Level.OFF);
        try {
            runAll(seed -> new Simulation(seed, directory()));
        } finally {
            told.setLevel(null);
        }
    }

    @Test
    @Timeout(36_000)
    void doesSoInEachOfThreeLanesFromEitherOfTwoNodes() throws Exception {
        runAll(seed -> new LanesSimulation(seed, 3));
    }

    @Test
    @Timeout(36_000)
    void doesSoInOneLaneFromEitherOfTwoNodes() throws Exception {
        runAll(seed -> new LanesSimulation(seed, 1));
    }

    private Path directory() throws IOException {
        return Files.createTempDirectory(Files.isWritable(MEMORY) ? MEMORY : disk, "logtail-simulation");
    }

    private static void runAll(Making making) throws Exception {
        Long only = Long.getLong("logtail.seed");
        if (only != null) {
            run(only, making);
        } else {
            runMany(Long.getLong("logtail.seeds"), making);
        }
    }

    private static void runMany(@Nullable Long count, Making making) throws Exception {
        long first = Seeds.draw(SimulationTest.class);
        long startNs = System.nanoTime();
        long done = 0;
        while (count != null ? done < count : System.nanoTime() - startNs < USUAL_NS) {
            run(first + done++, making);
        }
        LOG.info("%d seeds in %d ms, all right"
                .formatted(done, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs)));
    }

    private static void run(long seed, Making making) throws Exception {
        try (Run run = making.make(seed)) {
            try {
                run.run();
            } catch (Throwable failure) {
                throw new AssertionError(
                        "seed %d, repeat: mvn test -Dtest=SimulationTest -Dlogtail.seed=%d%nsteps:%n  %s%n%s"
                                .formatted(seed, seed, String.join("\n  ", run.steps()), failure),
                        failure);
            }
        }
    }
}
