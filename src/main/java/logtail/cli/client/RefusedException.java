package logtail.cli.client;

import java.net.HttpURLConnection;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;

/** The daemon answered, but not with what we asked for. */
public final class RefusedException extends CommandFailedException {
    private static final long serialVersionUID = 1;

    private final int status;

    RefusedException(DaemonAddress daemon, Token token, int status, String detail) {
        super(
                status == HttpURLConnection.HTTP_BAD_REQUEST ? ExitCode.USAGE : ExitCode.NO_ACCESS,
                message(daemon, token, status, detail));
        this.status = status;
    }

    /** Whether what was asked for is not there, or is in the way. */
    public boolean isOfName() {
        return status == HttpURLConnection.HTTP_NOT_FOUND || status == HttpURLConnection.HTTP_CONFLICT;
    }

    /** Whether the daemon may answer otherwise in a while. */
    public boolean isPassing() {
        return isPassing(status);
    }

    /** Whether an answer with this status may be another one in a while. */
    public static boolean isPassing(int status) {
        return status / 100 == 5 || status == 429;
    }

    private static String message(DaemonAddress daemon, Token token, int status, String detail) {
        if (status == HttpURLConnection.HTTP_BAD_REQUEST) {
            return detail.isEmpty() ? daemon + " cannot read the request" : detail;
        }
        return daemon + " answers " + status + (detail.isEmpty() ? "" : ": " + detail) + hint(token, status);
    }

    private static String hint(Token token, int status) {
        if (status != HttpURLConnection.HTTP_UNAUTHORIZED && status != HttpURLConnection.HTTP_FORBIDDEN) {
            return "";
        }
        String trouble = "It wants a token; give it one";
        if (token.isGiven()) {
            boolean isUnknown = status == HttpURLConnection.HTTP_UNAUTHORIZED;
            trouble = "It " + (isUnknown ? "does not know " : "does not allow this with ") + token + "; give another";
        }
        return "\n" + trouble + ": --token-file FILE, --token TOKEN or LOGTAIL_TOKEN";
    }
}
