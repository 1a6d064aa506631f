package logtail.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The lines at the end of RELP sessions that broke, by digest, so that they are not stored twice: a client whose connection
 * broke begins the next session with all lines whose answers it did not see, unchanged and in the same order. It has not
 * seen answers that were not sent, so it begins with the first of those lines at the latest; earlier ones it may repeat, too, as
 * nobody knows which answers reached it.
 *
 * <p>A line is taken for a repeated one only if it comes from the same address, with the same bytes, in the same place of an unbroken
 * row that starts with the first line of a session. An answered line must have a time with a fraction of a second besides, because
 * an app may well log the same words twice within a second, and the second of them must be kept. Any thread.
 */
final class RelpLooseEnds {
    private static final int MOST = 128;
    private static final int MOST_OF_A_HOST = 16;
    private static final long KEEP_NS = Duration.ofMinutes(15).toNanos();

    private final Deque<LooseEnd> ends = new ArrayDeque<>(); // newest first
    private final Counter repeated;

    RelpLooseEnds(MeterRegistry metrics, String intake) {
        repeated = Counter.builder("logtail.intake.repeated")
                .description("Lines that a RELP client sent again, and that were stored already")
                .tag("intake", intake)
                .register(metrics);
    }

    /**
     * The last lines of a session.
     *
     * @param host address of the client
     * @param digests of the lines, oldest first
     * @param unanswered where those begin that were not answered
     * @param brokeNs when it broke, by {@link System#nanoTime}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record LooseEnd(String host, long[] digests, int unanswered, long brokeNs) {
        /** Where a session that begins with this line goes on in it; -1 when it does not. */
        int begin(long digest, boolean isTimeExact) {
            if (unanswered < digests.length && digests[unanswered] == digest) {
                return unanswered;
            }
            for (int i = isTimeExact ? unanswered - 1 : -1; i >= 0; i--) {
                if (digests[i] == digest) {
                    return i;
                }
            }
            return -1;
        }
    }

    /**
     * Keeps the end of a session that broke.
     *
     * @param taken the latest lines, oldest first
     * @param unanswered where those begin that were not answered
     * @param untaken what it was still to repeat of an earlier session
     */
    synchronized void keep(String host, long[] taken, int unanswered, long[] untaken) {
        if (taken.length == 0) {
            return;
        }
        long[] digests = Arrays.copyOf(taken, taken.length + untaken.length);
        System.arraycopy(untaken, 0, digests, taken.length, untaken.length);
        long nowNs = System.nanoTime();
        forgetOld(nowNs);
        int ofHost = 1;
        for (Iterator<LooseEnd> all = ends.iterator(); all.hasNext(); ) {
            if (all.next().host.equals(host) && ++ofHost > MOST_OF_A_HOST) {
                all.remove();
            }
        }
        ends.addFirst(new LooseEnd(host, digests, unanswered, nowNs));
        if (ends.size() > MOST) {
            ends.removeLast();
        }
    }

    /** What is repeated by a session that begins with this line; null for nothing. It is forgotten here. */
    synchronized @Nullable Repetition begin(String host, long digest, boolean isTimeExact) {
        forgetOld(System.nanoTime());
        for (Iterator<LooseEnd> all = ends.iterator(); all.hasNext(); ) {
            LooseEnd end = all.next();
            int at = end.host.equals(host) ? end.begin(digest, isTimeExact) : -1;
            if (at >= 0) {
                all.remove();
                return new Repetition(end.digests, at, repeated);
            }
        }
        return null;
    }

    private void forgetOld(long nowNs) {
        while (!ends.isEmpty() && nowNs - ends.getLast().brokeNs > KEEP_NS) {
            ends.removeLast();
        }
    }

    /** A loose end that is being sent again. Belongs to the session that does so. */
    static final class Repetition {
        private final long[] digests;
        private final Counter repeated;
        private int at;

        private Repetition(long[] digests, int at, Counter repeated) {
            this.digests = digests;
            this.at = at;
            this.repeated = repeated;
        }

        /** Whether the next line of the session is the next one of these; counts it then. */
        boolean isNext(long digest) {
            if (at == digests.length || digests[at] != digest) {
                return false;
            }
            at++;
            repeated.increment();
            return true;
        }

        /** What was not sent again yet. */
        long[] rest() {
            return Arrays.copyOfRange(digests, at, digests.length);
        }
    }
}
