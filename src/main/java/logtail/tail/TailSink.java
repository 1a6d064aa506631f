package logtail.tail;

/** Where a session's bytes go. Called by the one thread that owns the session at the time; nothing here blocks. */
public interface TailSink {
    /** Takes a copy of one whole event (or other item); shown at the latest with the next {@link #flush}. */
    void write(byte[] bytes, int from, int length);

    void flush();

    /** Whether the other side keeps up; when not, stop and wait for {@link #whenRoom}. */
    boolean hasRoom();

    /** Runs {@code resume} once, on any thread, when there is room again; at once when there is already. */
    void whenRoom(Runnable resume);

    /** Flushes and ends the stream in good order. */
    void end();

    /** Flushes and lets the stream break: its reader must not think that this was all. */
    void breakOff();
}
