package logtail.tail;

import java.util.List;
import logtail.event.Severity;
import logtail.journal.Cursor;
import logtail.query.TailQuery;
import logtail.query.TailQueryBuilder;

/** Builds queries; by default for the whole history, without following. */
final class Query {
    private final TailQueryBuilder query = TailQuery.builder().following(false);

    Query apps(String... globs) {
        query.apps(List.of(globs));
        return this;
    }

    Query processes(String... globs) {
        query.processes(List.of(globs));
        return this;
    }

    Query hosts(String... globs) {
        query.hosts(List.of(globs));
        return this;
    }

    Query worst(Severity severity) {
        query.worst(severity);
        return this;
    }

    Query exactly(Severity severity) {
        query.exactly(severity);
        return this;
    }

    Query filter(String text) {
        query.filter(text);
        return this;
    }

    Query since(long ns) {
        query.sinceNs(ns);
        return this;
    }

    Query byReceipt() {
        query.byReceipt(true);
        return this;
    }

    Query lines(long count) {
        query.lines(count);
        return this;
    }

    /** After this id of any journal. */
    Query after(long index) {
        return after(Cursor.parse(Long.toString(index)));
    }

    Query after(Cursor cursor) {
        query.after(cursor);
        return this;
    }

    /** Older than this id of any journal. */
    Query before(long index) {
        query.before(Cursor.parse(Long.toString(index)));
        return this;
    }

    Query until(long ns) {
        query.untilNs(ns);
        return this;
    }

    Query max(long count) {
        query.max(count);
        return this;
    }

    Query order(TailQuery.Order wanted) {
        query.order(wanted);
        return this;
    }

    Query context(int before, int behind) {
        query.context(before, behind);
        return this;
    }

    Query rate(int matchesPerSecond) {
        query.rate(matchesPerSecond);
        return this;
    }

    Query stats() {
        query.stats(true);
        return this;
    }

    Query following() {
        query.following(true);
        return this;
    }

    TailQuery build() {
        return query.build();
    }
}
