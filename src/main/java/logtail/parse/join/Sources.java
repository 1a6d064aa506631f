package logtail.parse.join;

import java.util.Arrays;
import logtail.event.Line;

/** The events of one connection that are held back: one for each source, by the age of their first lines. One thread. */
final class Sources {
    /** No source. */
    static final int NONE = -1;

    private static final int FIRST = 4;

    private Held[] events = new Held[FIRST];
    private long[] keys = new long[FIRST];
    private int count;
    private int last; // where the source of the last line stands, most likely that of the next

    int count() {
        return count;
    }

    Held at(int place) {
        return events[place];
    }

    long key(int place) {
        return keys[place];
    }

    /** What tells most sources apart at a glance. */
    static long key(Line line, Object sender) {
        long key = System.identityHashCode(sender) * 31L + line.stream;
        key = key * 31 + hash(line.app.bytes(), line.app.from(), line.app.to());
        key = key * 31 + hash(line.process.bytes(), line.process.from(), line.process.to());
        return key * 31 + hash(line.host.bytes(), line.host.from(), line.host.to());
    }

    /** Where the event of the line's source stands, or {@link #NONE}. */
    int find(Line line, long key, Object sender) {
        if (last < count && isAt(last, line, key, sender)) {
            return last;
        }
        for (int i = 0; i < count; i++) {
            if (isAt(i, line, key, sender)) {
                last = i;
                return i;
            }
        }
        return NONE;
    }

    void add(Held event, long key) {
        if (count == events.length) {
            events = Arrays.copyOf(events, 2 * count);
            keys = Arrays.copyOf(keys, 2 * count);
        }
        last = count;
        keys[count] = key;
        events[count++] = event;
    }

    Held remove(int place) {
        Held removed = events[place];
        count--;
        System.arraycopy(events, place + 1, events, place, count - place);
        System.arraycopy(keys, place + 1, keys, place, count - place);
        last = 0;
        return removed;
    }

    /** Where the source stands that was silent longest. */
    int oldest() {
        int oldest = 0;
        for (int i = 1; i < count; i++) {
            oldest = events[i].lastNs < events[oldest].lastNs ? i : oldest;
        }
        return oldest;
    }

    @SuppressWarnings("ReferenceEquality") // senders are known by who they are
    private boolean isAt(int place, Line line, long key, Object sender) {
        return keys[place] == key && events[place].sender == sender && events[place].isOf(line);
    }

    private static int hash(byte[] bytes, int from, int to) {
        int hash = 1;
        for (int at = from; at < to; at++) {
            hash = 31 * hash + bytes[at];
        }
        return hash;
    }
}
