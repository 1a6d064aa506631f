package logtail.practice;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/**
 * A connection of HTTP/2 with prior knowledge that posts one body behind the other: as much of RFC 9113 as the training of the daemon
 * needs. A body of less than the first window (64 KiB) needs none given back, as the next waits for the answer to this one.
 */
public final class Http2Practice implements AutoCloseable {
    /** The longest body. */
    public static final int MOST_BYTES = 48 * 1024;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
    private static final int FRAME_BYTES = 16 * 1024;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int AWAY = 7;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int TIMEOUT_MS = 10_000;

    private final Socket socket;
    private final DataInputStream in;
    private int stream = -1;

    /** Connects to a port of loopback. */
    public Http2Practice(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MS);
        in = new DataInputStream(socket.getInputStream());
        var first = new ByteArrayOutputStream();
        first.writeBytes(PREFACE);
        frame(first, SETTINGS, 0, 0, new byte[0], 0, 0);
        socket.getOutputStream().write(first.toByteArray());
    }

    /** Posts {@code body}, of at most {@value #MOST_BYTES} bytes, and waits for the answer. */
    public void post(String path, byte[] body) throws IOException {
        stream += 2;
        var request = new ByteArrayOutputStream();
        byte[] head = head(path);
        frame(request, HEADERS, END_HEADERS, stream, head, 0, head.length);
        for (int from = 0; from < body.length; from += FRAME_BYTES) {
            int to = Math.min(from + FRAME_BYTES, body.length);
            frame(request, DATA, to == body.length ? END_STREAM : 0, stream, body, from, to);
        }
        socket.getOutputStream().write(request.toByteArray());
        awaitEnd();
    }

    /** Fields of the static table, and values that are not indexed (RFC 7541, appendix A and section 6.2.2). */
    private static byte[] head(String path) {
        var head = new ByteArrayOutputStream();
        head.write(0x83); // :method POST
        head.write(0x86); // :scheme http
        literal(head, 4, path);
        literal(head, 1, "localhost"); // :authority
        return head.toByteArray();
    }

    private static void literal(ByteArrayOutputStream head, int nameIndex, String value) {
        head.write(nameIndex);
        head.write(value.length()); // less than 127
        head.writeBytes(value.getBytes(US_ASCII));
    }

    private static void frame(
            ByteArrayOutputStream out, int type, int flags, int stream, byte[] bytes, int from, int to) {
        int length = to - from;
        out.write(length >> 16);
        out.write(length >> 8);
        out.write(length);
        out.write(type);
        out.write(flags);
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write(stream >> shift);
        }
        out.write(bytes, from, length);
    }

    private void awaitEnd() throws IOException {
        boolean isOver = false;
        while (!isOver) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int of = in.readInt();
            in.skipNBytes(length);
            if (type == RESET || type == AWAY) {
                throw new IOException("the daemon ended what was practised");
            }
            if (type == SETTINGS && (flags & ACK) == 0) {
                var ack = new ByteArrayOutputStream();
                frame(ack, SETTINGS, ACK, 0, new byte[0], 0, 0);
                socket.getOutputStream().write(ack.toByteArray());
            }
            isOver = of == stream && (type == HEADERS || type == DATA) && (flags & END_STREAM) != 0;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
