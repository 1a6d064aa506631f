package logtail.access;

import java.util.EnumSet;
import java.util.Set;

/**
 * The authenticated sender of a request.
 *
 * @param name name given by the operator; empty for an anonymous sender
 * @param rights permissions
 */
public record Principal(String name, Set<Right> rights) {
    /** An anonymous sender with every right, for a daemon without tokens. */
    public static final Principal ANYBODY = new Principal("", EnumSet.allOf(Right.class));

    public Principal {
        rights = Set.copyOf(rights);
    }

    public boolean may(Right right) {
        return rights.contains(right);
    }

    /** Whether the sender presented credentials, which a foreign page in a user's browser cannot do. */
    public boolean isKnown() {
        return !name.isEmpty();
    }
}
