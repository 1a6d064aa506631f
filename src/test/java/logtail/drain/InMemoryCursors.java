package logtail.drain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import logtail.journal.Place;

/** Cursors of drains for tests, of a journal with any number of lanes. They last as long as this does. */
final class InMemoryCursors implements DrainCursors {
    private final Map<Path, Kept> cursors = new ConcurrentHashMap<>();

    @Override
    public void make(Path folder, Place first) {
        cursors.put(folder, new Kept(first));
    }

    @Override
    public DrainCursor open(Path folder) throws IOException {
        Kept kept = cursors.get(folder);
        if (kept == null) {
            throw new IOException("no cursor was made for " + folder);
        }
        return kept;
    }

    private static final class Kept implements DrainCursor {
        private volatile Place accepted;
        private volatile Place tried;

        Kept(Place first) {
            accepted = first;
            tried = first;
        }

        @Override
        public Found found() {
            return Found.SAME_JOURNAL;
        }

        @Override
        public Place accepted() {
            return accepted;
        }

        @Override
        public Place tried() {
            return tried;
        }

        @Override
        public void accept(Place place) {
            if (!place.covers(accepted)) {
                throw new AssertionError("accepted was %s and is to be %s".formatted(accepted, place));
            }
            accepted = place;
            tried = tried.max(place);
        }

        @Override
        public void begin(Place end) {
            tried = tried.max(end);
        }

        @Override
        public void move(Place place) {
            accepted = place;
            tried = place;
        }

        @Override
        public void force() {
            // there is no disk
        }

        @Override
        public void close() {
            // it is opened again
        }
    }
}
