package logtail.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import logtail.catalog.AppActivity;
import logtail.event.Block;
import logtail.tail.TailHub;
import logtail.tail.View;

/**
 * The apps of a reader who may see some only, from the newest {@value #MOST_EVENTS} of their events. The catalog of all apps
 * does not do: how far back it counts depends on what the others write. One request counts at a time; any thread that may
 * wait.
 */
final class VisibleApps {
    static final long MOST_EVENTS = 100_000;
    private static final long MINUTE_NS = 60_000_000_000L;

    private final TailHub hub;
    private final Semaphore turn = new Semaphore(1, true);

    VisibleApps(TailHub hub) {
        this.hub = hub;
    }

    /** By name. */
    List<AppActivity> list(View view, long nowNs) {
        turn.acquireUninterruptibly();
        try {
            var count = new Count(nowNs);
            hub.forNewest(view, MOST_EVENTS, count::add);
            return count.list();
        } finally {
            turn.release();
        }
    }

    private static final class Count {
        private final Map<String, Activity> apps = new TreeMap<>();
        private final long nowNs;
        private long oldestNs = Long.MAX_VALUE;
        private long events;

        Count(long nowNs) {
            this.nowNs = nowNs;
        }

        void add(Block block) {
            int source = block.source();
            String name = new String(block.bytes(), block.appFrom(source), block.appLength(source), UTF_8);
            Activity activity = apps.computeIfAbsent(name, unused -> new Activity());
            activity.events++;
            activity.recent += nowNs - block.receivedNs() < MINUTE_NS ? 1 : 0;
            activity.lastSeenNs = Math.max(activity.lastSeenNs, block.receivedNs());
            oldestNs = Math.min(oldestNs, block.receivedNs());
            events++;
        }

        List<AppActivity> list() {
            boolean isCut = events >= MOST_EVENTS; // then a minute may have had more
            double seconds = (isCut ? Math.clamp(nowNs - oldestNs, 1, MINUTE_NS) : MINUTE_NS) / 1e9;
            var list = new ArrayList<AppActivity>();
            apps.forEach((name, activity) ->
                    list.add(new AppActivity(name, activity.events, activity.recent / seconds, activity.lastSeenNs)));
            return list;
        }
    }

    private static final class Activity {
        private long events;
        private long recent;
        private long lastSeenNs;
    }
}
