package logtail.drain.sink.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import logtail.drain.sink.Batch;
import logtail.encode.Output;
import logtail.net.Connector;
import logtail.net.Peer;
import logtail.net.ServerAddress;

/** One open session of RELP 0 or 1 with a server, as librelp speaks it. Belongs to the drain's thread. */
final class RelpSession implements AutoCloseable {
    /** As long may a server answer nothing while frames are open. */
    static final Duration SILENCE = Duration.ofSeconds(30);

    private static final Duration GREETING = Duration.ofSeconds(10);
    private static final String OFFERS = "relp_version=0\nrelp_software=logtail\ncommands=syslog\n";
    private static final Pattern TAKES_SYSLOG = Pattern.compile("\\bcommands=\\S*\\bsyslog\\b");

    private final ServerAddress server;
    private final Peer peer;
    private final RelpWindow window;
    private final Output frames = new Output();

    private RelpSession(ServerAddress server, Peer peer, RelpWindow window) {
        this.server = server;
        this.peer = peer;
        this.window = window;
    }

    /**
     * Connects and opens a session.
     *
     * @param silence how long the server may answer nothing while frames are open
     * @throws IOException when there is no such server, or it does not take syslog over RELP
     */
    static RelpSession open(Connector connector, ServerAddress server, Duration silence)
            throws IOException, InterruptedException {
        Peer peer = connector.connect(
                server, () -> List.of(new RelpAnswers(new RelpWindow(server.toString(), 0, silence))));
        try {
            RelpAnswers answers = peer.channel().pipeline().get(RelpAnswers.class);
            if (answers == null) { // gone with the connection
                throw peer.ended(null);
            }
            var session = new RelpSession(server, peer, answers.window());
            session.greet();
            return session;
        } catch (IOException | InterruptedException | RuntimeException e) {
            peer.close();
            throw e;
        }
    }

    private void greet() throws IOException, InterruptedException {
        command("open", OFFERS);
        if (!window.awaitEmpty(GREETING)) {
            throw window.isBroken()
                    ? notOpened(failure())
                    : new IOException("%s does not answer as a RELP server does".formatted(server));
        }
        if (!TAKES_SYSLOG.matcher(window.greeting()).find()) {
            throw new IOException(
                    "%s does not take syslog over RELP: it answered %s".formatted(server, window.greeting()));
        }
    }

    private IOException notOpened(IOException failure) {
        boolean isExplained = window.trouble() != null || failure.getCause() != null;
        return isExplained
                ? failure
                : new IOException(
                        failure.getMessage() + " before a session was open; it may want TLS, or a certificate of ours");
    }

    /** Sends the events of a batch that {@link RelpWriting} wrote, in one go; waits for room in the window first. */
    void send(Batch batch) throws IOException, InterruptedException {
        if (!window.awaitRoom(batch.count(), batch.lengthBytes()) || window.isBroken()) {
            throw failure();
        }
        frames.clear();
        for (int i = 0; i < batch.count(); i++) {
            int length = batch.eventEnd(i) - batch.eventFrom(i);
            frames.putNumber(window.open(length));
            frames.put(' ');
            frames.put(batch.bytes(), batch.eventFrom(i), length);
        }
        write();
    }

    private void command(String name, String data) throws IOException, InterruptedException {
        byte[] bytes = data.getBytes(UTF_8);
        frames.clear();
        frames.putNumber(window.open(1 + bytes.length));
        frames.put(" %s %d".formatted(name, bytes.length).getBytes(UTF_8));
        if (bytes.length > 0) {
            frames.put(' ');
            frames.put(bytes);
        }
        frames.put('\n');
        write();
    }

    private void write() throws IOException, InterruptedException {
        try {
            peer.write(frames.bytes(), 0, frames.length());
        } catch (IOException e) {
            throw window.trouble() == null ? e : failure(); // what the server said tells more
        }
    }

    /** How many frames were sent, the one that opened the session included. */
    long sent() {
        return window.sent();
    }

    /** So many of them, from the first on, are answered. */
    long answered() {
        return window.answered();
    }

    /** Whether it has ended and owes us nothing. */
    boolean isOver() {
        return window.isBroken() && window.answered() == window.sent();
    }

    /** Whether no more answers will come: it has ended, or the server says nothing. */
    boolean isBroken() {
        return window.isBroken();
    }

    /** Waits for what is not answered yet, then says goodbye. */
    void finish(Duration patience) throws IOException, InterruptedException {
        long startNs = System.nanoTime();
        if (window.awaitEmpty(patience) && !window.isBroken()) {
            command("close", "");
            window.awaitEmpty(patience.minusNanos(System.nanoTime() - startNs));
        }
    }

    /** Why it is broken. */
    IOException failure() {
        String trouble = window.trouble();
        return trouble == null ? peer.ended(null) : new IOException(trouble);
    }

    @Override
    public void close() {
        peer.close();
    }
}
