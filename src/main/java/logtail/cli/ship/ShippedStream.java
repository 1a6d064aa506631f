package logtail.cli.ship;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import logtail.cli.base.CommandFailedException;
import logtail.cli.client.UnreachableException;
import logtail.cli.client.UrlQuery;

/**
 * One output of a child on its way. A thread reads it, passes every chunk on to our own output at once and into a bounded
 * pipe; a second thread ships from there, so a slow daemon does not hold back what the user sees until the pipe is full.
 */
public final class ShippedStream {
    private static final int WAITING_BYTES = 4 * 1024 * 1024;
    private static final int CHUNK_BYTES = 32 * 1024;

    private final InputStream source;
    private final OutputStream passedTo;
    private final LineShipper shipper;
    private final PipedOutputStream pipe = new PipedOutputStream();
    private final PipedInputStream waiting;
    private final Thread reading;
    private final Thread shipping;
    private volatile long readLines;
    private volatile String failure = "";

    private ShippedStream(String name, InputStream source, OutputStream passedTo, LineShipper shipper) {
        this.source = source;
        this.passedTo = passedTo;
        this.shipper = shipper;
        try {
            this.waiting = new PipedInputStream(pipe, WAITING_BYTES);
        } catch (IOException e) {
            throw new IllegalStateException("a new pipe is never connected", e);
        }
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
     * Ships what a child writes, that of its stderr as errors.
     *
     * @param name of the child, for the names of threads
     */
    public static List<ShippedStream> bothOf(
            Process child, String name, UrlQuery whose, OutputStream stdout, OutputStream stderr, Carrier carrier) {
        var errors = UrlQuery.encoded(whose.toString()).add("level", "error");
        return List.of(
                start(name + "stdout", child.getInputStream(), stdout, carrier.shipper(whose)),
                start(name + "stderr", child.getErrorStream(), stderr, carrier.shipper(errors)));
    }

    /** Waits until everything is passed on and shipped, at most until {@code deadlineNs} on {@link System#nanoTime}. */
    public void awaitShipped(long deadlineNs) throws InterruptedException {
        for (Thread thread : List.of(reading, shipping)) { // shipping may have stopped early, reading goes on
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
            thread.join(Math.max(1, leftMs));
        }
    }

    /** How many lines were read but not, or not yet, sent or spooled. */
    public long missingLines() {
        return Math.max(0, readLines - shipper.takenLines());
    }

    /** Why shipping stopped early, when it did. */
    Optional<String> failure() {
        return failure.isEmpty() ? Optional.empty() : Optional.of(failure);
    }

    private void ship() {
        try {
            shipper.ship(waiting);
        } catch (CommandFailedException e) {
            failure = e.getMessage();
        } catch (IOException e) {
            failure = UnreachableException.words(e);
        } catch (InterruptedException e) {
            failure = "interrupted";
        } finally {
            close(waiting); // the reader must not wait for room that never comes
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others read
    private void read() {
        var passing = true;
        var shippable = true;
        byte[] chunk = new byte[CHUNK_BYTES];
        byte last = '\n';
        try (source;
                pipe) {
            for (int n = source.read(chunk); n >= 0; n = source.read(chunk)) {
                passing = passing && write(passedTo, chunk, n);
                readLines += lineEnds(chunk, n);
                last = n > 0 ? chunk[n - 1] : last;
                shippable = shippable && write(pipe, chunk, n);
            }
            readLines += last == '\n' ? 0 : 1;
        } catch (IOException e) {
            failure = UnreachableException.words(e);
        }
    }

    private static boolean write(OutputStream out, byte[] chunk, int length) {
        try {
            out.write(chunk, 0, length);
            out.flush();
            return true;
        } catch (IOException e) {
            return false; // its reader went away; the other way goes on
        }
    }

    private static int lineEnds(byte[] chunk, int length) {
        int count = 0;
        for (int i = 0; i < length; i++) {
            count += chunk[i] == '\n' ? 1 : 0;
        }
        return count;
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            // closing a pipe in memory frees nothing
        }
    }
}
