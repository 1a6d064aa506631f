package logtail.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One HTTP connection of a test, byte for byte as the test says. Reads fail after a deadline. One thread. */
public final class HttpSocket implements AutoCloseable {
    private static final int DEADLINE_MS = 20_000;

    private final Socket socket;
    private final InputStream in;

    /** An answer; the names of its headers in small letters. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Response(int status, Map<String, String> headers, byte[] body) {
        /** The body read as UTF-8. */
        public String text() {
            return new String(body, UTF_8);
        }

        /** The lines of the body. */
        public List<String> lines() {
            return text().lines().toList();
        }

        /** A header, or the empty text. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private HttpSocket(Socket connected) throws IOException {
        socket = connected;
        socket.setSoTimeout(DEADLINE_MS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
    }

    /** Connects. */
    public static HttpSocket open(InetSocketAddress address) throws IOException {
        return new HttpSocket(new Socket(address.getAddress(), address.getPort()));
    }

    /** Connects from one of our addresses. */
    public static HttpSocket open(InetSocketAddress address, InetAddress from) throws IOException {
        return new HttpSocket(new Socket(address.getAddress(), address.getPort(), from, 0));
    }

    /** Has reads fail after another deadline than that of all tests. */
    public HttpSocket within(int deadlineMs) throws IOException {
        socket.setSoTimeout(deadlineMs);
        return this;
    }

    /** Gets {@code target} on a connection of its own. */
    public static Response get(InetSocketAddress address, String target, String... headers) throws IOException {
        try (var http = open(address)) {
            return http.send(head("GET", target, headers)).receive();
        }
    }

    /** Posts {@code body} on a connection of its own. */
    public static Response post(InetSocketAddress address, String target, byte[] body, String... headers)
            throws IOException {
        try (var http = open(address)) {
            return http.post(target, body, headers);
        }
    }

    /** Posts {@code body} read as UTF-8 on a connection of its own. */
    public static Response post(InetSocketAddress address, String target, String body, String... headers)
            throws IOException {
        return post(address, target, body.getBytes(UTF_8), headers);
    }

    /** Posts {@code body} on this connection and waits for the answer. */
    public Response post(String target, byte[] body, String... headers) throws IOException {
        send(head("POST", target, withLength(body.length, headers)));
        return send(body).receive();
    }

    /** The head of a request as HTTP/1.1. */
    public static String head(String method, String target, String... headers) {
        var head = new StringBuilder("%s %s HTTP/1.1\r\nHost: localhost\r\n".formatted(method, target));
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    /** Sends these bytes and nothing else. */
    public HttpSocket send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends this text as UTF-8 and nothing else. */
    public HttpSocket send(String text) throws IOException {
        return send(text.getBytes(UTF_8));
    }

    /** Whether bytes of an answer are there; does not wait. */
    public boolean hasAnswer() throws IOException {
        return in.available() > 0;
    }

    /** Reads one whole answer. */
    public Response receive() throws IOException {
        Response head = receiveHead();
        return new Response(head.status(), head.headers(), body(head).readAllBytes());
    }

    /** Reads the head of an answer whose body follows when there is one. */
    public Response receiveHead() throws IOException {
        String status = line();
        if (!status.startsWith("HTTP/1.1 ")) {
            throw new IOException("no HTTP answer: " + status);
        }
        var headers = new HashMap<String, String>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Response(Integer.parseInt(status.substring(9, 12)), headers, new byte[0]);
    }

    /** Reads the head of a stream, which must be one, and gives its lines as they come. */
    public BufferedReader receiveStream() throws IOException {
        Response head = receiveHead();
        if (head.status() != 200) {
            throw new IOException(
                    "status " + head.status() + ": " + new String(body(head).readAllBytes(), UTF_8));
        }
        return new BufferedReader(new InputStreamReader(body(head), UTF_8));
    }

    /** Whether the other side has closed the connection; waits for bytes or the end. */
    public boolean isClosedByPeer() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static String[] withLength(int length, String... headers) {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Content-Length: " + length;
        return all;
    }

    /** The content that follows a head that was read. */
    public InputStream content(Response head) throws IOException {
        return body(head);
    }

    private InputStream body(Response head) throws IOException {
        if (head.header("transfer-encoding").equals("chunked")) {
            return new Chunks();
        }
        if (head.status() == 204 || head.status() == 304 || head.status() == 100) {
            return InputStream.nullInputStream();
        }
        String length = head.header("content-length");
        return length.isEmpty() ? in : new ByteArrayInputStream(in.readNBytes(Integer.parseInt(length)));
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended");
            }
            line.append((char) c);
        }
        return new String(line.toString().getBytes(ISO_8859_1), UTF_8).stripTrailing();
    }

    private final class Chunks extends InputStream {
        private int left;
        private boolean isOver;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            if (left == 0 && !isOver) {
                left = Integer.parseInt(line(), 16);
                isOver = left == 0;
                if (isOver) {
                    line();
                }
            }
            if (isOver) {
                return -1;
            }
            int read = in.read(target, from, Math.min(length, left));
            if (read < 0) {
                throw new EOFException("the connection ended inside a chunk");
            }
            left -= read;
            if (left == 0) {
                line();
            }
            return read;
        }
    }
}
