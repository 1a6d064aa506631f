package logtail.ingest;

import java.util.Arrays;
import logtail.access.AppScope;
import logtail.event.Names;
import logtail.event.Slice;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether an app is among those that a sender is limited to; the answer for a name that was seen lately is not worked out
 * again. The app is what the name becomes in the journal, not what was sent. Of names that fall on the same place it
 * remembers the last. One thread.
 */
final class AppVerdicts {
    private static final int PLACES = 256; // a power of two
    private static final int MOST_REMEMBERED_BYTES = Names.MAX_BYTES;
    private static final String UNNAMED = "unknown"; // what the encoder makes of an app without a name

    private final @Nullable AppScope[] scopes = new AppScope[PLACES];
    private final byte[][] names = new byte[PLACES][0];
    private final boolean[] included = new boolean[PLACES];

    @SuppressWarnings("ReferenceEquality") // a scope that is equal is only asked once more
    boolean includes(AppScope scope, Slice app) {
        int place = place(app);
        if (scope == scopes[place] && isName(names[place], app)) {
            return included[place];
        }
        String name = Names.fit(app.toString(), Names.MAX_BYTES);
        boolean isIncluded = scope.includes(name.isEmpty() ? UNNAMED : name);
        if (app.length() <= MOST_REMEMBERED_BYTES) {
            scopes[place] = scope;
            names[place] = Arrays.copyOfRange(app.bytes(), app.from(), app.to());
            included[place] = isIncluded;
        }
        return isIncluded;
    }

    private static boolean isName(byte[] name, Slice app) {
        return Arrays.equals(name, 0, name.length, app.bytes(), app.from(), app.to());
    }

    private static int place(Slice app) {
        int hash = app.length();
        for (int at = app.from(); at < app.to(); at++) {
            hash = hash * 31 + app.bytes()[at];
        }
        return (hash ^ hash >>> 8 ^ hash >>> 16) & PLACES - 1;
    }
}
