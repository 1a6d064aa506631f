package logtail.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import logtail.access.TokenException;
import logtail.journal.JournalFailedException;
import logtail.net.Addresses;
import logtail.net.BindFailedException;
import logtail.runtime.Env;
import logtail.runtime.OwnLog;
import logtail.runtime.SettingsException;

/**
 * A daemon inside another command. Listens for HTTP only, on the usual port or, if that is in use, a free one; the
 * environment can override this. Writes its own log only to the journal. A fault ends the process, as in {@link Serve}.
 */
public final class EmbeddedDaemon implements AutoCloseable {
    private static final String USUAL = "127.0.0.1:8514";
    private static final String FREE = "127.0.0.1:0";
    private static final int FAILED = 1;

    private final LogtailDaemon daemon;

    /** The daemon failed to start; the message says why. */
    public static final class StartFailedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        StartFailedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private EmbeddedDaemon(LogtailDaemon daemon) {
        this.daemon = daemon;
    }

    /**
     * Starts the daemon; returns when it listens.
     *
     * @param data directory of its journal, unless {@code LOGTAIL_DATA} is set
     * @param environment source of the {@code LOGTAIL_} variables
     * @throws StartFailedException when it fails to start
     */
    public static EmbeddedDaemon start(Path data, Map<String, String> environment) {
        var variables = new HashMap<String, String>();
        environment.forEach((name, value) -> {
            if (name.startsWith("LOGTAIL_")) {
                variables.put(name, value);
            }
        });
        variables.putIfAbsent("LOGTAIL_DATA", data.toString());
        boolean isOurChoice = variables.putIfAbsent("LOGTAIL_HTTP", isFree() ? USUAL : FREE) == null;
        for (String listener : new String[] {"LOGTAIL_SYSLOG_TCP", "LOGTAIL_SYSLOG_UDP", "LOGTAIL_LINES_TCP"}) {
            variables.putIfAbsent(listener, "off");
        }
        try {
            try {
                return start(variables);
            } catch (BindFailedException e) {
                if (!isOurChoice) {
                    throw e;
                }
                variables.put("LOGTAIL_HTTP", FREE); // another took the port since we looked
                return start(variables);
            }
        } catch (SettingsException | JournalFailedException | BindFailedException | TokenException e) {
            throw new StartFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static EmbeddedDaemon start(Map<String, String> variables) {
        OwnLog log = OwnLog.install(OutputStream.nullOutputStream());
        var settings = DaemonSettings.from(new Env(variables));
        return new EmbeddedDaemon(LogtailDaemon.start(settings, log, EmbeddedDaemon::onFault));
    }

    /** The address of its HTTP server, as {@code host:port}. */
    public String address() {
        InetSocketAddress http = Objects.requireNonNull(daemon.addresses().get("http"), "LOGTAIL_HTTP is off");
        boolean isAny = http.getAddress().isAnyLocalAddress();
        return Addresses.shown(isAny ? new InetSocketAddress(InetAddress.getLoopbackAddress(), http.getPort()) : http);
    }

    /** A token for the command that it is inside of, for as long as it lives. */
    public String token() {
        return daemon.gate().lend("up");
    }

    @Override
    public void close() {
        daemon.close();
    }

    private static boolean isFree() {
        int port = Integer.parseInt(USUAL, USUAL.indexOf(':') + 1, USUAL.length(), 10);
        try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static void onFault(String where, Throwable fault) {
        System.err.println("logtail: the daemon met a fault in " + where + ": " + fault);
        Runtime.getRuntime().halt(FAILED);
    }
}
