package logtail.runtime;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory may be held for strangers, so that no number of them can use up the process. What the daemon itself
 * needs is {@linkplain #reserve reserved} at the start; the rest is cut into {@linkplain #share shares}, one for each kind
 * of holder. A holder takes before it allocates and gives back when it lets go; when a share is used up it says no
 * ("come again", or the socket is not read), and the other shares are untouched. Any thread; nothing blocks.
 */
public final class MemoryBudget {
    private final long totalBytes;
    private final Map<String, Long> reserved = new LinkedHashMap<>();
    private final Map<String, Share> shares = new LinkedHashMap<>();
    private int percentShared;

    private MemoryBudget(long totalBytes) {
        this.totalBytes = totalBytes;
    }

    /** The heap that this process may use ({@code -Xmx}). */
    public static MemoryBudget ofHeap() {
        return of(Runtime.getRuntime().maxMemory());
    }

    /** So many bytes, for tests and for memory outside the heap. */
    public static MemoryBudget of(long totalBytes) {
        return new MemoryBudget(totalBytes);
    }

    /** Sets bytes aside for {@code what}; call before any {@link #share}. */
    public synchronized void reserve(String what, long bytes) {
        if (!shares.isEmpty()) {
            throw new IllegalStateException("reserve comes before share");
        }
        reserved.merge(what, bytes, Long::sum);
    }

    /** What is left for shares after all reservations; negative when those do not fit. */
    public synchronized long freeBytes() {
        return totalBytes
                - reserved.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The sum in words, such as {@code ring 8MiB + code 64MiB of 256MiB}. */
    public synchronized String sum() {
        var text = new StringBuilder();
        reserved.forEach((what, bytes) -> text.append(text.isEmpty() ? "" : " + ")
                .append(what)
                .append(' ')
                .append(Sizes.about(bytes)));
        return text.append(" of ").append(Sizes.about(totalBytes)).toString();
    }

    /** A new share of {@code percent} of what was not reserved; all shares together are at most 100 percent. */
    public synchronized Share share(String name, int percent) {
        percentShared += percent;
        if (percentShared > 100 || shares.containsKey(name)) {
            throw new IllegalArgumentException("share %s of %d percent does not fit".formatted(name, percent));
        }
        var share = new Share(name, Math.max(0, freeBytes()) * percent / 100);
        shares.put(name, share);
        return share;
    }

    /** What holders of one kind may hold together. Any thread. */
    public static final class Share {
        private final String name;
        private final long limitBytes;
        private final AtomicLong used = new AtomicLong();
        private final AtomicLong refusals = new AtomicLong();

        private Share(String name, long limitBytes) {
            this.name = name;
            this.limitBytes = limitBytes;
        }

        /** A share of its own, for tests. */
        public static Share of(String name, long limitBytes) {
            return new Share(name, limitBytes);
        }

        /** Takes so many bytes; false, and counted, when they are not there. */
        public boolean tryTake(long bytes) {
            long held = used.get();
            while (held + bytes <= limitBytes) {
                if (used.compareAndSet(held, held + bytes)) {
                    return true;
                }
                held = used.get();
            }
            refusals.incrementAndGet();
            return false;
        }

        /** Takes what others are about to give back; the share may be overdrawn until they have. */
        public void takeAnyway(long bytes) {
            used.addAndGet(bytes);
        }

        /** Gives back what was taken. */
        public void give(long bytes) {
            if (used.addAndGet(-bytes) < 0) {
                throw new IllegalStateException("more was given back to %s than was taken".formatted(name));
            }
        }

        public String name() {
            return name;
        }

        public long limitBytes() {
            return limitBytes;
        }

        public long usedBytes() {
            return used.get();
        }

        /** How often it said no. */
        public long refusals() {
            return refusals.get();
        }
    }
}
