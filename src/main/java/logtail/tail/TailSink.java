package logtail.tail;

/** Output of a session. Called only by the thread that owns the session; never blocks. */
public interface TailSink {
    /** Copies one whole encoded event (or other item); sends it no later than the next {@link #flush}. */
    void write(byte[] bytes, int from, int length);

    void flush();

    /** Whether the subscriber keeps up; if not, stop and wait for {@link #whenRoom}. */
    boolean hasRoom();

    /** Runs {@code resume} once, on any thread, as soon as there is room. */
    void whenRoom(Runnable resume);

    /** Flushes and ends the stream cleanly. */
    void end();

    /**
     * Ends the stream before it began: what is asked for cannot be given. Whoever has written something before breaks off.
     *
     * @param why for the reader: what was asked, which limit it meets, and what to ask instead
     */
    default void refuse(String why) {
        breakOff();
    }

    /** Flushes and aborts the stream, so that the reader does not take it for complete. */
    void breakOff();
}
