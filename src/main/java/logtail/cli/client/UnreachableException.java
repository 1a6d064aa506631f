package logtail.cli.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;

/** There is no connection to the daemon, and nothing to wait for. */
public final class UnreachableException extends CommandFailedException {
    private static final long serialVersionUID = 1;

    UnreachableException(DaemonAddresses daemon, IOException cause) {
        super(
                ExitCode.NO_ACCESS,
                (cause instanceof NoHttpException
                                ? daemon + " is no HTTP daemon"
                                : "cannot reach the daemon at " + daemon)
                        + " (" + words(cause) + ")" + hint(cause));
    }

    /** What happened, for people. */
    public static String words(IOException e) {
        if (e instanceof SocketTimeoutException) {
            return "no answer in time";
        }
        if (e instanceof UnknownHostException) {
            return "no such host: " + e.getMessage();
        }
        if (e instanceof InterruptedIOException) {
            return "interrupted";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static String hint(IOException cause) {
        IOException e = cause instanceof AllAwayException all ? all.first() : cause;
        if (e instanceof NoHttpException) {
            return "\nIs that its port for lines or syslog? For HTTP it is 8514, or what LOGTAIL_HTTP says";
        }
        if (e instanceof ConnectException) {
            return "\nIs the daemon running? Start it with: logtail serve\nIt is elsewhere? Name it: --addr HOST:PORT";
        }
        return e instanceof SSLHandshakeException
                ? "\nIs its certificate signed by an authority of your own? Name that: --ca-cert FILE"
                : "";
    }
}
