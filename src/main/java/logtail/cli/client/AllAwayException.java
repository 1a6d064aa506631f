package logtail.cli.client;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.util.List;

/** Of several addresses none answers. */
final class AllAwayException extends IOException {
    private static final long serialVersionUID = 1;

    private final IOException first;

    /** What happened at one of them. */
    record Trouble(DaemonAddress node, IOException cause) {
        String words() {
            return UnreachableException.words(cause);
        }
    }

    /** @param troubles in the order in which the addresses were tried, at least one */
    AllAwayException(List<Trouble> troubles) {
        super(words(troubles));
        first = troubles.getFirst().cause();
        initCause(first);
    }

    /** What happened at the address that was tried first. */
    IOException first() {
        return first;
    }

    private static String words(List<Trouble> troubles) {
        List<String> different =
                troubles.stream().map(Trouble::words).distinct().toList();
        return different.size() == 1
                ? different.getFirst()
                : troubles.stream().map(one -> one.node() + ": " + one.words()).collect(joining("; "));
    }
}
