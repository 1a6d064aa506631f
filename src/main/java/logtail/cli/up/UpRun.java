package logtail.cli.up;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Notices;
import logtail.cli.base.StopRequests;
import logtail.cli.child.Children;
import logtail.cli.client.DaemonAccess;
import logtail.cli.ship.LastWait;
import logtail.runtime.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * Runs the processes of a Procfile. One thread handles all {@link Event}s of one queue. It never blocks on a process, the
 * daemon or a disk: other threads do what blocks and queue an event when it is done. Any thread may {@link #stop}.
 */
public final class UpRun {
    private static final Duration FLUSH_FOR = Duration.ofSeconds(10);
    private static final Duration LIVED_WELL = Duration.ofSeconds(10);
    private static final Duration LEFT_ALONE = Duration.ofMillis(500); // what an ended process has left running
    private static final Duration TICK = Duration.ofMillis(50); // while stopping

    private static final Set<String> STOPS = Set.of("INT", "TERM", "HUP");
    private static final String SUSPENDS = "TSTP";

    private sealed interface Event {
        record Ended(UpProcess process, int exitCode) implements Event {}

        /** The last lines of an ended process are stored, or given up. */
        record Shipped(UpProcess process, int exitCode, long missingLines) implements Event {}

        record Due(UpOptions.Declared declared) implements Event {}

        record Signalled(String name) implements Event {}
    }

    private final UpOptions options;
    private final DaemonAccess daemon;
    private final Notices notices;
    private final Children children;
    private final StopRequests requests = new StopRequests();
    private final OwnLines own;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>(); // a few per process
    private final Map<String, UpProcess> running = new LinkedHashMap<>();
    private final Map<String, Long> startedNs = new HashMap<>();
    private final Map<String, Backoff> backoffs = new HashMap<>();
    private int shipping; // ended processes whose last lines are still being sent
    private long missingLines;
    private boolean isStopping;
    private boolean isKilled;
    private boolean isHurried; // somebody asked twice
    private long killAtNs;
    private long endLeftoversAtNs;
    private int exitCode = ExitCode.OK;

    UpRun(UpOptions options, DaemonAccess daemon, Notices notices, Children children) {
        this.children = children;
        this.options = options;
        this.daemon = daemon;
        this.notices = notices;
        own = OwnLines.start(options.app(), daemon, options.quiet(), notices);
    }

    /** The width of the longest name. */
    static int nameWidth(UpOptions options) {
        return options.processes().stream()
                .mapToInt(declared -> declared.name().length())
                .max()
                .orElse(0);
    }

    /**
     * Takes a signal that came for us: TERM, INT and HUP stop all processes, and kill them the second time, TSTP suspends
     * them and us; others are passed on. Any thread.
     */
    void signal(String name) {
        events.add(new Event.Signalled(name));
    }

    /** Starts all processes and waits until all have ended; returns 0 or the exit code of the first that failed. */
    int await() throws InterruptedException {
        try {
            options.processes().forEach(this::start);
        } catch (CommandFailedException e) {
            exitCode = e.exitCode();
            notices.warn(e.getMessage());
            stopAll(Duration.ZERO);
        }
        while (!isOver()) {
            Event next = next();
            if (next != null) {
                take(next);
            }
            if (isStopping) {
                endRest();
            }
        }
        own.finish(isHurried ? Duration.ZERO : FLUSH_FOR);
        if (missingLines > 0) {
            notices.warn(Notices.lines(missingLines) + " not sent");
        }
        return exitCode;
    }

    /** Whether the run is over; after a second stop without waiting for lines. */
    private boolean isOver() {
        return isStopping
                && running.isEmpty()
                && (shipping == 0 || isHurried)
                && children.living().isEmpty();
    }

    /** The next event; null when there is none for a moment while all stops. */
    private @Nullable Event next() throws InterruptedException {
        return isStopping ? events.poll(TICK.toMillis(), TimeUnit.MILLISECONDS) : events.take();
    }

    private void take(Event next) {
        switch (next) {
            case Event.Ended ended -> ended(ended.process(), ended.exitCode());
            case Event.Shipped shipped -> shipped(shipped);
            case Event.Due due -> {
                if (!isStopping) {
                    start(due.declared());
                }
            }
            case Event.Signalled signal -> {
                if (STOPS.contains(signal.name())) {
                    stop();
                } else if (signal.name().equals(SUSPENDS)) {
                    children.suspend();
                } else {
                    running.values().forEach(process -> children.pass(process.child(), signal.name()));
                }
            }
        }
    }

    private void stop() {
        int count = requests.add();
        if (count > 1) {
            isHurried = true;
            killAll();
        } else if (count == 1) {
            say("stopping");
            stopAll(Duration.ZERO);
        }
    }

    private void start(UpOptions.Declared declared) {
        var process = UpProcess.start(declared, options, daemon, notices, children);
        running.put(declared.name(), process);
        startedNs.put(declared.name(), System.nanoTime());
        process.onExit(code -> events.add(new Event.Ended(process, code)));
        say("started " + declared.name() + " with pid " + process.child().pid() + " and port " + declared.port());
    }

    private void ended(UpProcess process, int code) {
        UpOptions.Declared declared = process.declared();
        running.remove(declared.name());
        children.forget(process.child());
        ship(process, code);
        if (isStopping) {
            return;
        }
        if (options.restart()) {
            children.terminate(children.leftBy(process.child()));
            startAgain(declared);
        } else {
            exitCode = code;
            say("stopping the others, as " + declared.name() + " has ended");
            stopAll(LEFT_ALONE);
        }
    }

    private void ship(UpProcess process, int code) {
        shipping++;
        Thread.ofVirtual().name("up-ship").start(() -> {
            long missing = 0;
            try {
                new LastWait(FLUSH_FOR).until(process::isShipped, process::missingLines);
                missing = process.missingLines();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                events.add(new Event.Shipped(process, code, missing));
            }
        });
    }

    private void shipped(Event.Shipped shipped) {
        shipping--;
        missingLines += shipped.missingLines();
        say(shipped.process().declared().name() + " ended with code " + shipped.exitCode());
    }

    private void startAgain(UpOptions.Declared declared) {
        var backoff = backoffs.computeIfAbsent(declared.name(), unused -> new Backoff(500, 30_000));
        if (System.nanoTime() - startedNs.getOrDefault(declared.name(), 0L) > LIVED_WELL.toNanos()) {
            backoff.reset();
        }
        long delayMs = backoff.nextMs();
        Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(delayMs);
                events.add(new Event.Due(declared));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /**
     * Asks all to end, once.
     *
     * @param leftovers how long to leave alone what ended processes have left running
     */
    private void stopAll(Duration leftovers) {
        long nowNs = System.nanoTime();
        if (!isStopping) {
            isStopping = true;
            killAtNs = nowNs + options.timeout().toNanos();
            endLeftoversAtNs = nowNs + leftovers.toNanos();
        }
        children.terminate(children.families(programs()));
    }

    /**
     * Asks what ended processes have left to end, and kills all when the time for the stop is over; again and again, as more
     * may be started. What a process that is still running starts was not asked, as it may be what it needs to end well.
     */
    private void endRest() {
        long nowNs = System.nanoTime();
        if (isKilled || nowNs - killAtNs >= 0) {
            killAll();
        } else if (nowNs - endLeftoversAtNs >= 0) {
            Set<Long> left = children.living();
            left.removeAll(children.families(programs()));
            children.terminate(left);
        }
    }

    private Set<Long> programs() {
        var programs = new HashSet<Long>();
        running.values().forEach(process -> programs.add(process.child().pid()));
        return programs;
    }

    private void killAll() {
        Set<Long> living = children.living();
        if (!isKilled && !living.isEmpty()) {
            say("killing " + (running.isEmpty() ? "what ended processes left" : String.join(", ", running.keySet())));
        }
        isKilled = true;
        children.signal(living, "KILL");
    }

    private void say(String message) {
        own.say(message);
    }
}
