package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lines over syslog at a steady rate, on a thread of its own. Line {@code n} is of app {@code app-<n % 10>}, has level
 * {@code error} when {@code n} is a multiple of ten and {@code info} otherwise, and says {@code tag-<n % 1000> key=<n % 1000> n=<n>}.
 */
final class PacedLoad {
    static final int APPS = 10;
    static final int TAGS = 1000;

    private static final long TICK_NS = 1_000_000;
    private static final String PADDING = "x".repeat(100);

    private final Thread thread;
    private final long lines;
    private volatile boolean hasFailed;

    private PacedLoad(InetSocketAddress syslog, int perSecond, int seconds) {
        lines = (long) perSecond * seconds;
        thread = Thread.ofPlatform().daemon().name("paced-load").start(() -> send(syslog, perSecond));
    }

    static PacedLoad start(InetSocketAddress syslog, int perSecond, int seconds) {
        return new PacedLoad(syslog, perSecond, seconds);
    }

    /** How many lines it sends. */
    long lines() {
        return lines;
    }

    /** Waits until all lines are sent. */
    void join() throws InterruptedException {
        thread.join();
        if (hasFailed) {
            throw new IllegalStateException("the daemon closed the connection");
        }
    }

    private void send(InetSocketAddress address, int perSecond) {
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            OutputStream out = socket.getOutputStream();
            long startNs = System.nanoTime();
            for (long sent = 0; sent < lines; ) {
                long due = Math.min(lines, (System.nanoTime() - startNs) * perSecond / TimeUnit.SECONDS.toNanos(1));
                var frames = new StringBuilder();
                for (; sent < due; sent++) {
                    append(sent, frames);
                }
                out.write(frames.toString().getBytes(UTF_8));
                LockSupport.parkNanos(TICK_NS);
            }
        } catch (IOException e) {
            hasFailed = true;
        }
    }

    private static void append(long n, StringBuilder frames) {
        int tag = (int) (n % TAGS);
        frames.append(n % 10 == 0 ? "<11>" : "<14>")
                .append("1 - - app-")
                .append(n % APPS)
                .append(" - - - tag-")
                .append(tag)
                .append(" key=")
                .append(tag)
                .append(" n=")
                .append(n)
                .append(' ')
                .append(PADDING)
                .append('\n');
    }
}
