package logtail.journal;

import java.util.ArrayList;
import java.util.List;
import logtail.journal.Journal.Subscription;

/**
 * The subscribers to the growth of a journal. Any thread may subscribe and unsubscribe; {@link #wake} allocates
 * nothing.
 */
public final class Growth {
    private static final Subscriber[] NOBODY = {};

    private volatile Subscriber[] subscribers = NOBODY;

    public Subscription subscribe(Runnable wake) {
        var subscriber = new Subscriber(wake);
        change(subscriber, true);
        return subscriber;
    }

    public void wake() {
        for (Subscriber subscriber : subscribers) {
            subscriber.wake.run();
        }
    }

    private synchronized void change(Subscriber subscriber, boolean isAdded) {
        List<Subscriber> changed = new ArrayList<>(List.of(subscribers));
        changed.remove(subscriber);
        if (isAdded) {
            changed.add(subscriber);
        }
        subscribers = changed.toArray(NOBODY);
    }

    private final class Subscriber implements Subscription {
        private final Runnable wake;

        Subscriber(Runnable wake) {
            this.wake = wake;
        }

        @Override
        public void close() {
            change(this, false);
        }
    }
}
