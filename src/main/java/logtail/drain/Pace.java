package logtail.drain;

import logtail.drain.sink.BatchLimits;

/**
 * Adapts the batch size to the destination: halves it when the destination asks to wait, increases it by 1/16 of the limit
 * after each accepted batch (AIMD). The drain's thread.
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
