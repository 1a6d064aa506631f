package logtail.ingest;

import logtail.event.Line;

/**
 * Turns the bytes of one connection, request or datagram into lines. This and a listener or an endpoint is all that a new
 * protocol needs: {@link StreamIntake} reads, carries unfinished messages over, adds the lines to the ring, stops reading
 * while that is full, and acknowledges. A decoder is pure (bytes in, lines out), so it can be tested and fuzzed alone. Use:
 *
 * <pre>
 * decoder.feed(bytes, 0, to, nowNs);       // the rest of before, followed by what was read
 * while (decoder.next(line)) { … }         // the line's slices are good until the next call
 * rest = bytes[decoder.restFrom(), to);    // fed again, followed by more
 * …
 * decoder.end();                           // nothing follows what was fed:
 * while (decoder.next(line)) { … }         // what is left is a last line, or an error
 * </pre>
 *
 * An instance belongs to one connection and one thread. Allocate nothing per line.
 */
public interface Decoder {
    /** Makes the decoders of one protocol; called on the event loop that the decoder will stay on. */
    @FunctionalInterface
    interface Factory {
        /** A decoder at the start of a stream; messages are cut to {@code maxMessageBytes} later, if it does not cut them. */
        Decoder open(int maxMessageBytes);
    }

    /**
     * Looks at the next bytes: everything from {@link #restFrom()} of before, perhaps in another place, then the new ones.
     *
     * @param receivedAtNs when they were read, in nanoseconds since the Unix epoch
     */
    void feed(byte[] bytes, int from, int to, long receivedAtNs);

    /**
     * Clears {@code into} and fills it with the next line.
     *
     * @return false when more bytes are needed
     * @throws MalformedMessageException when the bytes are not of this protocol and no later ones can be understood
     */
    boolean next(Line into);

    /** What was not consumed begins here; once {@link #next} gave false it is at most {@link #maxMessageBytes()} long. */
    int restFrom();

    /** Nothing follows what was fed. Called once; {@link #feed} after it brings only what was not consumed yet. */
    void end();

    /** How many bytes of an unfinished message may be carried over; a longer message ends the connection. */
    int maxMessageBytes();

    /** How many empty messages (keep-alives, blank lines) were passed over since the beginning. */
    default int emptyLines() {
        return 0;
    }

    /** How many messages were understood as such and refused, for protocols that answer for each, since the beginning. */
    default int rejected() {
        return 0;
    }

    /** Why the first of the {@link #rejected()} was; empty when none was. */
    default String firstReason() {
        return "";
    }
}
