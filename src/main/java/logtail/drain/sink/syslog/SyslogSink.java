package logtail.drain.sink.syslog;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import logtail.drain.sink.Batch;
import logtail.drain.sink.BatchLimits;
import logtail.drain.sink.BatchSink;
import logtail.net.Connector;
import logtail.net.Peer;
import logtail.net.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Syslog over TCP or TLS, which knows no acknowledgements. What TCP has brought to the other machine may still be lost when the
 * receiver dies before it has read it, so events count as accepted only when so much more came there that no receive buffer
 * can hold them any more, when they were there for {@value #SETTLED_SECONDS} seconds, or when the receiver ends the connection
 * in good order, which Linux does only when everything was read. Whatever breaks before that is sent again: rather twice than
 * never. RELP does not have to guess.
 */
public final class SyslogSink extends BatchSink {
    private static final BatchLimits LIMITS = new BatchLimits(10_000, 256 << 10, Duration.ofMillis(1));
    private static final int SETTLED_SECONDS = 5;
    private static final long SETTLED_NS = Duration.ofSeconds(SETTLED_SECONDS).toNanos();
    private static final long SETTLED_BYTES = 16 << 20; // Linux lets receive buffers grow to 6 MiB, others less
    private static final long LOOK_EVERY_NS = Duration.ofMillis(50).toNanos();

    private final Connector connector;
    private final ServerAddress server;
    private final Deque<Sent> underWay = new ArrayDeque<>(); // oldest first
    private @Nullable Peer peer;
    private long reached = Batch.NOTHING;
    private long lookedAtNs;

    /** One that is not connected yet. */
    public SyslogSink(Connector connector, ServerAddress server) {
        super(new SyslogWriting(), LIMITS);
        this.connector = connector;
        this.server = server;
    }

    /** A batch that was sent. */
    private static final class Sent {
        private final long lastId;
        private final long endByte;
        private boolean hasReached;
        private long reachedNs;

        Sent(long lastId, long endByte) {
            this.lastId = lastId;
            this.endByte = endByte;
        }
    }

    @Override
    public Answer send(Batch batch) throws IOException, InterruptedException {
        if (peer == null) {
            peer = connector.connect(server, List::of);
        }
        peer.write(batch.bytes(), batch.start(), batch.lengthBytes());
        underWay.add(new Sent(batch.lastId(), peer.sentBytes()));
        return Answer.TAKEN;
    }

    @Override
    public long accepted() throws IOException, InterruptedException {
        if (peer == null || underWay.isEmpty()) {
            return lastAccepted();
        }
        if (!peer.isOpen()) {
            return ended(peer);
        }
        long nowNs = System.nanoTime();
        if (nowNs - lookedAtNs >= LOOK_EVERY_NS) {
            lookedAtNs = nowNs;
            return look(peer, nowNs);
        }
        return lastAccepted();
    }

    private long look(Peer connection, long nowNs) throws IOException, InterruptedException {
        long there;
        try {
            there = connection.acknowledgedBytes();
        } catch (IOException e) {
            if (!connection.isOpen()) {
                return ended(connection); // in this moment
            }
            throw e;
        }
        noteReached(there, nowNs);
        settle(there, nowNs);
        return lastAccepted();
    }

    @Override
    public long reached() {
        return Math.max(reached, lastAccepted());
    }

    @Override
    public long finish(Duration patience) throws IOException, InterruptedException {
        if (peer != null && peer.isOpen() && peer.finish(patience)) {
            settleAll(true);
        }
        return lastAccepted();
    }

    @Override
    protected void disconnect() {
        if (peer != null) {
            peer.close();
            peer = null;
        }
        underWay.clear();
        reached = Batch.NOTHING;
    }

    /** A receiver that has ended the connection in good order has read all that was known to have reached it. */
    private long ended(Peer connection) throws IOException, InterruptedException {
        long before = lastAccepted();
        if (connection.isEndedInOrder()) {
            noteReached(connection.reachedBytesAtEnd(), System.nanoTime());
            settleAll(false);
        }
        if (lastAccepted() > before) {
            return lastAccepted();
        }
        throw connection.ended(null);
    }

    private void settleAll(boolean evenUnknown) {
        while (!underWay.isEmpty() && (evenUnknown || underWay.getFirst().hasReached)) {
            accept(underWay.removeFirst().lastId);
        }
    }

    private void noteReached(long there, long nowNs) {
        for (Sent sent : underWay) {
            if (sent.endByte > there) {
                return;
            }
            if (!sent.hasReached) {
                sent.hasReached = true;
                sent.reachedNs = nowNs;
                reached = sent.lastId;
            }
        }
    }

    private void settle(long there, long nowNs) {
        while (!underWay.isEmpty() && isSettled(underWay.getFirst(), there, nowNs)) {
            accept(underWay.removeFirst().lastId);
        }
    }

    private static boolean isSettled(Sent sent, long there, long nowNs) {
        return sent.hasReached && (there - sent.endByte >= SETTLED_BYTES || nowNs - sent.reachedNs >= SETTLED_NS);
    }
}
