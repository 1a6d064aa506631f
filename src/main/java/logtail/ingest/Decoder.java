package logtail.ingest;

import logtail.event.Line;

/**
 * Decodes the bytes of one connection, request or datagram into lines. A new protocol needs only this and a listener or
 * an endpoint: {@link StreamIntake} reads, carries unfinished messages over, adds the lines to the ring, pauses while
 * it is full, and acknowledges. A decoder is pure (bytes in, lines out), so it can be tested and fuzzed alone. Use:
 *
 * <pre>
 * decoder.feed(bytes, 0, to, nowNs);       // the previous rest, followed by the bytes read
 * while (decoder.next(line)) { … }         // the line's slices are valid until the next call
 * rest = bytes[decoder.restFrom(), to);    // fed again, followed by new bytes
 * …
 * decoder.end();                           // the stream has ended:
 * while (decoder.next(line)) { … }         // the rest is a last line, or an error
 * </pre>
 *
 * An instance belongs to one connection and one thread. Allocate nothing per line.
 */
public interface Decoder {
    /** Creates the decoders of one protocol; called on the event loop that uses the decoder. */
    @FunctionalInterface
    interface Factory {
        /**
         * Creates a decoder for a new stream. Longer messages than {@code maxMessageBytes} are cut later if the decoder
         * does not cut them.
         */
        Decoder open(int maxMessageBytes);
    }

    /**
     * Sets the bytes to decode: those from the previous {@link #restFrom()} on, perhaps in another array, followed by
     * the new ones.
     *
     * @param receivedAtNs when they were read, in nanoseconds since the Unix epoch
     */
    void feed(byte[] bytes, int from, int to, long receivedAtNs);

    /**
     * Clears {@code into} and fills it with the next line.
     *
     * @return false when more bytes are needed
     * @throws MalformedMessageException when the bytes violate the protocol and the stream cannot continue
     */
    boolean next(Line into);

    /**
     * Where the bytes begin that were not consumed; once {@link #next} returned false they are at most
     * {@link #maxMessageBytes()} long.
     */
    int restFrom();

    /**
     * Tells that the stream has ended. Called once; a later {@link #feed} passes only bytes that were not consumed yet.
     */
    void end();

    /** The most bytes of an unfinished message that are carried over; a longer message ends the connection. */
    int maxMessageBytes();

    /** Reads the lines of container runtimes (CRI) for what they are, if it is about lines. */
    default void expectCri() {}

    /** Whether the bytes from {@link #restFrom} on are those of the next line, from its first byte. */
    default boolean areLines() {
        return false;
    }

    /** How many bytes of lines it holds back, as more may belong to them; {@link #next} gives them when they are {@link #release released}. */
    default long heldBytes() {
        return 0;
    }

    /** In how many nanoseconds the first of the lines that it holds back is due, or {@link Long#MAX_VALUE} without any. */
    default long dueInNs(long nowNs) {
        return Long.MAX_VALUE;
    }

    /**
     * Makes {@link #next} and {@link #nextHeld} give the lines whose time to be held back is over.
     *
     * @param nowNs the time on the clock of {@link #feed}, or {@link Long#MAX_VALUE} for all of them
     */
    default void release(long nowNs) {}

    /** Fills {@code into} with the next released line; like {@link #next}, without looking at further bytes. */
    default boolean nextHeld(Line into) {
        return false;
    }

    /** How many empty messages (keep-alives, blank lines) were skipped so far. */
    default int emptyLines() {
        return 0;
    }

    /** How many messages were rejected so far, for protocols that report each one. */
    default int rejected() {
        return 0;
    }

    /** Why the first of the {@link #rejected()} messages was rejected; empty when none was. */
    default String firstReason() {
        return "";
    }
}
