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
}
