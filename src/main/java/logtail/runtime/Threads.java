package logtail.runtime;

/** Starts threads in the one way in which all of ours are started: named, daemon, and with somebody told of their faults. */
public final class Threads {
    private Threads() {}

    /** What a thread does until it ends. */
    @FunctionalInterface
    public interface Duty {
        void run() throws Exception;
    }

    /**
     * Starts a thread that runs {@code duty} once. An interrupt ends it in silence; whatever else {@code duty} throws goes
     * to {@code faults}.
     */
    public static Thread start(String name, Duty duty, FaultHandler faults) {
        Thread thread = unstarted(name, duty, faults);
        thread.start();
        return thread;
    }

    /** The same, not started yet. */
    public static Thread unstarted(String name, Duty duty, FaultHandler faults) {
        return Thread.ofPlatform().name(name).daemon().unstarted(() -> {
            try {
                duty.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // it was asked to end
            } catch (Throwable fault) {
                faults.onFault(name, fault);
            }
        });
    }
}
