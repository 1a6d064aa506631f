package logtail.bench;

import java.util.concurrent.locks.LockSupport;
import logtail.pipeline.Ack;
import org.jspecify.annotations.Nullable;

/** Lets the one thread that measures sleep until the journal writer rings; allocates nothing. */
final class Bell implements Runnable, Ack {
    private volatile boolean isRung;
    private volatile @Nullable Thread sleeper;

    /** Returns once for each time that it was rung. */
    void await() {
        sleeper = Thread.currentThread();
        while (!isRung) {
            LockSupport.park(this);
        }
        isRung = false;
    }

    @Override
    public void run() {
        isRung = true;
        LockSupport.unpark(sleeper);
    }

    @Override
    public void kept() {
        run();
    }

    @Override
    public void refused(Throwable why) {
        throw new IllegalStateException(why);
    }
}
