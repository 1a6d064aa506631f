package logtail.cli.tail;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import logtail.cli.client.UrlQuery;
import logtail.query.TailQuery;
import logtail.query.TailQueryCodec;

/**
 * Which lines a command is about. All values are valid.
 *
 * @param query their conditions and times; of no other meaning
 * @param since as typed; empty for no limit
 * @param until likewise
 * @param zone where times are shown
 */
public record Selection(TailQuery query, String since, String until, ZoneId zone) {
    private static final Set<String> WHICH = Set.of("app", "process", "host", "level", "filter");
    private static final Set<String> WHEN = Set.of("since", "until");
    private static final long BILLION = 1_000_000_000L;

    public String filter() {
        return query.which().filter();
    }

    public boolean hasSince() {
        return query.range().sinceNs() != Long.MIN_VALUE;
    }

    public boolean hasUntil() {
        return query.range().untilNs() != Long.MAX_VALUE;
    }

    /** When the lines begin; only where there is a limit. */
    public Instant sinceTime() {
        return time(query.range().sinceNs());
    }

    /** When they end; only where there is a limit. */
    public Instant untilTime() {
        return time(query.range().untilNs());
    }

    /** The same lines from this time on. */
    public Selection since(Instant time) {
        long ns = time.getEpochSecond() * BILLION + time.getNano();
        return new Selection(query.but().sinceNs(ns).build(), since, until, zone);
    }

    /** As parameters of a request, named as those of {@code /tail}. */
    public UrlQuery url() {
        UrlQuery url = which();
        TailQueryCodec.write(query, (name, value) -> {
            if (WHEN.contains(name)) {
                url.add(name, value);
            }
        });
        return url;
    }

    /** The same without the times. */
    public UrlQuery which() {
        var url = new UrlQuery();
        TailQueryCodec.write(query, (name, value) -> {
            if (WHICH.contains(name)) {
                url.add(name, value);
            }
        });
        return url;
    }

    private static Instant time(long ns) {
        return Instant.ofEpochSecond(Math.floorDiv(ns, BILLION), Math.floorMod(ns, BILLION));
    }
}
