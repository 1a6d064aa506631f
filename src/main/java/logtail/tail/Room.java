package logtail.tail;

/**
 * Asks a sink for room now and then while a block is shown, as asking for each event would cost more than writing it. So a
 * reader that does not read holds at most what the sink takes, {@value #MOST_BYTES} bytes and one event. One thread.
 */
final class Room {
    private static final int MOST_BYTES = 64 << 10;

    private final TailSink sink;
    private int written;

    Room(TailSink sink) {
        this.sink = sink;
    }

    /** So many bytes were written. */
    void count(int bytes) {
        written += bytes;
    }

    /** Whether it may go on. */
    boolean isThere() {
        if (written < MOST_BYTES) {
            return true;
        }
        written = 0;
        return sink.hasRoom();
    }
}
