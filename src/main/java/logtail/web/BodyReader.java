package logtail.web;

import io.netty.buffer.ByteBuf;

/** Takes the body of one request, on the connection's event loop. */
public interface BodyReader {
    /** The next bytes; the caller keeps its reference. Must lead to {@link Exchange#readMore} now or later. */
    void content(ByteBuf bytes);

    /** That was all. */
    void end();

    /** The connection is gone, or the rest of the body is not wanted any more; nothing else follows. */
    default void gone() {}

    /** Whether the sender may leave off for as long as it likes, as a pipe into which nothing is written does. */
    default boolean isPatient() {
        return false;
    }
}
