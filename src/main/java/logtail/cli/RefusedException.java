package logtail.cli;

/** The daemon answered, but not with what we asked for. */
final class RefusedException extends CommandFailedException {
    private static final long serialVersionUID = 1;

    private final int status;

    RefusedException(DaemonAddress daemon, int status, String detail) {
        super(
                status == 400 ? ExitCode.USAGE : ExitCode.NO_ACCESS,
                (status == 400 ? "" : daemon + " answers " + status + (detail.isEmpty() ? "" : ": "))
                        + (status == 400 && detail.isEmpty() ? daemon + " cannot read the request" : detail));
        this.status = status;
    }

    /** Whether the daemon may answer otherwise in a while. */
    boolean isPassing() {
        return status / 100 == 5 || status == 429;
    }
}
