package logtail.drain;

/** Another node runs the drain now, so this one may not move its cursor any more. */
public final class RunsElsewhereException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param what another node has now */
    public RunsElsewhereException(String what) {
        super("another node may have %s now".formatted(what));
    }
}
