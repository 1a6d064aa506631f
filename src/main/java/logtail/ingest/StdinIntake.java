package logtail.ingest;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import logtail.event.Severity;
import logtail.event.Slice;
import logtail.runtime.OwnLog;
import logtail.runtime.Threads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the lines of the daemon's own standard input, text or JSON, on the thread {@code stdin}, which does not read while the ring is
 * full. The end of the input ends nothing but this. At a stop, what was read is stored, also a line without its end.
 */
final class StdinIntake implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StdinIntake.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);
    private static final Slice NONE = new Slice();
    private static final Slice USUAL_APP = Slice.of("stdin");

    private final Intake intake;
    private final InputStream in;
    private final StreamIntake stream;
    private final ReentrantLock lock = new ReentrantLock(); // guards the stream
    private final Thread thread;
    private boolean isOver;

    /**
     * Starts reading.
     *
     * @param app of all lines; empty for the one that a JSON object names, else {@code stdin}
     * @param host of lines that name none
     */
    StdinIntake(Intake intake, InputStream in, Optional<String> app, String host) {
        this.intake = intake;
        this.in = in;
        var sender = new Sender(
                app.map(Slice::of).orElse(NONE),
                NONE,
                NONE,
                Slice.of(host),
                Severity.NONE,
                Sender.Times.STANDARD,
                By.SELF);
        var lines = new CompletedLines(intake.decoder(), line -> {
            if (line.app.isEmpty()) {
                line.app.set(USUAL_APP);
            }
        });
        stream = intake.streamOfNoLoop(sender, lines);
        thread = Threads.start("stdin", this::read, (where, fault) -> tellEnd(OwnLog.quoted(fault.toString())));
    }

    private void read() throws IOException, InterruptedException {
        byte[] bytes = new byte[StreamIntake.READ_BYTES];
        int count = 0;
        while (count >= 0) {
            count = in.read(bytes, 0, ReadSizes.size(intake.stalled()));
            if (!isTaken(bytes, count)) {
                return;
            }
        }
        tellEnd("end");
    }

    /** Takes {@code bytes[0, count)}, or the end when {@code count} is -1; false when nothing is to be taken any more. */
    private boolean isTaken(byte[] bytes, int count) throws InterruptedException {
        lock.lock();
        try {
            if (isOver) {
                return false;
            }
            if (count < 0) {
                end();
            } else if (!stream.accept(Unpooled.wrappedBuffer(bytes, 0, count))) {
                awaitRoom();
                while (!stream.resume()) {
                    awaitRoom();
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void end() throws InterruptedException {
        isOver = true;
        while (!stream.end(null)) {
            awaitRoom();
        }
    }

    private void awaitRoom() throws InterruptedException {
        var room = new CountDownLatch(1);
        stream.whenRoom(room::countDown);
        room.await();
    }

    private void tellEnd(String reason) {
        LOG.info("at=stdin.ended lines={} reason={}", stream.outcome().taken(), reason);
    }

    /** Stores what was read, as far as the ring has room within two seconds. */
    @Override
    public void close() {
        try {
            if (!lock.tryLock(CLOSE_WITHIN.toNanos(), TimeUnit.NANOSECONDS)) { // it waits for room
                thread.interrupt();
                intake.meters().dropped("stopped", 1);
                LOG.warn("at=intake.dropped intake=stdin reason=stopped msg=\"the ring is full\"");
                return;
            }
            try {
                if (!isOver) {
                    isOver = true;
                    stream.end(null);
                }
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
