package logtail.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Closes last-in first-out what a start has opened so far, and keeps each failure as suppressed. One thread. */
public final class CloseStack implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    public <T extends AutoCloseable> T push(T resource) {
        open.push(resource);
        return resource;
    }

    /** Closes everything and returns {@code failure}, unchecked, with what closing threw as suppressed. */
    public RuntimeException closeAfter(Throwable failure) {
        closeAll(failure);
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }

    /** Closes everything; throws what failed first, unchecked. */
    @Override
    public void close() {
        Throwable first = closeAll(null);
        if (first instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (first != null) {
            throw new IllegalStateException("closing failed: " + first, first);
        }
    }

    private @Nullable Throwable closeAll(@Nullable Throwable first) {
        Throwable failure = first;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
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
