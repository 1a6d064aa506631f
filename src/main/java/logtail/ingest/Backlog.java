package logtail.ingest;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import logtail.event.Line;
import org.jspecify.annotations.Nullable;

/**
 * What a stream has read and could not add, as the ring was full or its sender too fast: a line, the bytes of its read behind it,
 * and what came since. Belongs to the thread of its stream.
 */
final class Backlog {
    private static final byte[] NOTHING = {};

    private final Deque<ByteBuf> unread = new ArrayDeque<>();
    private long unreadBytes;
    private @Nullable Line line; // decoded but not added
    private byte[] behindLine = NOTHING;

    /** The line that waits; null when none does. */
    @Nullable
    Line line() {
        return line;
    }

    /** How much memory it takes. */
    long bytes() {
        return unreadBytes + behindLine.length + (line == null ? 0 : line.copyBytes());
    }

    /** Keeps a copy of a line, and of the bytes behind it, {@code buffer[from, to)}. */
    void hold(Line added, byte[] buffer, int from, int to) {
        line = added.copy();
        behindLine = Arrays.copyOfRange(buffer, from, to);
    }

    /** Forgets the line, which is added; gives the bytes behind it. */
    byte[] takeBehindLine() {
        byte[] bytes = behindLine;
        line = null;
        behindLine = NOTHING;
        return bytes;
    }

    /** Keeps the readable bytes behind all others; its owner keeps its reference. */
    void addLast(ByteBuf in) {
        unreadBytes += in.readableBytes();
        unread.addLast(in.readRetainedSlice(in.readableBytes()));
    }

    /** The same before all others. */
    void addFirst(ByteBuf in) {
        unreadBytes += in.readableBytes();
        unread.addFirst(in.readRetainedSlice(in.readableBytes()));
    }

    /** The oldest of the bytes that were kept, for the caller to release; null when there are none. */
    @Nullable
    ByteBuf next() {
        ByteBuf next = unread.poll();
        unreadBytes -= next == null ? 0 : next.readableBytes();
        return next;
    }

    void clear() {
        unread.forEach(ByteBuf::release);
        unread.clear();
        unreadBytes = 0;
        takeBehindLine();
    }
}
