package logtail.web;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import logtail.journal.Cursor;
import logtail.query.BadQueryException;
import logtail.query.TailQuery;
import logtail.query.TailQueryCodec;

/** Reads the parameters of {@code GET /tail}; throws one {@link BadParameterException} for all mistakes. */
final class TailParameters implements TailQueryCodec.Parameters {
    static final String LEVELS = "emerg, alert, crit, error, warn, notice, info or debug";

    private static final String HEARTBEAT = "heartbeat";
    private static final Set<String> NAMES = names();

    private final Exchange exchange;
    private final Function<String, Cursor> cursors;
    private final long nowNs;

    /** @param cursors parses cursors of this reader */
    TailParameters(Exchange exchange, Function<String, Cursor> cursors, long nowNs) {
        this.cursors = cursors;
        this.exchange = exchange;
        this.nowNs = nowNs;
        exchange.expectParameters("/tail", NAMES);
    }

    private static Set<String> names() {
        var names = new HashSet<>(TailQueryCodec.NAMES);
        names.add(HEARTBEAT);
        return Set.copyOf(names);
    }

    TailQuery query() {
        try {
            return TailQueryCodec.read(this);
        } catch (BadQueryException e) {
            throw new BadParameterException(String.valueOf(e.getMessage()));
        }
    }

    boolean wantsHeartbeat() {
        String text = exchange.parameter(HEARTBEAT).orElse("false");
        return switch (text) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new BadParameterException(HEARTBEAT, text, "true or false");
        };
    }

    /**
     * {@code Last-Event-ID} takes precedence over {@code after} and {@code lines}: a browser sends it when it reconnects, so
     * it is newer than the address, and everything since then is wanted.
     */
    @Override
    public List<String> all(String name) {
        String lastSeen = exchange.headers().get("Last-Event-ID", "");
        if (lastSeen.isEmpty()) {
            return exchange.parameters(name);
        }
        return switch (name) {
            case "after" -> List.of(lastSeen);
            case "lines" -> List.of();
            default -> exchange.parameters(name);
        };
    }

    @Override
    public Cursor cursor(String text) {
        return cursors.apply(text);
    }

    @Override
    public long timeNs(String name, String text) {
        try {
            return TimeParameter.read(name, text, nowNs);
        } catch (BadParameterException e) {
            throw new BadQueryException(String.valueOf(e.getMessage()));
        }
    }
}
