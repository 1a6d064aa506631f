package logtail.access;

import java.util.EnumSet;
import java.util.Set;

/**
 * The authenticated sender of a request or of lines.
 *
 * @param name name given by the operator; empty for an anonymous sender
 * @param rights permissions
 * @param apps the apps that its rights {@code INGEST}, {@code TAIL} and {@code DRAIN} are limited to
 */
public record Principal(String name, Set<Right> rights, AppScope apps) {
    /** An anonymous sender with every right, for a daemon without tokens. */
    public static final Principal ANYBODY = new Principal("", EnumSet.allOf(Right.class), AppScope.ALL);
    /** An anonymous sender without any right, for a daemon with tokens. */
    public static final Principal NOBODY = new Principal("", EnumSet.noneOf(Right.class), AppScope.ALL);

    public Principal {
        rights = Set.copyOf(rights);
    }

    /** A sender with rights on all apps. */
    public Principal(String name, Set<Right> rights) {
        this(name, rights, AppScope.ALL);
    }

    public boolean may(Right right) {
        return rights.contains(right) || rights.contains(Right.ADMIN);
    }

    /** Whether the sender presented credentials, which a foreign page in a user's browser cannot do. */
    public boolean isKnown() {
        return !name.isEmpty();
    }
}
