package logtail.simulation;

import java.util.List;
import logtail.journal.Cursor;
import logtail.query.TailQuery;
import org.jspecify.annotations.Nullable;

/** Query of a simulated client. */
enum Query {
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

    Query(String app, String filter) {
        this.app = app;
        this.filter = filter;
    }

    abstract boolean wants(Said said);

    TailQuery query(long lines, @Nullable Cursor after, boolean isFollowing) {
        return TailQuery.builder()
                .apps(app.isEmpty() ? List.of() : List.of(app))
                .filter(filter)
                .lines(lines)
                .after(after)
                .following(isFollowing)
                .build();
    }
}
