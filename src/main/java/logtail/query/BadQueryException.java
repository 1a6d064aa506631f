package logtail.query;

import java.util.Optional;
import logtail.filter.FilterSyntaxException;
import org.jspecify.annotations.Nullable;

/** A query parameter is invalid; the message names it, its value and the accepted values. */
public final class BadQueryException extends RuntimeException {
    private final @Nullable FilterSyntaxException wrongFilter;

    BadQueryException(String name, String value, String accepted) {
        this("parameter %s is '%s'; it takes %s".formatted(name, value, accepted));
    }

    /** One that the message describes in full. */
    public BadQueryException(String message) {
        this(message, null);
    }

    /**
     * One or several.
     *
     * @param wrongFilter where the filter is wrong, if it is
     */
    BadQueryException(String message, @Nullable FilterSyntaxException wrongFilter) {
        super(message, wrongFilter);
        this.wrongFilter = wrongFilter;
    }

    /** Where the filter is wrong, if it is. */
    public Optional<FilterSyntaxException> wrongFilter() {
        return Optional.ofNullable(wrongFilter);
    }
}
