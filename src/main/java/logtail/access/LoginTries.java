package logtail.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Counts failed logins: {@value #MOST} a minute from an address (IPv6: from a /64). Those with a valid token are not counted, so
 * nobody behind the same address is kept out. Any thread.
 */
final class LoginTries {
    static final int MOST = 5;

    private static final long WINDOW_NS = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_ADDRESSES = 8192;

    private final Map<String, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    private record Window(long sinceNs, int failures) {}

    /** Counts one more; whether they are too many now. */
    synchronized boolean failed(String address, long nowNs) {
        Window window = windows.merge(
                Tries.key(address),
                new Window(nowNs, 1),
                (before, one) -> nowNs - before.sinceNs() > WINDOW_NS
                        ? one
                        : new Window(before.sinceNs(), before.failures() + 1));
        return window.failures() > MOST;
    }
}
