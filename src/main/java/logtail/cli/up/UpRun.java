package logtail.cli.up;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Foreground;
import logtail.cli.base.Notices;
import logtail.cli.client.DaemonAccess;
import logtail.cli.client.UrlQuery;
import logtail.cli.ship.BatchPoster;
import logtail.cli.ship.ShipOptions;
import logtail.cli.ship.ShippedBatch;
import logtail.cli.ship.SpoolOptions;
import logtail.runtime.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * The processes of a Procfile from their start to their end. Everything that happens to them comes as a {@link Happening}
 * to one queue, which one thread works off; any thread may {@link #stop}.
 */
public final class UpRun {
    private static final Duration FLUSH_FOR = Duration.ofSeconds(10);
    private static final Duration LIVED_WELL = Duration.ofSeconds(10);
    private static final int INTERRUPTED = 130;
    private static final String OWN_NAME = "up";

    private sealed interface Happening {
        record Ended(UpProcess process, int exitCode) implements Happening {}

        record Due(UpOptions.Declared declared) implements Happening {}

        record Stop() implements Happening {}
    }

    private final UpOptions options;
    private final DaemonAccess daemon;
    private final Notices notices;
    private final BatchPoster own;
    private final UrlQuery ownQuery;
    private final String sender = UUID.randomUUID().toString();
    private final BlockingQueue<Happening> happenings = new LinkedBlockingQueue<>(); // a few per process
    private final Map<String, UpProcess> running = new LinkedHashMap<>();
    private final Map<String, Long> startedNs = new HashMap<>();
    private final Map<String, Backoff> backoffs = new HashMap<>();
    private final AtomicLong missingLines = new AtomicLong();
    private long ownLines;
    private boolean isStopping;
    private boolean isKilled;
    private long killAtNs;
    private int exitCode = ExitCode.OK;

    UpRun(UpOptions options, DaemonAccess daemon, Notices notices) {
        this.options = options;
        this.daemon = daemon;
        this.notices = notices;
        var ours = new ShipOptions(daemon, options.app(), OWN_NAME, "", false, false, SpoolOptions.NONE);
        own = BatchPoster.to(ours, notices);
        ownQuery = ours.query();
    }

    /** The width of the longest name. */
    static int nameWidth(UpOptions options) {
        return options.processes().stream()
                .mapToInt(declared -> declared.name().length())
                .max()
                .orElse(0);
    }

    /** Asks all processes to end; the second time they are killed. Any thread. */
    void stop() {
        happenings.add(new Happening.Stop());
    }

    /** Starts everything and returns when all of it has ended: with 0, or the exit code of the first that failed. */
    int await() throws InterruptedException {
        try {
            options.processes().forEach(this::start);
        } catch (CommandFailedException e) {
            exitCode = e.exitCode();
            notices.warn(e.getMessage());
            stopAll();
        }
        while (!running.isEmpty() || !isStopping) {
            Happening next = next();
            if (next == null) {
                killAll();
            } else {
                take(next);
            }
        }
        if (missingLines.get() > 0) {
            notices.warn(Notices.lines(missingLines.get()) + " not sent");
        }
        return exitCode;
    }

    /** Null when the time to end is over. */
    private @Nullable Happening next() throws InterruptedException {
        return isStopping && !isKilled
                ? happenings.poll(Math.max(0, killAtNs - System.nanoTime()), TimeUnit.NANOSECONDS)
                : happenings.take();
    }

    private void take(Happening next) throws InterruptedException {
        switch (next) {
            case Happening.Ended ended -> ended(ended.process(), ended.exitCode());
            case Happening.Due due -> {
                if (!isStopping) {
                    start(due.declared());
                }
            }
            case Happening.Stop stop -> {
                if (isStopping) {
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
        process.onExit(code -> happenings.add(new Happening.Ended(process, code)));
        say("started " + declared.name() + " with pid " + process.pid() + " and port " + declared.port());
    }

    private void ended(UpProcess process, int code) throws InterruptedException {
        UpOptions.Declared declared = process.declared();
        running.remove(declared.name());
        missingLines.addAndGet(process.awaitShipped(System.nanoTime() + FLUSH_FOR.toNanos()));
        say(declared.name() + " ended with code " + code);
        if (isStopping) {
            return;
        }
        if (code == INTERRUPTED && Foreground.isOurs()) {
            stopAll(); // Ctrl-C has reached it before us
        } else if (options.restart()) {
            startAgain(declared);
        } else {
            exitCode = code;
            say("stopping the others");
            stopAll();
        }
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
                happenings.add(new Happening.Due(declared));
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

    /** A line of our own among those of the app. */
    private void say(String message) {
        byte[] bytes = message.getBytes(UTF_8);
        if (!own.trySend(new ShippedBatch(sender + "-" + ++ownLines, ownQuery, bytes, 1))) {
            notices.note(message);
        }
    }
}
