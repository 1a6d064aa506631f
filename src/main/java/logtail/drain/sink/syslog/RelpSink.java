package logtail.drain.sink.syslog;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import logtail.drain.sink.Batch;
import logtail.drain.sink.BatchLimits;
import logtail.drain.sink.BatchSink;
import logtail.net.Connector;
import logtail.net.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Syslog over RELP, over TCP or TLS: each event is a frame, and the server answers each when it has it. What it answered with
 * anything but 200 it may take another time, as RELP does not tell a bad event from a bad moment: that is an
 * {@link IOException} with the server's words, and everything without an answer is sent again.
 */
public final class RelpSink extends BatchSink {
    private static final BatchLimits LIMITS = new BatchLimits(2_000, 256 << 10, Duration.ofMillis(1));

    private final Connector connector;
    private final ServerAddress server;
    private final Duration silence;
    private final Deque<Sent> unanswered = new ArrayDeque<>(); // oldest first
    private @Nullable RelpSession session;

    /** One that is not connected yet. */
    public RelpSink(Connector connector, ServerAddress server) {
        this(connector, server, RelpSession.SILENCE);
    }

    /** @param silence how long the server may answer nothing while it owes answers */
    RelpSink(Connector connector, ServerAddress server, Duration silence) {
        super(new RelpWriting(), LIMITS);
        this.connector = connector;
        this.server = server;
        this.silence = silence;
    }

    /**
     * A batch that was sent.
     *
     * @param endFrame of the session, behind the last of the batch
     */
    private record Sent(long lastId, long endFrame) {}

    @Override
    public Answer send(Batch batch) throws IOException, InterruptedException {
        try {
            RelpSession open = session();
            open.send(batch);
            unanswered.add(new Sent(batch.lastId(), open.sent()));
            return Answer.TAKEN;
        } catch (IOException | InterruptedException | RuntimeException e) {
            reset();
            throw e;
        }
    }

    private RelpSession session() throws IOException, InterruptedException {
        if (session != null && session.isOver()) { // while it was idle, which costs nothing
            settle();
            session.close();
            session = null;
        }
        if (session == null) {
            session = RelpSession.open(connector, server, silence);
        }
        return session;
    }

    @Override
    public long accepted() throws IOException {
        if (session != null) {
            boolean isBroken = session.isBroken();
            boolean isMore = settle(); // what was answered before it broke is told first
            if (isBroken && !isMore && !unanswered.isEmpty()) {
                IOException failure = session.failure();
                reset();
                throw failure;
            }
        }
        return lastAccepted();
    }

    @Override
    public long finish(Duration patience) throws IOException, InterruptedException {
        if (session != null) {
            session.finish(patience);
        }
        return accepted();
    }

    /** Whether any more is accepted than before. */
    private boolean settle() {
        boolean isMore = false;
        long answered = session == null ? 0 : session.answered();
        while (!unanswered.isEmpty() && unanswered.getFirst().endFrame <= answered) {
            accept(unanswered.removeFirst().lastId);
            isMore = true;
        }
        return isMore;
    }

    @Override
    protected void disconnect() {
        if (session != null) {
            session.close();
            session = null;
        }
        unanswered.clear();
    }
}
