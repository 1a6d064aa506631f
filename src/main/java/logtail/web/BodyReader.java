package logtail.web;

import io.netty.buffer.ByteBuf;

/** Consumes the body of one request, on the connection's event loop. */
public interface BodyReader {
    /** Consumes the next bytes; the caller keeps its reference. Must call {@link Exchange#readMore}, now or later. */
    void content(ByteBuf bytes);

    /** The body is complete. */
    void end();

    /** The rest of the body is lost, as it ends too early or is damaged: answers, with this problem in general. */
    void broken(Problem problem);

    /** The connection is closed, or the rest of the body is discarded; no other call follows. */
    default void gone() {}

    /** Whether the sender may pause without limit, as an idle pipe does. */
    default boolean isPatient() {
        return false;
    }
}
