package logtail.drain.sink;

import java.util.Arrays;
import logtail.encode.Output;
import logtail.event.Block;

/**
 * Events on their way to a destination, already written for it, one behind the other. Also a part of another batch: that
 * shares its bytes. One thread.
 *
 * <p>Its ids are the numbers by which drain and sink speak of events, and grow: those of the journal if that has one lane, else
 * counted by the drain, since its start. Receivers are shown the journal's ids.
 */
public final class Batch {
    /** Stands for no id. */
    public static final long NOTHING = 0;

    private final Store store;
    private final int from;
    private int to;
    private long firstId;
    private long lastId;
    private long oldestNs;

    private Batch(Store store, int from, int to, long firstId, long lastId) {
        this.store = store;
        this.from = from;
        this.to = to;
        this.firstId = firstId;
        this.lastId = lastId;
    }

    /** An empty one that is filled again and again. */
    public Batch() {
        this(new Store(), 0, 0, NOTHING, NOTHING);
    }

    /** Empties it, to begin with this id; events of a batch need not have all ids. */
    public void begin(long id) {
        store.out.clear();
        to = 0;
        firstId = id;
        lastId = id - 1;
    }

    /** Lets go of its memory; only after {@link #begin}, and no part of it is good any more. */
    public void release() {
        store.out = new Output();
    }

    /** Adds the current event of {@code block}. */
    public void add(Block block, Writing writing) {
        add(block, block.index(), writing);
    }

    /** The same for one whose id is another than that of {@code block}, which the receiver is shown. */
    public void add(Block block, long id, Writing writing) {
        store.makeRoom(to);
        if (isEmpty()) {
            oldestNs = block.receivedNs();
        }
        store.ids[to] = id;
        store.show(to, block.index());
        writing.key(block, store.out);
        store.keyEnds[to] = store.out.length();
        writing.event(block, store.out);
        store.ends[to] = store.out.length();
        to++;
        lastId = Math.max(lastId, id);
    }

    /** Everything up to this id has been looked at: what is not in the batch is not wanted, or was lost. */
    public void coverTo(long id) {
        lastId = id;
    }

    /** The events {@code [first, end)} of this batch, as one that shares its bytes and is good as long as this is. */
    public Batch part(int first, int end) {
        long begins = first == 0 ? firstId : store.ids[from + first];
        long ends = from + end == to ? lastId : store.ids[from + end - 1];
        var part = new Batch(store, from + first, from + end, begins, ends);
        part.oldestNs = oldestNs;
        return part;
    }

    public int count() {
        return to - from;
    }

    public boolean isEmpty() {
        return to == from;
    }

    /** The first id that it covers. */
    public long firstId() {
        return firstId;
    }

    /** The last id that it covers: when the batch is accepted, everything up to here is. */
    public long lastId() {
        return lastId;
    }

    /** When the first event was received, or a little before in a part. */
    public long oldestNs() {
        return oldestNs;
    }

    /** The id of an event. */
    public long id(int position) {
        return store.ids[from + position];
    }

    /** The number that the receiver is shown as the id of an event. */
    public long shownId(int position) {
        return store.shown.length == 0 ? id(position) : store.shown[from + position];
    }

    /** Where all its bytes are, from {@link #start} on, {@link #lengthBytes} of them; good until the next change. */
    public byte[] bytes() {
        return store.out.bytes();
    }

    public int start() {
        return keyFrom(0);
    }

    public int lengthBytes() {
        return isEmpty() ? 0 : eventEnd(count() - 1) - start();
    }

    /** Where the key of an event begins in {@link #bytes}; it ends where the event begins. */
    public int keyFrom(int position) {
        return from + position == 0 ? 0 : store.ends[from + position - 1];
    }

    /** Where the written event begins in {@link #bytes}. */
    public int eventFrom(int position) {
        return store.keyEnds[from + position];
    }

    public int eventEnd(int position) {
        return store.ends[from + position];
    }

    private static final class Store {
        private Output out = new Output();
        private long[] ids = new long[256];
        private long[] shown = {}; // as long as ids once an id is shown as another number
        private int[] keyEnds = new int[256];
        private int[] ends = new int[256];

        void show(int position, long number) {
            if (shown.length < ids.length) {
                if (number == ids[position] && shown.length == 0) {
                    return;
                }
                int known = shown.length;
                shown = Arrays.copyOf(shown, ids.length);
                System.arraycopy(ids, known, shown, known, Math.max(0, position - known));
            }
            shown[position] = number;
        }

        void makeRoom(int count) {
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, 2 * count);
                keyEnds = Arrays.copyOf(keyEnds, 2 * count);
                ends = Arrays.copyOf(ends, 2 * count);
            }
        }
    }
}
