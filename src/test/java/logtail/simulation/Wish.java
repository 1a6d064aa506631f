package logtail.simulation;

import java.util.List;
import logtail.event.Severity;
import logtail.filter.FilterParser;
import logtail.tail.NameGlob;
import logtail.tail.TailQuery;

/** What a client wants to see. */
enum Wish {
    EVERYTHING("", "") {
        @Override
        boolean wants(Said said) {
            return true;
        }
    },
    ONE_APP(Said.APPS[0], "") {
        @Override
        boolean wants(Said said) {
            return said.app().equals(Said.APPS[0]);
        }
    },
    ONE_WORD("", Said.WORDS[0]) {
        @Override
        boolean wants(Said said) {
            return said.message().contains(Said.WORDS[0]);
        }
    };

    private final String app; // empty for all
    private final String filter;

    Wish(String app, String filter) {
        this.app = app;
        this.filter = filter;
    }

    abstract boolean wants(Said said);

    TailQuery query(long lines, long after, boolean isFollowing) {
        return new TailQuery(
                app.isEmpty() ? List.of() : List.of(new NameGlob(app)),
                List.of(),
                List.of(),
                Severity.DEBUG,
                false,
                FilterParser.parse(filter),
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                lines,
                after,
                TailQuery.ALL,
                isFollowing,
                new TailQuery.Order.Arrival(),
                TailQuery.Context.NONE);
    }
}
