package logtail.tail;

/**
 * Asks a sink for room only every {@value #MOST_BYTES} bytes, as asking for each event would cost more than writing it. So a
 * subscriber that does not read holds at most the sink's buffer, these bytes and one event. One thread.
 */
final class Room {
    private static final int MOST_BYTES = 64 << 10;

    private final TailSink sink;
    private int written;

    Room(TailSink sink) {
        this.sink = sink;
    }

    /** Counts bytes written. */
    void count(int bytes) {
        written += bytes;
    }

    /** Whether writing may continue. */
    boolean isThere() {
        if (written < MOST_BYTES) {
            return true;
        }
        written = 0;
        return sink.hasRoom();
    }
}
