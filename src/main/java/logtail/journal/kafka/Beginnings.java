package logtail.journal.kafka;

import java.util.concurrent.atomic.AtomicLongArray;

/** Where each lane begins, as far as anybody here has been told; retention moves it on. Any thread. */
final class Beginnings {
    private final AtomicLongArray offsets;

    Beginnings(long[] offsets) {
        this.offsets = new AtomicLongArray(offsets);
    }

    /** The oldest offset of a lane. */
    long of(int lane) {
        return offsets.get(lane);
    }

    /** Tells that a lane begins at this offset. */
    void tell(int lane, long offset) {
        offsets.accumulateAndGet(lane, offset, Math::max);
    }
}
