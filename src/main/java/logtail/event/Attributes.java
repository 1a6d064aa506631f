package logtail.event;

import java.util.Arrays;

/**
 * The attributes of one line, as flat string pairs in the layout of a block: per pair one byte name length, two bytes
 * value length (little-endian), the name, the value. At most {@value #MAX_PAIRS} pairs and {@value #CAPACITY_BYTES}
 * bytes; pairs beyond that are left out and counted by {@link #dropped()}.
 */
public final class Attributes {
    static final int MAX_PAIRS = 64;
    static final int CAPACITY_BYTES = 0xFFFF;
    private static final int MAX_NAME_BYTES = 0xFF;
    private static final int PAIR_HEADER_BYTES = 3;

    /** Changes values, see {@link #edit}. */
    @FunctionalInterface
    public interface Editor {
        /** Looks at the value {@code bytes[from, to)}; sets {@code edited} and returns true to put something else in its place. */
        boolean edit(byte[] bytes, int from, int to, Slice edited);
    }

    private final Slice edited = new Slice();
    private byte[] bytes;
    private int length;
    private int pairs;
    private int dropped;
    private int pairStart;
    private int valueStart;
    private boolean isOpen;

    public Attributes() {
        this(new byte[1024]);
    }

    private Attributes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy with an array of its own. */
    Attributes copy() {
        var copy = new Attributes(Arrays.copyOf(bytes, length));
        copy.length = length;
        copy.pairs = pairs;
        copy.dropped = dropped;
        return copy;
    }

    /** Makes these the same as {@code other}, in an array of their own. */
    void set(Attributes other) {
        if (bytes.length < other.length) {
            bytes = new byte[other.bytes.length];
        }
        System.arraycopy(other.bytes, 0, bytes, 0, other.length);
        length = other.length;
        pairs = other.pairs;
        dropped = other.dropped;
        isOpen = false;
    }

    public void clear() {
        length = 0;
        pairs = 0;
        dropped = 0;
        isOpen = false;
    }

    /** Starts a pair; its name is {@code scope.name}, or {@code name} alone for an empty scope. */
    public void begin(byte[] source, int scopeFrom, int scopeTo, int nameFrom, int nameTo) {
        int scopeLength = scopeTo - scopeFrom;
        int nameLength = nameTo - nameFrom + (scopeLength == 0 ? 0 : scopeLength + 1);
        if (pairs == MAX_PAIRS || nameLength > MAX_NAME_BYTES || !hasRoom(PAIR_HEADER_BYTES + nameLength)) {
            isOpen = false;
            dropped++;
            return;
        }
        isOpen = true;
        pairStart = length;
        bytes[length] = (byte) nameLength;
        length += PAIR_HEADER_BYTES;
        if (scopeLength > 0) {
            put(source, scopeFrom, scopeLength);
            bytes[length++] = '.';
        }
        put(source, nameFrom, nameTo - nameFrom);
        valueStart = length;
    }

    /** Adds to the value of the open pair; a value that does not fit drops its pair. */
    public void append(byte[] source, int from, int to) {
        if (!isOpen) {
            return;
        }
        if (!hasRoom(to - from)) {
            length = pairStart;
            isOpen = false;
            dropped++;
            return;
        }
        put(source, from, to - from);
    }

    /** Ends the open pair. */
    public void end() {
        if (isOpen) {
            ByteOrders.putShort(bytes, pairStart + 1, length - valueStart);
            pairs++;
            isOpen = false;
        }
    }

    /** Leaves out, and counts, the pairs of this name. */
    public void remove(byte[] name) {
        int at = 0;
        while (at < length) {
            int nameTo = at + PAIR_HEADER_BYTES + (bytes[at] & 0xFF);
            int next = nameTo + ByteOrders.getShort(bytes, at + 1);
            if (Arrays.equals(bytes, at + PAIR_HEADER_BYTES, nameTo, name, 0, name.length)) {
                System.arraycopy(bytes, next, bytes, at, length - next);
                length -= next - at;
                pairs--;
                dropped++;
            } else {
                at = next;
            }
        }
    }

    /** Puts a pair before all others. Where there is no room for it the last ones are left out, and counted. No pair may be open. */
    public void prepend(byte[] name, byte[] value, int from, int to) {
        int size = PAIR_HEADER_BYTES + name.length + to - from;
        while (pairs == MAX_PAIRS || !hasRoom(size)) {
            leaveOutLast();
        }
        System.arraycopy(bytes, 0, bytes, size, length);
        bytes[0] = (byte) name.length;
        ByteOrders.putShort(bytes, 1, to - from);
        System.arraycopy(name, 0, bytes, PAIR_HEADER_BYTES, name.length);
        System.arraycopy(value, from, bytes, PAIR_HEADER_BYTES + name.length, to - from);
        length += size;
        pairs++;
    }

    private void leaveOutLast() {
        int last = 0;
        for (int at = 0; at < length; ) {
            last = at;
            at += PAIR_HEADER_BYTES + (bytes[at] & 0xFF) + ByteOrders.getShort(bytes, at + 1);
        }
        length = last;
        pairs--;
        dropped++;
    }

    /** Shows each value to {@code editor}; a pair that has no room for its new value is left out and counted. */
    public void edit(Editor editor) {
        int at = 0;
        while (at < length) {
            int valueFrom = at + PAIR_HEADER_BYTES + (bytes[at] & 0xFF);
            int valueTo = valueFrom + ByteOrders.getShort(bytes, at + 1);
            at = editor.edit(bytes, valueFrom, valueTo, edited) ? replace(at, valueFrom, valueTo) : valueTo;
        }
    }

    /** Gives the pair at {@code pair} the {@link #edited} value; returns where the next one begins. */
    private int replace(int pair, int valueFrom, int valueTo) {
        int more = edited.length() - (valueTo - valueFrom);
        boolean hasRoom = more <= 0 || hasRoom(more);
        int next = hasRoom ? valueTo + more : pair;
        System.arraycopy(bytes, valueTo, bytes, next, length - valueTo);
        length += next - valueTo;
        if (hasRoom) {
            System.arraycopy(edited.bytes(), edited.from(), bytes, valueFrom, edited.length());
            ByteOrders.putShort(bytes, pair + 1, edited.length());
        } else {
            pairs--;
            dropped++;
        }
        return next;
    }

    /** How many pairs of this line did not fit. */
    public int dropped() {
        return dropped;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    private boolean hasRoom(int more) {
        if (length + more > CAPACITY_BYTES) {
            return false;
        }
        if (length + more > bytes.length) {
            bytes = java.util.Arrays.copyOf(bytes, Math.min(CAPACITY_BYTES, Math.max(length + more, bytes.length * 2)));
        }
        return true;
    }

    private void put(byte[] source, int from, int count) {
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }
}
