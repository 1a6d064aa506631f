package logtail.daemon;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import logtail.journal.JournalFailedException;
import logtail.net.BindFailedException;
import logtail.runtime.Deadline;
import logtail.runtime.Env;
import logtail.runtime.OwnLog;
import logtail.runtime.SettingsException;
import logtail.runtime.Signals;
import logtail.runtime.Threads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code logtail serve}: runs the daemon in the foreground until SIGTERM or SIGINT, then stops it cleanly. A fault ends the
 * process at once with code 1; the next start recovers from the journal.
 */
public final class Serve {
    /** Stopped cleanly. */
    private static final int OK = 0;
    /** Failed to start, or stopped by a fault. */
    private static final int FAILED = 1;
    /** Invalid settings. */
    private static final int BAD_SETTINGS = 2;

    private static final Duration STOP_WITHIN = Duration.ofSeconds(9); // docker and others kill after ten
    private static final Duration OVERRUN = Duration.ofMillis(700);

    private static final Logger LOG = LoggerFactory.getLogger(Serve.class);

    private Serve() {}

    /** Returns the exit code of the process. */
    public static int run() {
        OwnLog log = OwnLog.install();
        long startNs = System.nanoTime();
        try {
            var settings = DaemonSettings.from(new Env(System.getenv()));
            LogtailDaemon daemon = LogtailDaemon.start(settings, log, (where, fault) -> end(log, where, fault));
            return serve(daemon, settings, log, startNs);
        } catch (SettingsException e) {
            e.mistakes().forEach(mistake -> LOG.error("at=settings.rejected msg={}", OwnLog.quoted(mistake)));
            return BAD_SETTINGS;
        } catch (JournalFailedException | BindFailedException e) {
            LOG.error("at=daemon.failed msg={}", OwnLog.quoted(String.valueOf(e.getMessage())));
            return FAILED;
        } finally {
            log.flush();
        }
    }

    private static int serve(LogtailDaemon daemon, DaemonSettings settings, OwnLog log, long startNs) {
        var stop = new CountDownLatch(1);
        Signals.handle(signal -> stop.countDown());
        var listening = new StringBuilder();
        daemon.addresses()
                .forEach((name, address) -> listening.append(
                        " %s=%s:%d".formatted(name, address.getAddress().getHostAddress(), address.getPort())));
        LOG.info(
                "at=daemon.started{} data={} ms={}",
                listening,
                OwnLog.quoted(settings.journal().directory().toString()),
                (System.nanoTime() - startNs) / 1_000_000);
        try {
            stop.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.info("at=daemon.stopping");
        Deadline deadline = Deadline.in(STOP_WITHIN);
        Threads.start(
                "stop-watch", () -> endAt(deadline.laterBy(OVERRUN), log), (where, fault) -> end(log, where, fault));
        daemon.close(deadline);
        LOG.info("at=daemon.stopped");
        return OK;
    }

    /** Ends a hanging stop before a supervisor does, so that it is logged. Acknowledged lines are never lost by this. */
    private static void endAt(Deadline deadline, OwnLog log) throws InterruptedException {
        Thread.sleep(deadline.left());
        LOG.error(
                "at=daemon.stop-overrun withinMs={}", STOP_WITHIN.plus(OVERRUN).toMillis());
        log.flush();
        Runtime.getRuntime().halt(FAILED);
    }

    private static void end(OwnLog log, String where, Throwable fault) {
        LOG.error("at=daemon.fault where={}", where, fault);
        log.flush();
        Runtime.getRuntime().halt(FAILED);
    }
}
