package logtail.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import logtail.ingest.Intake;
import logtail.ingest.StreamIntake;
import logtail.pipeline.Ack;
import logtail.pipeline.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one request on their way into the journal. While the ring is full nothing more is read; when that lasts
 * too long the sender is told to come again, and what it had sent by then may be there twice afterwards, unless it has
 * given a key. What was read of the body when the ring became full counts against the budget of bodies. Belongs to the connection's
 * event loop.
 */
final class Upload implements BodyReader, Ack {
    private final Exchange exchange;
    private final EventLoop loop;
    private final Intake intake;
    private final StreamIntake stream;
    private final Duration patience;
    private final @Nullable Attempt delivery;
    private @Nullable ScheduledFuture<?> deadline;
    private final boolean isPipe;
    private boolean isHolding;
    private boolean isStalled;
    private boolean isEnding;
    private boolean isOver;

    /** @param patience how long the ring may stay full before the sender is told to come again */
    Upload(Exchange exchange, Intake intake, StreamIntake stream, Duration patience) {
        this(exchange, intake, stream, patience, null);
    }

    /** @param delivery what the lines belong to when they come with a key; ended with the upload */
    Upload(Exchange exchange, Intake intake, StreamIntake stream, Duration patience, @Nullable Attempt delivery) {
        this.delivery = delivery;
        this.patience = patience;
        this.exchange = exchange;
        this.intake = intake;
        this.stream = stream;
        isPipe = exchange.announcedBytes() < 0;
        loop = exchange.channel().eventLoop();
    }

    @Override
    public void content(ByteBuf bytes) {
        if (stream.accept(bytes)) {
            exchange.readMore();
        } else {
            stall();
        }
    }

    @Override
    public void end() {
        isEnding = true;
        if (!isStalled) {
            finish();
        }
    }

    @Override
    public void gone() {
        isOver = true;
        settle();
        stream.abandon();
        if (delivery != null) {
            delivery.end();
        }
    }

    @Override
    public void kept() {
        loop.execute(() -> {
            settle();
            if (delivery != null && isReplay(delivery)) {
                exchange.respondReplayed();
            } else {
                exchange.respondNoContent();
            }
        });
    }

    @Override
    public void refused(Throwable why) {
        loop.execute(() -> unavailable("the journal does not take lines: " + why.getMessage()));
    }

    @Override
    public boolean isPatient() {
        return isPipe;
    }

    private static boolean isReplay(Attempt delivery) {
        delivery.end();
        return delivery.isReplay();
    }

    private void finish() {
        if (!stream.end(this)) {
            stall();
        } else if (deadline == null) {
            deadline = loop.schedule(this::giveUp, patience.toNanos(), TimeUnit.NANOSECONDS); // for the acknowledgement
        }
    }

    private void stall() {
        isStalled = true;
        exchange.pause();
        isHolding = isHolding || exchange.memory().tryTake(StreamIntake.READ_BYTES);
        if (!isHolding) {
            gone();
            unavailable("too many requests wait for the journal; send the lines again");
            return;
        }
        if (deadline == null) {
            deadline = loop.schedule(this::giveUp, patience.toNanos(), TimeUnit.NANOSECONDS);
        }
        intake.pipeline().whenRoom(() -> loop.execute(this::goOn));
    }

    private void goOn() {
        if (isOver) {
            return;
        }
        if (!stream.resume()) {
            stall();
            return;
        }
        isStalled = false;
        isHolding = false;
        exchange.memory().give(StreamIntake.READ_BYTES);
        settle();
        if (isEnding) {
            finish();
        } else {
            exchange.readMore();
        }
    }

    private void giveUp() {
        if (!isOver) {
            gone();
            unavailable("the daemon cannot keep up; send the lines again");
        }
    }

    private void settle() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void unavailable(String detail) {
        exchange.respond(new Problem(HttpResponseStatus.SERVICE_UNAVAILABLE, detail));
    }
}
