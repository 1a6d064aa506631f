package logtail.drain.sink;

import java.io.IOException;

/** A sink with one way of writing events, which keeps the last id that was accepted since its connection was made. */
public abstract class BatchSink implements Sink {
    private final Writing writing;
    private final BatchLimits limits;
    private long accepted = Batch.NOTHING;

    protected BatchSink(Writing writing, BatchLimits limits) {
        this.writing = writing;
        this.limits = limits;
    }

    @Override
    public final Writing writing() {
        return writing;
    }

    @Override
    public final BatchLimits limits() {
        return limits;
    }

    /** @throws IOException in protocols that accept some time after they were sent a batch */
    @Override
    public long accepted() throws IOException, InterruptedException {
        return accepted;
    }

    /** What was accepted up to now, without asking. */
    protected final long lastAccepted() {
        return accepted;
    }

    /** Everything up to this id is accepted. */
    protected final void accept(long id) {
        accepted = id;
    }

    /** Accepts the batch if this answer takes it, and gives the answer. */
    protected final Answer noted(Batch batch, Answer answer) {
        if (answer instanceof Answer.Taken || answer instanceof Answer.TakenBut) {
            accepted = batch.lastId();
        }
        return answer;
    }

    /** Closes the connection, if there is one, and forgets what is under way. May be called again. */
    protected abstract void disconnect();

    @Override
    public final void reset() {
        disconnect();
        accepted = Batch.NOTHING;
    }

    @Override
    public void close() {
        reset();
    }
}
