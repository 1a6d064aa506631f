package logtail.daemon;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A client of RELP that says what it is told to say. */
final class RelpClient implements AutoCloseable {
    private static final int DEADLINE_MS = 30_000;

    private final Socket socket;
    private final InputStream in;

    RelpClient(InetSocketAddress server) throws IOException {
        socket = new Socket(server.getAddress(), server.getPort());
        socket.setSoTimeout(DEADLINE_MS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** One that has opened a session. */
    static RelpClient open(InetSocketAddress server) throws IOException {
        var client = new RelpClient(server);
        client.send(frame(1, "open", "relp_version=0\nrelp_software=test\ncommands=syslog"));
        String greeting = client.receive();
        if (!greeting.startsWith("1 rsp 200 OK\nrelp_version=0\n")) {
            throw new AssertionError(greeting);
        }
        return client;
    }

    static String frame(long number, String command, String data) {
        int length = data.getBytes(UTF_8).length;
        return length == 0
                ? "%d %s 0\n".formatted(number, command)
                : "%d %s %d %s\n".formatted(number, command, length, data);
    }

    static String line(long number, String message) {
        return frame(number, "syslog", message);
    }

    RelpClient send(String frames) throws IOException {
        socket.getOutputStream().write(frames.getBytes(UTF_8));
        socket.getOutputStream().flush();
        return this;
    }

    /** The next frame of the server, without its length: {@code 2 rsp 200 OK}. */
    String receive() throws IOException {
        String number = word();
        String command = word();
        int length = 0;
        int b = read();
        for (; b >= '0' && b <= '9'; b = read()) {
            length = length * 10 + b - '0';
        }
        String data = "";
        if (b == ' ') {
            data = new String(in.readNBytes(length), UTF_8);
            b = read();
        }
        if (b != '\n') {
            throw new AssertionError("no line end behind " + data);
        }
        return (number + " " + command + " " + data).strip();
    }

    /** Whether the server has closed the connection. */
    boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    private String word() throws IOException {
        var word = new StringBuilder();
        for (int b = read(); b != ' '; b = read()) {
            word.append(new String(new byte[] {(byte) b}, US_ASCII));
        }
        return word.toString();
    }

    private int read() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException();
        }
        return b;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
