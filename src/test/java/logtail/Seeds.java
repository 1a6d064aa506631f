package logtail;

import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Logger;

/** Seeds of tests on random input: another one each time, told in the log, and given again by {@code -Dlogtail.seed}. */
public final class Seeds {
    private static final Logger LOG = Logger.getLogger(Seeds.class.getName());
    private static final int MOST = 1_000_000_000; // short enough to be typed

    private Seeds() {}

    /** The seed for this run of {@code test}, and how to repeat it. */
    public static long draw(Class<?> test) {
        long seed = Long.getLong("logtail.seed", ThreadLocalRandom.current().nextInt(MOST));
        LOG.info(() ->
                "seed %d, repeat: mvn test -Dtest=%s -Dlogtail.seed=%d".formatted(seed, test.getSimpleName(), seed));
        return seed;
    }
}
