package logtail.drain.sink.syslog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import logtail.net.ServerAddress;

/** A RELP server on loopback that answers what a test tells it to; takes one connection after the other. */
final class ScriptedRelpServer implements AutoCloseable {
    static final String GREETING = "200 OK\nrelp_version=0\nrelp_software=test\ncommands=syslog";

    private final ServerSocket listener;
    private final Script script;
    private final List<String> frames = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile Socket connection = new Socket();

    /** What is said to a frame; returns false to end the connection. */
    @FunctionalInterface
    interface Script {
        boolean answer(Frame frame, OutputStream out) throws IOException;
    }

    /** A frame of the client's. */
    record Frame(int number, String command, String data) {
        /** Answers it. */
        boolean with(String text, OutputStream out) throws IOException {
            say("%d rsp %d %s\n".formatted(number, text.length(), text), out);
            return true;
        }

        boolean isOpen() {
            return command.equals("open");
        }
    }

    ScriptedRelpServer(Script script) throws IOException {
        this.script = script;
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        thread = Thread.ofPlatform().daemon().name("scripted-relp").start(this::run);
    }

    /** Sends this as it stands. */
    static boolean say(String text, OutputStream out) throws IOException {
        out.write(text.getBytes(ISO_8859_1));
        return true;
    }

    ServerAddress address() {
        return new ServerAddress("127.0.0.1", listener.getLocalPort(), Optional.empty());
    }

    /** Every frame so far, {@code NUMBER COMMAND DATA}. */
    List<String> frames() {
        return frames;
    }

    private void run() {
        while (!listener.isClosed()) {
            try (Socket accepted = listener.accept()) {
                connection = accepted;
                serve(new BufferedInputStream(accepted.getInputStream()), accepted.getOutputStream());
            } catch (IOException e) {
                // the client or the test has ended it
            }
        }
    }

    private void serve(InputStream in, OutputStream out) throws IOException {
        for (String number = word(in); !number.isEmpty(); number = word(in)) {
            String command = word(in);
            int length = Integer.parseInt(word(in));
            byte[] data = in.readNBytes(length);
            int end = length == 0 ? '\n' : in.read(); // else the word took it
            if (end != '\n') {
                throw new AssertionError("no line end behind the frame " + number);
            }
            var frame = new Frame(Integer.parseInt(number), command, new String(data, ISO_8859_1));
            frames.add("%s %s %s".formatted(number, command, frame.data));
            if (!script.answer(frame, out)) {
                return;
            }
        }
    }

    /** Up to the space or line end. */
    private static String word(InputStream in) throws IOException {
        var word = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != ' ' && c != '\n'; c = in.read()) {
            word.append((char) c);
        }
        return word.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        connection.close();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
