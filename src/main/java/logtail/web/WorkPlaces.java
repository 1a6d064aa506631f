package logtail.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets some requests that cost much work at once and a few more wait; the rest is refused. Any thread. */
final class WorkPlaces {
    private final String what;
    private final int atOnce;
    private final int waiting;
    private final Semaphore present;
    private final Semaphore working;

    /** @param what in the plural, for the refusal */
    WorkPlaces(String what, int atOnce, int waiting) {
        this.what = what;
        this.atOnce = atOnce;
        this.waiting = waiting;
        present = new Semaphore(atOnce + waiting);
        working = new Semaphore(atOnce, true);
    }

    /** A place to work at, or to wait for one; may be closed twice. */
    final class Place implements AutoCloseable {
        private final AtomicBoolean isHeld = new AtomicBoolean(true);
        private boolean isWorking;

        private Place() {}

        /** Waits for its turn; on the thread that works, and closes. */
        void await() {
            working.acquireUninterruptibly();
            isWorking = true;
        }

        @Override
        public void close() {
            if (isHeld.compareAndSet(true, false)) {
                if (isWorking) {
                    working.release();
                }
                present.release();
            }
        }
    }

    /**
     * Takes a place.
     *
     * @throws BadParameterException when there is none: 503
     */
    Place take() {
        if (!present.tryAcquire()) {
            throw new BadParameterException(new Problem(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "%d %s are at work and %d wait; there is no place for more".formatted(atOnce, what, waiting)));
        }
        return new Place();
    }
}
