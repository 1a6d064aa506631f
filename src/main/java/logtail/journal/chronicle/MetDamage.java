package logtail.journal.chronicle;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import logtail.journal.files.CycleFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs the damaged places that readers meet, each once, however many readers pass it. Any thread. */
final class MetDamage {
    private static final Logger LOG = LoggerFactory.getLogger(MetDamage.class);
    private static final int MAX_PLACES = 10_000;

    private record Place(String file, long offset) {}

    private final Set<Place> places = ConcurrentHashMap.newKeySet();
    private final LongAdder count = new LongAdder();

    void add(CycleFile file) {
        var place = new Place(file.name(), file.offset());
        if (places.size() < MAX_PLACES && places.add(place)) {
            count.increment();
            LOG.warn("at=journal.damaged file={} offset={} what=\"{}\"", place.file(), place.offset(), file.damage());
        }
    }

    long count() {
        return count.sum();
    }
}
