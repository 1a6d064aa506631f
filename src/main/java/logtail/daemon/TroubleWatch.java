package logtail.daemon;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Tells a user what a tool waits for, once each time, on the thread {@code trouble-watch}. */
final class TroubleWatch implements AutoCloseable {
    private static final long LOOK_EVERY_MS = 1_000;

    private final Supplier<String> trouble;
    private final PrintStream err;
    private final CountDownLatch closing = new CountDownLatch(1);

    /** @param trouble empty when all is well */
    TroubleWatch(Supplier<String> trouble, PrintStream err) {
        this.trouble = trouble;
        this.err = err;
        Thread.ofPlatform().name("trouble-watch").daemon().start(this::run);
    }

    private void run() {
        boolean wasTold = false;
        try {
            while (!closing.await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
                String now = trouble.get();
                if (!now.isEmpty() && !wasTold) {
                    err.printf("waiting for Kafka: %s%n", now);
                } else if (now.isEmpty() && wasTold) {
                    err.println("Kafka answers again");
                }
                wasTold = !now.isEmpty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
