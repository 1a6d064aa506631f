package logtail.runtime;

/**
 * Told when a promise of our own is broken, so that going on could lose or invent lines. The daemon's stops the process
 * with exit code 1: what was acknowledged is in the journal, and the next start continues from there. Any thread.
 */
@FunctionalInterface
public interface FaultHandler {
    /** Takes note of {@code fault}, found by the thread or part {@code where}; may be called more than once. */
    void onFault(String where, Throwable fault);
}
