package logtail.journal.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import logtail.Seeds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Runs {@link DeliveriesModel} for one seed after the other from a new one on: 200,000, or as many as it says in {@code
 * -Dlogtail.seeds}, or only {@code -Dlogtail.seed}. A failure says how to repeat it.
 */
@Tag("slow")
class DeliveriesModelTest {
    private static final long USUAL = 200_000;
    private static final Logger LOG = Logger.getLogger(DeliveriesModelTest.class.getName());

    private final DeliveriesModel.Tools tools = new DeliveriesModel.Tools();
    private long blocks;
    private long doubles;

    @Test
    @Timeout(36_000)
    void showsEachLineOnceInOrderToReadersFromAnyOffset() {
        runAll(Long.getLong("logtail.seeds", USUAL), false);
        assertThat(doubles).isPositive();
    }

    /** What is not known any more comes again, but to all. */
    @Test
    @Timeout(36_000)
    void showsTheSameToReadersFromAnyOffsetWhenNodesForget() {
        runAll(Long.getLong("logtail.seeds", USUAL) / 10, true);
    }

    private void runAll(long seeds, boolean forgets) {
        Long only = Long.getLong("logtail.seed");
        long first = Seeds.draw(DeliveriesModelTest.class);
        long startNs = System.nanoTime();
        long count = only == null ? seeds : 1;
        for (long seed = first; seed < first + count; seed++) {
            run(seed, forgets);
        }
        LOG.info("%d seeds in %d ms, %d blocks of which %d were doubles, all right"
                .formatted(count, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs), blocks, doubles));
    }

    private void run(long seed, boolean forgets) {
        var model = new DeliveriesModel(tools, seed, forgets);
        try {
            model.run();
            blocks += model.blocks();
            doubles += model.doubles();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "seed %d, repeat: mvn test -Dtest=%s -Dlogtail.seed=%d%n%s"
                            .formatted(
                                    seed,
                                    getClass().getSimpleName(),
                                    seed,
                                    String.join(System.lineSeparator(), model.steps())),
                    e);
        }
    }
}
