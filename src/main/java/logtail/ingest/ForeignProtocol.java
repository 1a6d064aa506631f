package logtail.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A protocol that somebody speaks to a port for lines by mistake; what it sends would make events of its headers. Told by the first
 * bytes of a connection, and carefully: a line of an access log is none.
 */
enum ForeignProtocol {
    /** A request line, and behind its CR LF a field or the end of the header, all in the first read, as clients send it. */
    HTTP {
        @Override
        boolean isBegunBy(ByteBuf first) {
            if (!isUpperCase(first.getByte(first.readerIndex()))) {
                return false;
            }
            int length = Math.min(first.readableBytes(), MAX_HEAD_BYTES);
            return REQUEST.matcher(first.toString(first.readerIndex(), length, ISO_8859_1))
                    .lookingAt();
        }
    };

    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final Pattern REQUEST =
            Pattern.compile("[A-Z]{3,20} [!-~]+ HTTP/[0-9]\\.[0-9]\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:|\r\n)");

    /** What answers HTTP, so that its client need not guess. */
    static final String ANSWER = """
            HTTP/1.1 400 Bad Request\r
            Connection: close\r
            Content-Type: text/plain\r
            Content-Length: 71\r
            \r
            this port takes log lines; LOGTAIL_HTTP names the daemon's port of HTTP
            """.stripTrailing();

    /** That of a connection that begins with these bytes, of which there is at least one. */
    static Optional<ForeignProtocol> of(ByteBuf first) {
        for (ForeignProtocol protocol : values()) {
            if (protocol.isBegunBy(first)) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }

    abstract boolean isBegunBy(ByteBuf first);

    private static boolean isUpperCase(byte b) {
        return b >= 'A' && b <= 'Z';
    }
}
