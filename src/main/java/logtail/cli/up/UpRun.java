package logtail.cli.up;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Foreground;
import logtail.cli.base.Notices;
import logtail.cli.client.DaemonAccess;
import logtail.runtime.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * Runs the processes of a Procfile. One thread handles all {@link Event}s of one queue. It never blocks on a process, the
 * daemon or a disk: other threads do what blocks and queue an event when it is done. Any thread may {@link #stop}.
 */
public final class UpRun {
    private static final Duration FLUSH_FOR = Duration.ofSeconds(10);
    private static final Duration LIVED_WELL = Duration.ofSeconds(10);
    private static final int INTERRUPTED = 130;

    private sealed interface Event {
        record Ended(UpProcess process, int exitCode) implements Event {}

        /** The last lines of an ended process are stored, or given up. */
        record Shipped(UpProcess process, int exitCode, long missingLines) implements Event {}

        record Due(UpOptions.Declared declared) implements Event {}

        record Stop() implements Event {}
    }

    private final UpOptions options;
    private final DaemonAccess daemon;
    private final Notices notices;
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
    private int exitCode = ExitCode.OK;

    UpRun(UpOptions options, DaemonAccess daemon, Notices notices) {
        this.options = options;
        this.daemon = daemon;
        this.notices = notices;
        own = OwnLines.start(options.app(), daemon, notices);
    }

    /** The width of the longest name. */
    static int nameWidth(UpOptions options) {
        return options.processes().stream()
                .mapToInt(declared -> declared.name().length())
                .max()
                .orElse(0);
    }

    /** Terminates all processes; a second call kills them. Any thread. */
    void stop() {
        events.add(new Event.Stop());
    }

    /** Starts all processes and waits until all have ended; returns 0 or the exit code of the first that failed. */
    int await() throws InterruptedException {
        try {
            options.processes().forEach(this::start);
        } catch (CommandFailedException e) {
            exitCode = e.exitCode();
            notices.warn(e.getMessage());
            stopAll();
        }
        while (!isOver()) {
            Event next = next();
            if (next == null) {
                killAll();
            } else {
                take(next);
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
        return isStopping && running.isEmpty() && (shipping == 0 || isHurried);
    }

    /** The next event; null when the time for the stop is over. */
    private @Nullable Event next() throws InterruptedException {
        return isStopping && !isKilled
                ? events.poll(Math.max(0, killAtNs - System.nanoTime()), TimeUnit.NANOSECONDS)
                : events.take();
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
            case Event.Stop stop -> {
                if (isStopping) {
                    isHurried = true;
                    killAll();
                } else {
                    say("stopping");
                    stopAll();
                }
            }
        }
    }

    private void start(UpOptions.Declared declared) {
        var process = UpProcess.start(declared, options, daemon, notices);
        running.put(declared.name(), process);
        startedNs.put(declared.name(), System.nanoTime());
        process.onExit(code -> events.add(new Event.Ended(process, code)));
        say("started " + declared.name() + " with pid " + process.pid() + " and port " + declared.port());
    }

    private void ended(UpProcess process, int code) {
        UpOptions.Declared declared = process.declared();
        running.remove(declared.name());
        ship(process, code);
        if (isStopping) {
            return;
        }
        if (code == INTERRUPTED && Foreground.isOurs()) {
            stopAll(); // Ctrl-C reached the process before us
        } else if (options.restart()) {
            startAgain(declared);
        } else {
            exitCode = code;
            say("stopping the others, as " + declared.name() + " has ended");
            stopAll();
        }
    }

    private void ship(UpProcess process, int code) {
        shipping++;
        Thread.ofVirtual().name("up-ship").start(() -> {
            long missing = 0;
            try {
                missing = process.awaitShipped(System.nanoTime() + FLUSH_FOR.toNanos());
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

    private void stopAll() {
        isStopping = true;
        killAtNs = System.nanoTime() + options.timeout().toNanos();
        running.values().forEach(UpProcess::terminate);
    }

    private void killAll() {
        isKilled = true;
        running.forEach((name, process) -> {
            say("killing " + name);
            process.kill();
        });
    }

    private void say(String message) {
        own.say(message);
    }
}
