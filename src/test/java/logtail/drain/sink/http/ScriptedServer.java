package logtail.drain.sink.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/** A server of HTTP that keeps what it was asked, byte for byte, and answers as the test says; 204 when it says nothing. */
final class ScriptedServer implements AutoCloseable {
    private static final int DEADLINE_S = 20;

    private final ServerSocket listener;
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean isHasty;

    /** What the server does when it has been asked. */
    @FunctionalInterface
    interface Reply {
        void give(Socket socket) throws IOException;
    }

    /**
     * A request.
     *
     * @param connection the number of its connection, from 1 on
     * @param line its first line
     * @param headers in their order, with their names as they came
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Asked(int connection, String line, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, UTF_8);
        }

        String header(String name) {
            return Objects.requireNonNull(headers.get(name), () -> name + " is none of " + headers);
        }
    }

    ScriptedServer() {
        this(ServerSocketFactory.getDefault());
    }

    /** Speaks over the sockets of this factory. */
    ScriptedServer(ServerSocketFactory sockets) {
        try {
            listener = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("scripted-server").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    /** What to answer next; several are given one after the other. */
    ScriptedServer then(Reply reply) {
        replies.add(reply);
        return this;
    }

    ScriptedServer then(int status, String... headersAndBody) {
        return then(answer(status, headersAndBody));
    }

    /** Answers as soon as it has read the head of a request. */
    ScriptedServer hasty() {
        isHasty = true;
        return this;
    }

    /** The last text is the body, those before are headers. */
    static Reply answer(int status, String... headersAndBody) {
        var text = new StringBuilder("HTTP/1.1 %d Whatever\r\n".formatted(status));
        int headers = Math.max(0, headersAndBody.length - 1);
        for (int i = 0; i < headers; i++) {
            text.append(headersAndBody[i]).append("\r\n");
        }
        String body = headersAndBody.length == 0 ? "" : headersAndBody[headers];
        if (status != 204) {
            text.append("Content-Length: %d\r\n".formatted(body.getBytes(UTF_8).length));
        }
        return raw(text.append("\r\n").append(body).toString());
    }

    static Reply raw(String text) {
        return socket -> socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    /** The next request that came. */
    Asked take() throws InterruptedException {
        return Objects.requireNonNull(asked.poll(DEADLINE_S, TimeUnit.SECONDS), "nobody asked");
    }

    /** How many requests came that nobody took yet. */
    int waiting() {
        return asked.size();
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                int number = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket, number));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket, int number) {
        try {
            var in = new BufferedInputStream(socket.getInputStream());
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                Map<String, String> headers = headers(in);
                int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
                byte[] body = isHasty ? new byte[0] : in.readNBytes(length);
                asked.add(new Asked(number, line, headers, body));
                Reply reply = replies.poll();
                (reply == null ? answer(204) : reply).give(socket);
                socket.getOutputStream().flush();
            }
        } catch (IOException e) {
            // the other side has gone, or the reply was to go
        }
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        var headers = new LinkedHashMap<String, String>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IOException("no HTTP: " + line);
            }
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return headers;
    }

    /** Empty at the end. */
    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return new String(line.toString().getBytes(ISO_8859_1), UTF_8).stripTrailing();
    }
}
