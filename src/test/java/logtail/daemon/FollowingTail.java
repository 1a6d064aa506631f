package logtail.daemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import logtail.web.HttpSocket;
import org.jspecify.annotations.Nullable;

/** A tail that reads all it is shown as fast as it can, on a thread of its own, until the daemon ends. */
final class FollowingTail {
    private static final long POLL_NS = 5_000_000;

    private final TailTally tally = new TailTally();
    private volatile @Nullable Throwable failure;

    private FollowingTail() {}

    static FollowingTail start(InetSocketAddress http, String target) {
        var tail = new FollowingTail();
        Thread.ofPlatform().daemon().name("follower").start(() -> tail.follow(http, target));
        return tail;
    }

    TailTally tally() {
        return tally;
    }

    /** Waits until it has seen the event with this id, or been told that it is missing. */
    void awaitId(long id) {
        long startNs = System.nanoTime();
        while (tally.last() < id) {
            Throwable broken = failure;
            if (broken != null || System.nanoTime() - startNs > TimeUnit.SECONDS.toNanos(30)) {
                throw new AssertionError("a tail stands at " + tally.last() + " and does not come to " + id, broken);
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private void follow(InetSocketAddress http, String target) {
        try (var socket = HttpSocket.open(http)) {
            var lines = socket.send(HttpSocket.head("GET", target)).receiveStream();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                tally.take(line);
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }
}
