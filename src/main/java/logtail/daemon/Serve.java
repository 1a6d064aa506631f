package logtail.daemon;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import logtail.access.TokenException;
import logtail.drain.DrainException;
import logtail.journal.JournalFailedException;
import logtail.net.Addresses;
import logtail.net.BindFailedException;
import logtail.runtime.Deadline;
import logtail.runtime.Env;
import logtail.runtime.OwnLog;
import logtail.runtime.SettingsException;
import logtail.runtime.Signals;
import logtail.runtime.Threads;
import logtail.runtime.Version;
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
    private static final String HANG_UP = "HUP";
    private static final String TERMINAL = "logtail.stdout.terminal"; // set by bin/logtail

    private static final Logger LOG = LoggerFactory.getLogger(Serve.class);

    private Serve() {}

    /** Returns the exit code of the process. */
    public static int run() {
        return run(daemon -> {});
    }

    /** The same, taking the lines of {@code stdin} too, as those of {@code app} if it is given. */
    public static int run(InputStream stdin, Optional<String> app) {
        return run(daemon -> daemon.read(stdin, app));
    }

    private static int run(Consumer<LogtailDaemon> besides) {
        OwnLog log = OwnLog.install();
        long startNs = System.nanoTime();
        var stop = new CompletableFuture<String>();
        Signals.handle(List.of(HANG_UP, "USR1"), signal -> ignore(signal, stop));
        try {
            var settings = DaemonSettings.from(new Env(System.getenv()));
            LOG.info("at=daemon.starting version={} data={}", Version.number(), data(settings));
            LogtailDaemon daemon = LogtailDaemon.start(settings, log, (where, fault) -> end(log, where, fault));
            Signals.handle(stop::complete); // before it is told that we run
            Signals.handle(List.of(HANG_UP), signal -> hangUp(signal, daemon, stop));
            tellStart(daemon.addresses(), settings, startNs);
            besides.accept(daemon);
            tellAccess(daemon, settings);
            return serve(daemon, stop, log);
        } catch (SettingsException e) {
            e.mistakes().forEach(mistake -> LOG.error("at=settings.rejected msg={}", OwnLog.quoted(mistake)));
            return BAD_SETTINGS;
        } catch (JournalFailedException | BindFailedException | DrainException | TokenException e) {
            LOG.error("at=daemon.failed msg={}", OwnLog.quoted(String.valueOf(e.getMessage())));
            return FAILED;
        } finally {
            log.flush();
        }
    }

    private static int serve(LogtailDaemon daemon, CompletableFuture<String> stop, OwnLog log) {
        String signal = stop.join();
        LOG.info("at=daemon.stopping signal={}", signal);
        Deadline deadline = Deadline.in(STOP_WITHIN);
        Threads.start(
                "stop-watch", () -> endAt(deadline.laterBy(OVERRUN), log), (where, fault) -> end(log, where, fault));
        daemon.close(deadline);
        LOG.info("at=daemon.stopped");
        return OK;
    }

    private static void tellStart(Map<String, InetSocketAddress> addresses, DaemonSettings settings, long startNs) {
        var listening = new StringBuilder();
        addresses.forEach((name, address) -> listening.append(" %s=%s".formatted(name, Addresses.shown(address))));
        LOG.info(
                "at=daemon.started{} data={} ms={}",
                listening,
                data(settings),
                (System.nanoTime() - startNs) / 1_000_000);
        if (settings.tls().isPresent() && settings.ofTls().isEmpty()) {
            LOG.warn(
                    "at=daemon.no-tls msg=\"LOGTAIL_TLS_CERT has no effect: LOGTAIL_HTTPS, LOGTAIL_SYSLOG_TLS and the like are off\"");
        }
        if (settings.web().ports().isEmpty()) {
            LOG.warn(
                    "at=daemon.unreadable msg=\"LOGTAIL_HTTP=off: only drains and logtail journal read what comes in\"");
        }
    }

    private static void tellAccess(LogtailDaemon daemon, DaemonSettings settings) {
        if (daemon.gate().isOpen()) {
            settings.exposed()
                    .forEach((name, bind) -> LOG.warn(
                            "at=daemon.open setting={} address={} msg=\"LOGTAIL_OPEN=1: whoever reaches it may read and write\"",
                            name,
                            Addresses.shown(bind)));
            return;
        }
        long valid = daemon.tokens().valid();
        if (valid > 0) {
            LOG.info("at=daemon.guarded tokens={}", valid);
        } else {
            LOG.warn(
                    "at=daemon.guarded tokens=0 msg=\"no token is valid any more, so nobody is let in: make one with logtail tokens create --data while the daemon is stopped\"");
        }
    }

    private static String data(DaemonSettings settings) {
        return OwnLog.quoted(
                settings.journal().directory().toAbsolutePath().normalize().toString());
    }

    private static void hangUp(String signal, LogtailDaemon daemon, CompletableFuture<String> stop) {
        if (isTerminalGone() || !daemon.reload()) {
            ignore(signal, stop);
        } else {
            LOG.info("at=signal.reload signal={} msg=\"the files of LOGTAIL_TLS_… are read again\"", signal);
        }
    }

    /**
     * Signals by which other daemons read their configuration or open their log again; ours come from the environment, and
     * the log is stdout. But when the terminal that we run in is gone, nobody can stop us any more.
     */
    private static void ignore(String signal, CompletableFuture<String> stop) {
        if (signal.equals(HANG_UP) && isTerminalGone()) {
            stop.complete(signal);
        } else {
            LOG.info(
                    "at=signal.ignored signal={} msg=\"settings are read at the start only: restart to change them\"",
                    signal);
        }
    }

    private static boolean isTerminalGone() {
        if (!System.getProperty(TERMINAL, "").equals("1")) {
            return false;
        }
        try (var terminal = new FileInputStream("/dev/tty")) {
            return !terminal.getFD().valid();
        } catch (IOException e) {
            return true;
        }
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
