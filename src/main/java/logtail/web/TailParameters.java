package logtail.web;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import logtail.journal.Cursor;
import logtail.journal.JournalId;
import logtail.query.BadQueryException;
import logtail.query.TailQuery;
import logtail.query.TailQueryCodec;
import logtail.tail.View;

/** Reads the parameters of {@code GET /tail}; throws one {@link BadParameterException} for all mistakes. */
final class TailParameters implements TailQueryCodec.Parameters {
    static final String LEVELS = "emerg, alert, crit, error, warn, notice, info or debug";

    private static final String HEARTBEAT = "heartbeat";
    private static final Set<String> NAMES = names();

    private final Exchange exchange;
    private final View view;
    private final JournalId journal;
    private final long nowNs;

    /** @param view what the sender may see of this journal, which says what its cursors look like */
    TailParameters(Exchange exchange, View view, JournalId journal, long nowNs) {
        this.view = view;
        this.journal = journal;
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
        return view.cursor(text, journal);
    }

    @Override
    public boolean isHere(Cursor cursor) {
        return cursor.isOf(journal);
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
