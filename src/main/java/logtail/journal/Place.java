package logtail.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import logtail.event.EventId;

/**
 * A place in a journal: for each lane the id behind which a reader goes on. As text the id itself when there is one lane, else
 * {@code P} and what stands behind it in each lane, in letters, digits, {@code _} and {@code .}: 80 to 100 of them for 12 lanes.
 * Immutable; any thread.
 */
public final class Place {
    private static final char SEVERAL = 'P';
    private static final long LAST = EventId.MOST_EVENTS - 1L; // of the ids of a block

    private final long[] behind;

    private Place(long[] behind) {
        this.behind = behind;
    }

    /** A place in a journal of one lane. */
    public static Place of(long id) {
        return new Place(new long[] {id});
    }

    /** A place with these ids, one for each lane in order. */
    public static Place of(long[] behind) {
        return new Place(behind.clone());
    }

    /** Before everything in a journal of so many lanes. */
    public static Place nowhere(int lanes) {
        long[] behind = new long[lanes];
        Arrays.setAll(behind, lane -> EventId.none(lane, lanes));
        return new Place(behind);
    }

    /** How many lanes its journal has. */
    public int lanes() {
        return behind.length;
    }

    /** The id of the last event before this place in a lane; it need not be there any more. */
    public long behind(int lane) {
        return behind[lane];
    }

    /** Whether the event with this id is before this place. */
    public boolean covers(long id) {
        return behind[laneOf(id)] >= id;
    }

    /** Whether all that is before the other is before this place. */
    public boolean covers(Place other) {
        for (int lane = 0; lane < behind.length; lane++) {
            if (behind[lane] < other.behind[lane]) {
                return false;
            }
        }
        return true;
    }

    /** The place that is behind this event in its lane and is the same in the others. */
    public Place with(long id) {
        Place changed = of(behind);
        changed.behind[laneOf(id)] = id;
        return changed;
    }

    private int laneOf(long id) {
        return behind.length == 1 ? 0 : EventId.lane(id);
    }

    /** In each lane the later of both. */
    public Place max(Place other) {
        Place later = of(behind);
        Arrays.setAll(later.behind, lane -> Math.max(behind[lane], other.behind[lane]));
        return later;
    }

    /** In each lane the earlier of both. */
    public Place min(Place other) {
        Place earlier = of(behind);
        Arrays.setAll(earlier.behind, lane -> Math.min(behind[lane], other.behind[lane]));
        return earlier;
    }

    /** As people and programs get it. */
    public String text() {
        if (behind.length == 1) {
            return Long.toString(behind[0]);
        }
        var bytes = new ByteArrayOutputStream();
        for (long id : behind) {
            boolean isWhole = (id & LAST) == LAST;
            putNumber(EventId.block(id) << 1 | (isWhole ? 0 : 1), bytes);
            if (!isWhole) {
                putNumber(id & LAST, bytes);
            }
        }
        byte[] packed = Base64.getUrlEncoder().withoutPadding().encode(bytes.toByteArray());
        return SEVERAL + new String(packed, US_ASCII).replace('-', '.');
    }

    /** Whether this could be the text of a place in a journal of several lanes. */
    public static boolean isOfSeveral(String text) {
        return !text.isEmpty() && text.charAt(0) == SEVERAL;
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException when it is no such text
     */
    public static Place parse(String text) {
        if (!isOfSeveral(text)) {
            return of(Long.parseLong(text));
        }
        byte[] bytes = Base64.getUrlDecoder().decode(text.substring(1).replace('.', '-'));
        List<Long> behind = new ArrayList<>();
        int[] at = {0};
        while (at[0] < bytes.length) {
            long block = number(bytes, at);
            long event = (block & 1) == 0 ? LAST : number(bytes, at);
            if (behind.size() == EventId.MOST_LANES || event > LAST) {
                throw new IllegalArgumentException("'%s' is no place".formatted(text));
            }
            behind.add(EventId.first(behind.size(), block >> 1) | event);
        }
        var place = new Place(behind.stream().mapToLong(Long::longValue).toArray());
        if (behind.size() < 2 || !place.text().equals(text)) {
            throw new IllegalArgumentException("'%s' is no place".formatted(text));
        }
        return place;
    }

    /** Seven bits a byte, the lowest first; all but the last have the highest bit. */
    private static void putNumber(long number, ByteArrayOutputStream out) {
        long left = number;
        while (left > 0x7F) {
            out.write((int) ((left & 0x7F) | 0x80));
            left >>= 7;
        }
        out.write((int) left);
    }

    private static long number(byte[] bytes, int[] at) {
        long number = 0;
        for (int shift = 0; shift < EventId.BLOCK_BITS + 1; shift += 7) {
            if (at[0] == bytes.length) {
                break;
            }
            byte next = bytes[at[0]++];
            number |= (next & 0x7FL) << shift;
            if (next >= 0 && number >> 1 <= EventId.MOST_BLOCKS) {
                return number;
            }
        }
        throw new IllegalArgumentException("a place is cut off");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Place place && Arrays.equals(behind, place.behind);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(behind);
    }

    @Override
    public String toString() {
        return text();
    }
}
