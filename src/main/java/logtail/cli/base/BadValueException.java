package logtail.cli.base;

/** The value of an option, or of the environment variable that stands in for it, cannot be used. */
public final class BadValueException extends UsageException {
    private static final long serialVersionUID = 1;

    /**
     * Names the option, the value and what it takes.
     *
     * @param option as the user knows it: {@code --since}, {@code LOGTAIL_ADDR}
     * @param accepted what would do, as the end of "accepted: …"
     */
    public BadValueException(String option, String value, String accepted) {
        super("bad value \"" + VisibleText.of(value) + "\" for " + option + "; accepted: " + accepted);
    }
}
