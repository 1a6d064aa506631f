package logtail.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import logtail.ingest.MalformedMessageException;
import logtail.ingest.MemoryUsedUpException;
import logtail.ingest.Outcome;
import logtail.ingest.StreamIntake;
import logtail.ingest.TooFastException;
import logtail.ingest.rate.TooFast;
import logtail.net.Addresses;
import logtail.pipeline.Ack;
import logtail.pipeline.Attempt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the lines of one request. Stops reading the body while the ring is full; if that lasts too long, answers 503, and
 * lines stored by then are stored again by a retry unless the request has a key. Body bytes read but not yet in the ring
 * count against the budget of bodies. Belongs to the connection's event loop.
 */
final class Upload implements BodyReader, Ack {
    private static final Logger LOG = LoggerFactory.getLogger(Upload.class);

    private final Exchange exchange;
    private final EventLoop loop;
    private final StreamIntake stream;
    private final Duration patience;
    private final @Nullable Attempt attempt;
    private @Nullable ScheduledFuture<?> deadline;
    private final boolean isPipe;
    private boolean hasBegun;
    private @Nullable TooFast tooFast; // when that is why the stream ends early
    private boolean isHolding;
    private boolean isStalled;
    private boolean isEnding;
    private boolean isOver;
    private @Nullable Problem brokenBy; // why the stream ends early

    /** @param patience how long the ring may stay full before the response is 503 */
    Upload(Exchange exchange, StreamIntake stream, Duration patience) {
        this(exchange, stream, patience, null);
    }

    /** @param attempt the attempt of a request with a key; ended with the upload */
    Upload(Exchange exchange, StreamIntake stream, Duration patience, @Nullable Attempt attempt) {
        this.attempt = attempt;
        this.patience = patience;
        this.exchange = exchange;
        this.stream = stream;
        stream.neverPause(); // it is told to come again instead
        isPipe = exchange.announcedBytes() < 0;
        loop = exchange.channel().eventLoop();
        stream.givingHeldOn(loop);
    }

    @Override
    public void content(ByteBuf bytes) {
        guarded(() -> take(bytes));
    }

    @Override
    public void end() {
        isEnding = true;
        if (!isStalled && !isOver) {
            guarded(this::finish);
        }
    }

    /** Ends at the last whole line, and answers with the problem once it is known how many lines are stored. */
    @Override
    public void broken(Problem problem) {
        if (brokenBy == null && !isOver) {
            brokenBy = problem;
            isEnding = true;
            guarded(this::finish);
        }
    }

    @Override
    public void gone() {
        isOver = true;
        settle();
        stream.abandon();
        if (attempt != null) {
            attempt.end();
        }
    }

    @Override
    public void kept() {
        loop.execute(() -> {
            settle();
            boolean isReplay = attempt != null && isReplay(attempt);
            if (brokenBy != null) {
                Answer answer = Answer.of(BatchAnswer.told(brokenBy, stream.outcome()));
                exchange.respond(tooFast == null ? answer : later(answer, tooFast));
            } else {
                exchange.respond(accepted(isReplay));
            }
        });
    }

    @Override
    public void refused(Throwable why) {
        loop.execute(() -> {
            gone();
            unavailable("the journal does not take lines: " + why.getMessage());
        });
    }

    @Override
    public boolean isPatient() {
        return isPipe;
    }

    /** 429 for a request of which nothing is taken. */
    static Answer tooFast(TooFast why) {
        return later(Answer.of(problem(why)), why);
    }

    private static Problem problem(TooFast why) {
        return new Problem(
                HttpResponseStatus.TOO_MANY_REQUESTS,
                "lines come faster than the rule %s of LOGTAIL_RATE has it".formatted(why.rule()));
    }

    private static Answer later(Answer answer, TooFast why) {
        return answer.with("Retry-After", Long.toString(why.waitSeconds()));
    }

    private Answer accepted(boolean isReplay) {
        Outcome outcome = stream.outcome();
        Answer answer = BatchAnswer.of(outcome);
        if (isReplay) {
            answer = answer.with("Idempotency-Replayed", "true");
        }
        int truncated = outcome.truncated();
        return truncated == 0 ? answer : answer.with("Logtail-Truncated", Integer.toString(truncated));
    }

    private static boolean isReplay(Attempt attempt) {
        attempt.end();
        return attempt.isReplay();
    }

    private void take(ByteBuf bytes) {
        Optional<TooFast> limit = hasBegun ? stream.tooFast() : Optional.empty();
        hasBegun = true;
        if (limit.isPresent()) {
            tooFast = limit.get();
            broken(problem(tooFast));
            return;
        }
        if (stream.accept(bytes)) {
            exchange.readMore();
        } else {
            stall();
        }
    }

    /** Runs {@code step}; a failure ends this upload only, with an error response. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (MalformedMessageException e) {
            broken(Problem.badRequest(String.valueOf(e.getMessage())).atLine(stream.nextLine()));
        } catch (TooFastException e) {
            tooFast = e.why();
            broken(problem(e.why()));
        } catch (MemoryUsedUpException e) {
            gone();
            unavailable(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.warn(
                    "at=intake.failed peer={}",
                    Addresses.shown(exchange.remote().address()),
                    e);
            gone();
            exchange.respond(new Problem(
                    HttpResponseStatus.INTERNAL_SERVER_ERROR, "the daemon failed on these lines; see its log"));
        }
    }

    private void finish() {
        if (!(brokenBy == null ? stream.end(this) : stream.stop(this))) {
            stall();
        } else if (deadline == null) {
            deadline = loop.schedule(
                    this::giveUp, patience.toNanos(), TimeUnit.NANOSECONDS); // limits the wait for the acknowledgement
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
        stream.whenRoom(() -> loop.execute(() -> guarded(this::goOn)));
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
            String trouble = stream.trouble();
            unavailable((trouble.isEmpty() ? "the daemon cannot keep up" : trouble) + "; send the lines again");
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
