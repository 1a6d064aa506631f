package logtail.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import logtail.event.Line;
import logtail.event.Slice;
import logtail.net.UnixDatagramSocket;
import logtail.runtime.OwnLog;
import logtail.runtime.Threads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives lines on a Unix datagram socket, such as those of syslog(3): one datagram is one message. Has a thread of its own, which
 * waits while the ring is full; its senders wait then, too, so nothing is lost. What comes too fast of an app is dropped, as all apps share
 * the socket. Adds to each line who sent it.
 */
final class UnixDatagramListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnixDatagramListener.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);
    private static final String BY_STOP = "stopped";
    private static final String BY_FAULT = "fault";
    private static final Slice NOBODY = new Slice(); // of no address, and without a token

    private final Intake intake;
    private final Sender sender;
    private final UnixDatagramSocket socket;
    private final Thread thread;
    private final PeerAttributes peer = new PeerAttributes();
    private final Line line = new Line();
    private final byte[] bytes;
    private final Object telling = new Object(); // guards what is dropped
    private final boolean hasRates;
    private volatile boolean isStopping;

    /**
     * Starts receiving.
     *
     * @param sender of all lines
     * @throws IOException when the socket cannot be bound
     */
    UnixDatagramListener(Intake intake, Sender sender, Path path) throws IOException {
        this.intake = intake;
        this.sender = sender;
        hasRates = intake.hasRates();
        bytes = new byte[intake.singleDecoder().maxMessageBytes() + 1]; // one byte more tells that it was longer
        socket = UnixDatagramSocket.bind(path, bytes.length);
        thread = Threads.start("unix-dgram", this::receive, (where, fault) -> tellFault(fault));
    }

    private void receive() throws IOException, InterruptedException {
        LineSink sink = intake.sink();
        Decoder decoder = intake.singleDecoder();
        var dropped = new DroppedDatagrams(intake, intake.ownSink(), this::runIn, intake.meter());
        try {
            for (int count = socket.receive(); count > 0; count = socket.receive()) {
                long nowNs = intake.nowNs();
                for (int i = 0; i < count; i++) {
                    take(i, decoder, dropped, sink, nowNs);
                }
                sink.tryPublish(null);
            }
        } finally {
            sink.tryPublish(null);
            synchronized (telling) {
                dropped.tell();
            }
        }
    }

    /** On whatever thread there is, as the own one waits for datagrams. */
    private void runIn(Runnable task, long delay, TimeUnit unit) {
        CompletableFuture.delayedExecutor(delay, unit).execute(() -> {
            synchronized (telling) {
                if (!isStopping) { // else it is told at the end, or never
                    task.run();
                }
            }
        });
    }

    private void take(int place, Decoder decoder, DroppedDatagrams dropped, LineSink sink, long nowNs)
            throws InterruptedException {
        try {
            int length = socket.length(place);
            if (length == 0) {
                intake.meters().takeEmpty(1);
                return;
            }
            socket.copy(place, bytes);
            decoder.feed(bytes, 0, length, nowNs);
            while (decoder.next(line)) {
                if (isDropped(dropped)) {
                    continue;
                }
                peer.add(line, socket.pid(place), socket.uid(place), socket.gid(place));
                add(sink, nowNs);
            }
        } catch (RuntimeException e) { // of all datagrams only this one suffers
            intake.meters().dropped(BY_FAULT, 1);
            tellFault(e);
        }
    }

    private boolean isDropped(DroppedDatagrams dropped) {
        if (!hasRates) {
            return false;
        }
        synchronized (telling) {
            return dropped.isDropped(line, line.app, NOBODY, NOBODY);
        }
    }

    private void add(LineSink sink, long nowNs) throws InterruptedException {
        while (!sink.tryAdd(line, sender, null, nowNs)) {
            var room = new CountDownLatch(1);
            sink.whenRoom(room::countDown);
            room.await();
        }
    }

    private static void tellFault(Throwable fault) {
        LOG.warn("at=intake.unix reason={}", OwnLog.quoted(fault.toString()));
    }

    /** Reads what the kernel has received already, as far as the ring has room within two seconds, and closes. */
    @Override
    public void close() {
        if (isStopping) {
            return;
        }
        isStopping = true;
        try {
            socket.end();
            if (!thread.join(CLOSE_WITHIN)) {
                thread.interrupt(); // the ring is full; a line waits for it
                intake.meters().dropped(BY_STOP, 1);
                LOG.warn("at=intake.dropped intake={} reason={} msg=\"the ring is full\"", intake.name(), BY_STOP);
                thread.join(CLOSE_WITHIN);
            }
            if (!thread.isAlive()) {
                socket.close();
            }
        } catch (IOException e) {
            tellFault(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
