package logtail.drain;

import logtail.drain.sink.BatchLimits;

/**
 * How much a destination is given at once: half of it each time that it asks for less, a little more each time that it takes
 * everything. The drain's thread.
 */
final class Pace {
    private static final int LEAST_EVENTS = 10;

    private final BatchLimits most;
    private int events;

    Pace(BatchLimits most) {
        this.most = most;
        events = most.events();
    }

    BatchLimits limits() {
        int bytes = (int) Math.max(1, (long) most.bytes() * events / most.events());
        return new BatchLimits(events, bytes, most.linger());
    }

    void slower() {
        events = Math.max(Math.min(LEAST_EVENTS, most.events()), events / 2);
    }

    void faster() {
        events = Math.min(most.events(), events + Math.max(1, most.events() / 16));
    }
}
