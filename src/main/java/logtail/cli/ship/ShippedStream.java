package logtail.cli.ship;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.child.Child;
import logtail.cli.client.UnreachableException;
import logtail.cli.client.UrlQuery;
import logtail.runtime.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Ships stdin or one output of a child. One thread reads it and copies every chunk to our own output and into a bounded pipe;
 * a second thread ships from the pipe, so a slow daemon delays what the user sees only when the pipe is full.
 */
public final class ShippedStream {
    private static final int WAITING_BYTES = 4 * 1024 * 1024;
    private static final int CHUNK_BYTES = 32 * 1024;

    private final InputStream source;
    private final OutputStream passedTo;
    private final LineShipper shipper;
    private final ChunkPipe waiting = new ChunkPipe(WAITING_BYTES);
    private final Clock clock = Clock.system();
    private final Thread reading;
    private final Thread shipping;
    private final CountDownLatch ended = new CountDownLatch(1); // one of the threads
    private volatile long readLines;
    private volatile @Nullable CommandFailedException failure;

    /** @param passedTo where everything is copied to */
    private ShippedStream(String name, InputStream source, OutputStream passedTo, LineShipper shipper) {
        this.source = source;
        this.passedTo = passedTo;
        this.shipper = shipper;
        this.reading = Thread.ofPlatform().daemon().name(name + "-reader").unstarted(this::read);
        this.shipping = Thread.ofPlatform().daemon().name(name + "-shipper").unstarted(this::ship);
    }

    static ShippedStream start(String name, InputStream source, OutputStream passedTo, LineShipper shipper) {
        var stream = new ShippedStream(name, source, passedTo, shipper);
        stream.shipping.start();
        stream.reading.start();
        return stream;
    }

    /**
     * Ships stdout and stderr of a child; stderr has level error.
     *
     * @param name prefix of the thread names
     */
    public static List<ShippedStream> bothOf(
            Child child, String name, UrlQuery whose, OutputStream stdout, OutputStream stderr, Carrier carrier) {
        var errors = UrlQuery.encoded(whose.toString()).add("level", "error");
        return List.of(
                start(name + "stdout", child.stdout(), stdout, carrier.shipper(whose)),
                start(name + "stderr", child.stderr(), stderr, carrier.shipper(errors)));
    }

    /** Whether everything is copied, and shipped or given up. */
    public boolean isDone() {
        return !reading.isAlive() && !shipping.isAlive(); // shipping may have stopped early, reading goes on
    }

    /** Whether all that is to be shipped is, or given up. */
    boolean isShipped() {
        return !shipping.isAlive();
    }

    /** Number of lines read but not sent or spooled yet. */
    public long missingLines() {
        return Math.max(0, readLines - shipper.takenLines());
    }

    /** Why reading or shipping stopped early, if it did. */
    Optional<CommandFailedException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Waits until there is no more to read, or shipping has stopped early. */
    void awaitInputEnd() throws InterruptedException {
        ended.await();
    }

    /** Whether there is no more to read, or shipping has stopped early. */
    boolean isInputEnded() {
        return ended.getCount() == 0;
    }

    /** Ships what was read, and no more. */
    void cut() {
        waiting.end();
        ended.countDown();
    }

    private void ship() {
        try {
            shipper.ship(waiting);
        } catch (CommandFailedException e) {
            failure = e;
        } catch (IOException e) {
            failure = new CommandFailedException(ExitCode.LOST, UnreachableException.words(e));
        } catch (InterruptedException e) {
            failure = new CommandFailedException(ExitCode.LOST, "interrupted");
        } finally {
            waiting.close(); // the reader must not wait for room that never comes
            ended.countDown();
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others read
    private void read() {
        var passing = true;
        byte[] chunk = new byte[CHUNK_BYTES];
        byte last = '\n';
        try (source) {
            for (int n = source.read(chunk); n >= 0; n = source.read(chunk)) {
                passing = passing && write(passedTo, chunk, n);
                readLines += lineEnds(chunk, n);
                last = n > 0 ? chunk[n - 1] : last;
                waiting.write(chunk, n, clock.nowNs());
            }
            readLines += last == '\n' ? 0 : 1;
        } catch (IOException e) {
            failure = new CommandFailedException(ExitCode.LOST, "cannot read: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.end();
            ended.countDown();
        }
    }

    private static boolean write(OutputStream out, byte[] chunk, int length) {
        try {
            out.write(chunk, 0, length);
            out.flush();
            return true;
        } catch (IOException e) {
            return false; // its reader closed it; the other output continues
        }
    }

    private static int lineEnds(byte[] chunk, int length) {
        int count = 0;
        for (int i = 0; i < length; i++) {
            count += chunk[i] == '\n' ? 1 : 0;
        }
        return count;
    }
}
