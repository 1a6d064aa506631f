package logtail.ingest;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import logtail.net.Wrapping;
import logtail.runtime.Env;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of listeners, {@code LOGTAIL_SYSLOG_UDP_TOKEN} and the like: whoever reaches the listener and shows no token of
 * its own counts as the owner of this one. Never printed. Immutable.
 */
public final class ListenerTokens {
    /** Follows the variable of the listener. */
    static final String SUFFIX = "_TOKEN";

    private final Map<Protocol, String> tokens;

    private ListenerTokens(Map<Protocol, String> tokens) {
        this.tokens = tokens;
    }

    /** Reads the settings from the environment. */
    static ListenerTokens from(Env env) {
        var tokens = new EnumMap<Protocol, String>(Protocol.class);
        for (Protocol protocol : Protocol.values()) {
            env.text(Wrapping.variable(protocol.word()) + SUFFIX).ifPresent(token -> tokens.put(protocol, token));
        }
        return new ListenerTokens(tokens);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ListenerTokens same && tokens.equals(same.tokens);
    }

    @Override
    public int hashCode() {
        return tokens.hashCode();
    }

    /** The names of the listeners that have one. */
    @Override
    public String toString() {
        return tokens.keySet().toString();
    }

    /** That of a listener, if it has one. */
    Optional<String> of(Protocol protocol) {
        return Optional.ofNullable(tokens.get(protocol));
    }
}
