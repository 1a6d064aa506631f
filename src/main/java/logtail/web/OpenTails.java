package logtail.web;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import logtail.encode.EventFormat;
import logtail.tail.Reading;
import org.jspecify.annotations.Nullable;

/** The answers of tails that are being written now. Any thread. */
public final class OpenTails {
    private static final int MOST_CHARS = 500; // of a parameter that are kept

    private final Set<Open> open = ConcurrentHashMap.newKeySet();

    /**
     * One that is being written.
     *
     * @param format of its events, in small letters
     * @param app which apps were asked for, as in the request; empty for none
     * @param level likewise
     * @param filter likewise
     * @param remote the address of its reader, without the port
     */
    public record Open(
            Reading reading, String format, String app, String level, String filter, String remote, long sinceNs) {}

    /** The memory of a tail, which is listed until that is released. One thread at a time. */
    final class Entry implements TailLimits.Held {
        private final Exchange exchange;
        private final EventFormat.Kind format;
        private final long sinceNs;
        private final TailLimits.Held memory;
        private volatile @Nullable Open tail;

        Entry(Exchange exchange, EventFormat.Kind format, long sinceNs, TailLimits.Held memory) {
            this.exchange = exchange;
            this.format = format;
            this.sinceNs = sinceNs;
            this.memory = memory;
        }

        /** Lists it as what is read by {@code reading}, before that begins. */
        void list(Reading reading) {
            var listed = new Open(
                    reading,
                    format.name().toLowerCase(Locale.ROOT),
                    shown(exchange, "app"),
                    shown(exchange, "level"),
                    shown(exchange, "filter"),
                    exchange.remote().host(),
                    sinceNs);
            tail = listed;
            open.add(listed);
        }

        @Override
        public void close() {
            Open listed = tail;
            if (listed != null) {
                open.remove(listed);
            }
            memory.close();
        }
    }

    private static String shown(Exchange exchange, String parameter) {
        String all = String.join(",", exchange.parameters(parameter));
        return all.substring(0, Math.min(MOST_CHARS, all.length()));
    }

    /** Those that have been open for longest. */
    public List<Open> oldest(int most) {
        return open.stream()
                .sorted(Comparator.comparingLong(Open::sinceNs))
                .limit(most)
                .toList();
    }
}
