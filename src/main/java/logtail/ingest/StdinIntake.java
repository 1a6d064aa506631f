package logtail.ingest;

import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import logtail.event.Severity;
import logtail.event.Slice;
import logtail.runtime.OwnLog;
import logtail.runtime.Threads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the lines of the daemon's own standard input, text or JSON. The thread {@code stdin} reads, which waits while the ring is full;
 * {@code stdin-lines-*} decodes. The end of the input ends nothing but this. At a stop, what was read is stored, also a line without
 * its end.
 */
final class StdinIntake implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StdinIntake.class);
    private static final int CLOSE_SECONDS = 2;
    private static final Slice NONE = new Slice();
    private static final Slice USUAL_APP = Slice.of("stdin");

    private final Intake intake;
    private final InputStream in;
    private final EventExecutor loop = new DefaultEventExecutor(new DefaultThreadFactory("stdin-lines", true));
    private final StreamIntake stream; // the loop's

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
        stream = intake.streamOfNoLoop(sender, lines).givingHeldOn(loop);
        Threads.start("stdin", this::read, (where, fault) -> tellEnd(OwnLog.quoted(fault.toString())));
    }

    private void read() throws IOException, InterruptedException {
        byte[] bytes = new byte[StreamIntake.READ_BYTES];
        for (int count = next(bytes); count >= 0; count = next(bytes)) {
            if (loop.isShuttingDown()) {
                return;
            }
            var more = Unpooled.wrappedBuffer(bytes, 0, count);
            run(() -> stream.accept(more), stream::resume).sync();
        }
        end().sync();
        tellEnd("end");
    }

    private int next(byte[] bytes) throws IOException {
        return in.read(
                bytes, 0, ReadSizes.size(intake.stalled())); // what has no room in the ring must have it in memory
    }

    private Promise<Void> end() {
        BooleanSupplier end = () -> stream.end(null);
        return run(end, end);
    }

    /** Does on the loop what may find the ring full, and then {@code again} whenever there is room. */
    private Promise<Void> run(BooleanSupplier first, BooleanSupplier again) {
        Promise<Void> done = loop.newPromise();
        loop.execute(() -> tryRun(first, again, done));
        return done;
    }

    private void tryRun(BooleanSupplier step, BooleanSupplier again, Promise<Void> done) {
        try {
            if (step.getAsBoolean()) {
                done.setSuccess(null);
            } else {
                stream.whenRoom(() -> loop.execute(() -> tryRun(again, again, done)));
            }
        } catch (RuntimeException e) {
            done.setFailure(e);
        }
    }

    private void tellEnd(String reason) {
        LOG.info("at=stdin.ended lines={} reason={}", stream.outcome().taken(), reason);
    }

    /** Stores what was read, as far as the ring has room within two seconds; reads no more. */
    @Override
    public void close() {
        if (loop.isShuttingDown()) {
            return;
        }
        if (!end().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS)) {
            intake.meters().dropped("stopped", 1);
            LOG.warn("at=intake.dropped intake={} reason=stopped msg=\"the ring is full\"", intake.name());
        }
        loop.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
