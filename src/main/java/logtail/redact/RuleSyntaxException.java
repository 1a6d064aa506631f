package logtail.redact;

/** Rules that cannot be understood; the message gives the column, what stands there and what is expected. */
public final class RuleSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RuleSyntaxException(int column, String found, String expected) {
        super("column %d, %s: expected %s"
                .formatted(column, found.isEmpty() ? "the end" : "'" + found + "'", expected));
    }
}
