package logtail.access;

import java.util.EnumSet;
import java.util.Set;

/**
 * Who sends a request.
 *
 * @param name what the operator calls them; the empty text for somebody who did not say
 * @param rights what they may do
 */
public record Principal(String name, Set<Right> rights) {
    /** Somebody who showed no credentials and may do everything, as where the operator has given none out. */
    public static final Principal ANYBODY = new Principal("", EnumSet.allOf(Right.class));

    public Principal {
        rights = Set.copyOf(rights);
    }

    public boolean may(Right right) {
        return rights.contains(right);
    }

    /** Whether they proved who they are; a page in somebody's browser cannot do that in their name. */
    public boolean isKnown() {
        return !name.isEmpty();
    }
}
