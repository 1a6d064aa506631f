package logtail.journal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import logtail.journal.index.JournalIndex;

/** Listens to what the journal logs, until it is closed, and keeps it from the console. */
final class IndexLog extends Handler {
    private static final Logger LOG = Logger.getLogger(JournalIndex.class.getPackageName());

    private final List<String> entries = new CopyOnWriteArrayList<>();
    private final Semaphore rebuilt = new Semaphore(0);

    IndexLog() {
        LOG.setUseParentHandlers(false);
        LOG.addHandler(this);
    }

    List<String> entries() {
        return entries;
    }

    /** How many rebuilt indexes were told and not awaited. */
    int rebuilt() {
        return rebuilt.availablePermits();
    }

    void awaitRebuilt(int count) throws InterruptedException {
        assertThat(rebuilt.tryAcquire(count, 20, TimeUnit.SECONDS))
                .as("%s", entries)
                .isTrue();
    }

    @Override
    public void publish(LogRecord entry) {
        entries.add(entry.getMessage());
        if (entry.getMessage().startsWith("at=journal.index.rebuilt")) {
            rebuilt.release();
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOG.removeHandler(this);
        LOG.setUseParentHandlers(true);
    }
}
