package logtail.net.tls;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import logtail.runtime.Clock;
import logtail.runtime.FaultHandler;
import logtail.runtime.OwnLog;
import logtail.runtime.SettingsException;
import logtail.runtime.Threads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of all listeners. Reads the files of its settings again when they have changed, on a thread {@code tls-files}: a good set is
 * used for each connection from then on, a bad one is refused, told once and counted, and the old one kept. Connections that are
 * open keep what they began with.
 *
 * <p>A change is taken when two checks in a row have seen the same files, so that whoever writes certificate and key one after the
 * other is not told that they do not fit.
 */
public final class ServerTls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
    private static final Duration CHECK_EVERY = Duration.ofSeconds(5);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);
    private static final Duration WARN_BEFORE = Duration.ofDays(14);
    private static final Duration WARN_EVERY = Duration.ofDays(1);

    private final TlsSettings settings;
    private final Clock clock;
    private final Counter reloads;
    private final Counter refusals;
    private final List<Path> files;
    private final AtomicBoolean isWanted = new AtomicBoolean();
    private volatile Contexts contexts;
    private FileStamps loaded; // from here on of the worker alone
    private FileStamps seen;
    private FileStamps refused = new FileStamps(List.of());
    private Instant warnAgainAt = Instant.MIN;
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean isClosing;
    private volatile @Nullable Thread thread;

    private ServerTls(TlsSettings settings, Clock clock, MeterRegistry metrics) {
        this.settings = settings;
        this.clock = clock;
        files = new ArrayList<>(List.of(settings.certificate(), settings.key()));
        settings.clientAuthority().ifPresent(files::add);
        seen = FileStamps.of(files);
        loaded = seen;
        contexts = load();
        reloads = Counter.builder("logtail.tls.reloads")
                .description("How often changed files of LOGTAIL_TLS_… were taken")
                .tag("result", "taken")
                .register(metrics);
        refusals = Counter.builder("logtail.tls.reloads")
                .description("How often changed files of LOGTAIL_TLS_… were taken")
                .tag("result", "refused")
                .register(metrics);
        TimeGauge.builder("logtail.tls.expiry", this, TimeUnit.SECONDS, ServerTls::secondsLeft)
                .description("How long the certificate of the listeners is still good, and those that issued it")
                .register(metrics);
        warnOfExposedKey();
    }

    /**
     * Reads the files and starts to watch them.
     *
     * @throws SettingsException when one cannot be used
     */
    public static ServerTls start(TlsSettings settings, Clock clock, MeterRegistry metrics, FaultHandler faults) {
        ServerTls tls = open(settings, clock, metrics);
        tls.thread = Threads.start("tls-files", tls::watch, faults);
        return tls;
    }

    /** The same without a thread: nothing is read again until {@link #check}. */
    static ServerTls open(TlsSettings settings, Clock clock, MeterRegistry metrics) {
        try {
            return new ServerTls(settings, clock, metrics);
        } catch (UnusableFileException e) {
            throw new SettingsException(List.of(e.setting() + ": " + e.getMessage()));
        }
    }

    /** What TLS takes of the heap for each connection; loads the library. */
    public static int heapBytesPerConnection() {
        return Contexts.heapBytesPerConnection();
    }

    /** A handler for a new connection, which offers these protocols by ALPN (RFC 7301), the best first; none without any. */
    public SslHandler handler(ByteBufAllocator buffers, List<String> protocols) {
        while (!isClosing) {
            Optional<SslHandler> handler = contexts.handler(buffers, protocols);
            if (handler.isPresent()) {
                return handler.get();
            }
        } // else a newer one has just taken its place
        throw new IllegalStateException("closed");
    }

    /** Reads the files soon, changed or not. Any thread. */
    public void reload() {
        isWanted.set(true);
        wake.release();
    }

    /** Looks once whether the files have changed, and whether the certificate expires soon. */
    void check() {
        FileStamps now = FileStamps.of(files);
        boolean isSettled = now.equals(seen);
        seen = now;
        if (isWanted.getAndSet(false)) {
            read(now);
        } else if (isSettled && !now.equals(loaded) && !now.equals(refused)) {
            read(now);
        }
        warnOfExpiry();
    }

    @Override
    public void close() {
        isClosing = true;
        wake.release();
        Thread watching = thread;
        if (watching != null) {
            try {
                watching.join(CLOSE_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        contexts.close();
    }

    private void watch() throws InterruptedException {
        while (!isClosing) {
            check();
            if (wake.tryAcquire(CHECK_EVERY.toNanos(), TimeUnit.NANOSECONDS)) {
                wake.drainPermits();
            }
        }
    }

    /** @throws UnusableFileException whatever is wrong with the files: libraries find faults that we have not looked for */
    private Contexts load() {
        try {
            return new Contexts(Identity.read(settings, now()), settings.clients());
        } catch (UnusableFileException e) {
            throw e;
        } catch (RuntimeException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new UnusableFileException(
                    TlsSettings.CERT, settings.certificate(), "and its key cannot be used: " + cause.getMessage());
        }
    }

    private void read(FileStamps before) {
        try {
            Contexts next = load();
            if (!FileStamps.of(files).equals(before)) {
                next.close();
                return; // changed while they were read, so they may belong to two sets: the next check sees them
                // settled
            }
            Contexts old = contexts;
            contexts = next;
            old.close();
            loaded = before;
            warnAgainAt = Instant.MIN;
            reloads.increment();
            LOG.info(
                    "at=tls.loaded subject={} expires={}",
                    OwnLog.quoted(next.identity().subject()),
                    next.identity().expiry());
            warnOfExposedKey();
        } catch (UnusableFileException e) {
            refused = before;
            refusals.increment();
            LOG.error(
                    "at=tls.refused setting={} msg={}",
                    e.setting(),
                    OwnLog.quoted(e.getMessage() + "; the certificate that was read before stays in use, until "
                            + contexts.identity().expiry()));
        }
    }

    private void warnOfExpiry() {
        Instant now = now();
        Instant expiry = contexts.identity().expiry();
        if (now.isBefore(expiry.minus(WARN_BEFORE)) || now.isBefore(warnAgainAt)) {
            return;
        }
        warnAgainAt = now.plus(WARN_EVERY);
        LOG.warn(
                "at=tls.{} setting={} path={} expires={} msg=\"write a new certificate and its key to the same files; they are read by themselves\"",
                now.isBefore(expiry) ? "expiring" : "expired",
                TlsSettings.CERT,
                OwnLog.quoted(settings.certificate().toString()),
                expiry);
    }

    private void warnOfExposedKey() {
        try {
            if (Files.getPosixFilePermissions(settings.key()).contains(PosixFilePermission.OTHERS_READ)) {
                LOG.warn(
                        "at=tls.key-exposed setting={} path={} msg=\"every user of this machine can read the private key: chmod o-r\"",
                        TlsSettings.KEY,
                        OwnLog.quoted(settings.key().toString()));
            }
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("no permissions of {}", settings.key(), e);
        }
    }

    private double secondsLeft() {
        return Duration.between(now(), contexts.identity().expiry()).toMillis() / 1e3;
    }

    private Instant now() {
        return Instant.ofEpochSecond(0, clock.nowNs());
    }
}
