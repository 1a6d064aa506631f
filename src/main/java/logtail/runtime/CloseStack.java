package logtail.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Closes last-in first-out what a start has opened so far, and keeps each failure as suppressed. One thread. */
public final class CloseStack implements DeadlineCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(9); // supervisors kill after ten

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    public <T extends AutoCloseable> T push(T resource) {
        open.push(resource);
        return resource;
    }

    /** Closes everything and returns {@code failure}, unchecked, with what closing threw as suppressed. */
    public RuntimeException closeAfter(Throwable failure) {
        closeAll(failure, Deadline.in(WITHIN));
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }

    /** {@link #close(Deadline)}, within a time that a supervisor waits. */
    @Override
    public void close() {
        close(Deadline.in(WITHIN));
    }

    /** Closes everything, each with what is left of the time until {@code deadline}; throws what failed first, unchecked. */
    @Override
    public void close(Deadline deadline) {
        Throwable first = closeAll(null, deadline);
        if (first instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (first != null) {
            throw new IllegalStateException("closing failed: " + first, first);
        }
    }

    private @Nullable Throwable closeAll(@Nullable Throwable first, Deadline deadline) {
        Throwable failure = first;
        while (!open.isEmpty()) {
            try {
                AutoCloseable next = open.pop();
                if (next instanceof DeadlineCloseable inTime) {
                    inTime.close(deadline);
                } else {
                    next.close();
                }
            } catch (Exception e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        return failure;
    }
}
