package logtail.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Records what is written to it; full when more than {@code capacity} items are not {@linkplain #take() taken}. */
final class RecordingSink implements TailSink {
    private static final long DEADLINE_MS = 20_000;

    private final int capacity;
    private final List<String> items = new ArrayList<>();
    private int taken;
    private int waits;
    private boolean isEnded;
    private boolean isBroken;
    private @Nullable Runnable waiting;

    RecordingSink(int capacity) {
        this.capacity = capacity;
    }

    /** A sink that is never full. */
    static RecordingSink wide() {
        return new RecordingSink(Integer.MAX_VALUE);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
        if (length > 0) {
            items.add(new String(bytes, from, length, UTF_8));
            notifyAll();
        }
    }

    @Override
    public void flush() {
        // all is shown at once
    }

    @Override
    public synchronized boolean hasRoom() {
        return items.size() - taken < capacity;
    }

    @Override
    public void whenRoom(Runnable resume) {
        synchronized (this) {
            if (!hasRoom()) {
                waiting = resume;
                waits++;
                notifyAll();
                return;
            }
        }
        resume.run();
    }

    @Override
    public synchronized void end() {
        isEnded = true;
        notifyAll();
    }

    @Override
    public synchronized void breakOff() {
        isBroken = true;
        notifyAll();
    }

    /** Whether it was left to break. */
    synchronized boolean isBroken() {
        return isBroken;
    }

    /** The other side takes all that there is. */
    void take() {
        Runnable resume;
        synchronized (this) {
            taken = items.size();
            resume = waiting;
            waiting = null;
        }
        if (resume != null) {
            resume.run();
        }
    }

    /** How often a session has waited for room. */
    synchronized int waits() {
        return waits;
    }

    synchronized boolean isEnded() {
        return isEnded;
    }

    synchronized List<String> items() {
        return List.copyOf(items);
    }

    /** The messages of all events and the reasons of all gaps. */
    List<String> messages() {
        return items().stream().map(RecordingSink::message).toList();
    }

    List<String> awaitMessages(int count) throws InterruptedException {
        await(() -> items.size() >= count);
        return messages();
    }

    List<String> awaitEnd() throws InterruptedException {
        await(() -> isEnded);
        return messages();
    }

    void awaitWaiting() throws InterruptedException {
        await(() -> waiting != null);
    }

    private synchronized void await(BooleanSupplier condition) throws InterruptedException {
        long deadlineMs = System.currentTimeMillis() + DEADLINE_MS;
        while (!condition.getAsBoolean()) {
            long leftMs = deadlineMs - System.currentTimeMillis();
            if (leftMs <= 0) {
                throw new AssertionError("not in time; so far " + items);
            }
            wait(leftMs);
        }
    }

    private static String message(String item) {
        var members = logtail.web.Json.object(item);
        if (members.get("gap") instanceof java.util.Map<?, ?> gap) {
            return "gap %s-%s %s %s".formatted(gap.get("from"), gap.get("to"), gap.get("count"), gap.get("reason"));
        }
        return String.valueOf(members.get("message"));
    }
}
