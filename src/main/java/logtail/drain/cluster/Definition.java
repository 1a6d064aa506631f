package logtail.drain.cluster;

import logtail.drain.Drain;

/**
 * What all nodes know of a drain. Each change is a new one, and the newest counts.
 *
 * @param isDeclared whether {@code LOGTAIL_DRAINS} of a node declares it
 * @param order of {@code start}, grows with each; an owner that has not followed the newest moves the drain there
 * @param start cursor of the place to start behind
 * @param lettersOrder grows when dead letters were removed
 */
record Definition(Drain drain, boolean isDeclared, boolean isPaused, long order, String start, long lettersOrder) {
    Definition with(Drain other) {
        return new Definition(other, isDeclared, isPaused, order, start, lettersOrder);
    }

    Definition paused(boolean isNowPaused) {
        return new Definition(drain, isDeclared, isNowPaused, order, start, lettersOrder);
    }

    Definition startingAt(long newOrder, String place) {
        return new Definition(drain, isDeclared, isPaused, Math.max(order + 1, newOrder), place, lettersOrder);
    }

    Definition withoutLetters(long newOrder) {
        return new Definition(drain, isDeclared, isPaused, order, start, Math.max(lettersOrder + 1, newOrder));
    }

    /** Whether a drain that runs as the other says has to stop for this one. */
    boolean needsAnotherWorker(Definition other) {
        return !drain.equals(other.drain) || isDeclared != other.isDeclared;
    }
}
