package logtail.runtime;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The places in our own code where a death would hurt most, by name, so that a test can let a real process die there:
 * {@code -Dlogtail.crash=after-append:3} ends it when that point is reached for the third time, as {@code kill -9} would.
 *
 * <p>This is a system property and in no list of settings on purpose: settings come from the environment, and nobody but
 * a test wants this. When it is not given, a point costs nothing: the compiler sees a constant.
 */
public enum CrashPoint {
    /** The bytes of a block are written, but not yet that it is complete. */
    DURING_APPEND,
    /** A block is in the journal, but neither committed nor acknowledged. */
    AFTER_APPEND,
    /** A batch is committed and shown, but not acknowledged. */
    AFTER_COMMIT,
    /** The writer has left a file, and the next one is not there yet. */
    DURING_ROLL,
    /** Half of some records of the journal's index is written. */
    DURING_INDEX_WRITE,
    /** Files are hidden from readers, and the next one of them is about to go; reached for each. */
    BEFORE_DELETE,
    /** All files are gone that were to go. */
    AFTER_DELETE;

    private static final int KILLED = 128 + 9;

    private static final @Nullable Armed ARMED = Armed.from(System.getProperty("logtail.crash"));

    /** Dies here, if the test says so. Any thread. */
    public void reach() {
        if (ARMED != null && ARMED.point == this && ARMED.left.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(KILLED); // no hook and no finally runs
        }
    }

    private record Armed(CrashPoint point, AtomicInteger left) {
        static @Nullable Armed from(@Nullable String given) {
            if (given == null) {
                return null;
            }
            String[] parts = given.split(":", 2);
            var point = CrashPoint.valueOf(parts[0].toUpperCase(Locale.ROOT).replace('-', '_'));
            return new Armed(point, new AtomicInteger(Integer.parseInt(parts[1])));
        }
    }
}
