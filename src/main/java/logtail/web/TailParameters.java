package logtail.web;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import logtail.encode.EventFormat;
import logtail.filter.FilterSyntaxException;
import logtail.journal.Cursor;
import logtail.journal.JournalId;
import logtail.query.BadQueryException;
import logtail.query.TailQuery;
import logtail.query.TailQueryCodec;
import logtail.tail.TailHub;
import logtail.tail.View;

/** Reads the parameters of {@code GET /tail}; throws one {@link BadParameterException} for all mistakes. */
final class TailParameters implements TailQueryCodec.Parameters {
    static final String LEVELS = "emerg, alert, crit, error, warn, notice, info or debug";

    private static final String HEARTBEAT = "heartbeat";
    private static final String FILTER = "filter";
    private static final String FORMAT = "format";
    private static final String ZONE = "tz";
    private static final String DOWNLOAD = "download";
    private static final Set<String> NAMES = names();

    /** In place of one that is wrong. */
    private static final TailQuery NO_QUERY =
            TailQuery.builder().following(false).build();

    private final Exchange exchange;
    private final View view;
    private final JournalId journal;
    private final int lanes;
    private final long nowNs;
    private final List<String> mistakes = new ArrayList<>();
    private Optional<FilterSyntaxException> wrongFilter = Optional.empty();
    private Optional<ZoneId> zone = Optional.empty();
    private Optional<EventFormat.Kind> format = Optional.empty();
    private Optional<DownloadName> download = Optional.empty();

    /** @param view what the sender may see of the journal, which says what its cursors look like */
    TailParameters(Exchange exchange, View view, TailHub hub, long nowNs) {
        this.view = view;
        journal = hub.journal();
        lanes = hub.lanes();
        this.exchange = exchange;
        this.nowNs = nowNs;
        exchange.expectParameters("/tail", NAMES);
    }

    private static Set<String> names() {
        var names = new HashSet<>(TailQueryCodec.NAMES);
        names.addAll(List.of(HEARTBEAT, FORMAT, DOWNLOAD, ZONE));
        return Set.copyOf(names);
    }

    /** Reads everything but the heartbeat. */
    TailQuery query() {
        zone = tried(() -> one(ZONE).map(text -> TimeParameter.zone(ZONE, text)), Optional.empty());
        TailQuery query = tried(() -> TailQueryCodec.read(this), NO_QUERY);
        format = tried(() -> one(FORMAT).map(WantedFormat::named), Optional.empty());
        download = tried(() -> one(DOWNLOAD).map(DownloadName::of), Optional.empty());
        if (!exchange.parameters(DOWNLOAD).isEmpty() && query.range().isFollowing()) {
            mistakes.add("follow=true and download exclude each other");
        }
        if (!mistakes.isEmpty()) {
            Problem problem = Problem.badRequest(String.join("; ", mistakes));
            throw new BadParameterException(wrongFilter
                    .map(wrong -> FilterEndpoint.withPlace(problem, FILTER, wrong))
                    .orElse(problem));
        }
        return query;
    }

    /** The format that is asked for, after {@link #query}. */
    Optional<EventFormat.Kind> format() {
        return format;
    }

    /** What the answer has as headers for its reader, after {@link #query}. */
    Map<String, String> headers() {
        return download.map(name -> Map.of("Content-Disposition", name.disposition()))
                .orElse(Map.of());
    }

    private <T> T tried(Supplier<T> read, T otherwise) {
        try {
            return read.get();
        } catch (BadQueryException e) {
            mistakes.add(String.valueOf(e.getMessage()));
            wrongFilter = e.wrongFilter().or(() -> wrongFilter);
        } catch (BadParameterException e) {
            mistakes.add(String.valueOf(e.getMessage()));
        }
        return otherwise;
    }

    private Optional<String> one(String name) {
        return exchange.parameter(name);
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
     * it is newer than the address, and everything since then is wanted. What is downloaded has an end.
     */
    @Override
    public List<String> all(String name) {
        if (name.equals("follow") && exchange.parameters(name).isEmpty()) {
            return exchange.parameters(DOWNLOAD).isEmpty() ? List.of() : List.of("false");
        }
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
        Cursor cursor = view.cursor(text, journal);
        if (cursor.isOf(journal) && !cursor.hasLanes(lanes)) {
            throw new IllegalArgumentException("'%s' is no place in %d lanes".formatted(text, lanes));
        }
        return cursor;
    }

    @Override
    public boolean isHere(Cursor cursor) {
        return cursor.isOf(journal);
    }

    @Override
    public long timeNs(String name, String text) {
        try {
            return TimeParameter.read(name, text, nowNs, zone.orElseGet(ZoneId::systemDefault));
        } catch (BadParameterException e) {
            throw new BadQueryException(String.valueOf(e.getMessage()));
        }
    }
}
