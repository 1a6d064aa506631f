package logtail.tail;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import logtail.encode.EventFormat;
import logtail.encode.Omitted;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.event.Severity;
import logtail.journal.Place;
import logtail.runtime.MemoryBudget;
import org.jspecify.annotations.Nullable;

/**
 * Delivers at most so many matches a second in journal order, and tells each run of those that it leaves out. Time is that
 * of receipt, in tenths of a second, so history is thinned as it was live; each tenth has a tenth of the rate, and what those
 * before it did not use, so a burst is shown whole: up to the rate, after a second without matches.
 *
 * <p>While no more come than may be shown, nothing waits: the first half of a tenth's matches is delivered at once. The others
 * are held until the tenth is over, as only then it is known how many came; then those are chosen that lie evenly among them,
 * and the last one in any case, so that no run stays open. Events of level error and worse are always chosen, up to a tenth of
 * the rate of their own. Behind a tenth with too many all of the next one waits.
 *
 * <p>Of a flood only every second, fourth, eighth … match is held, so it holds twice as many as may be shown, and never more
 * than the share has left; beyond that it leaves out more. One thread at a time.
 */
final class Thinned extends Ordering {
    private static final long TENTH_NS = 100_000_000;
    private static final long CLOCK_STEP_TENTHS = 10; // what lies so far back is no matter of order
    private static final long OBJECTS_BYTES = 96; // around the bytes of each
    private static final long NONE = 0; // numbers of matches begin with 1

    /** An encoded match; {@code number} counts all matches, {@code cost} is what it has of the share. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Held(long id, long number, byte[] bytes, long cost) {}

    private final int rate;
    private final int quota; // of a tenth
    private final MemoryBudget.Share share;
    private final Output row = new Output();
    private final List<Held> urgent = new ArrayList<>();
    private final List<Held> others = new ArrayList<>();
    private final Output newest = new Output(); // the last match of all, unless one of those
    private final Deque<Held> chosen = new ArrayDeque<>(); // to be delivered as soon as there is room
    private long newestId;
    private long newestNumber = NONE;
    private long number = NONE; // of the last match
    private long shownNumber = NONE;
    private long shownId = Tally.NONE;
    private long tenth = Long.MIN_VALUE;
    private boolean isBehindTooMany;
    private long allowed; // to be shown in the tenth
    private long inTenth;
    private long shownInTenth;
    private long urgentInTenth;
    private long othersSeen; // since they were chosen from last
    private long stride = 1;
    private long releasedNs = Long.MIN_VALUE; // by the clock, last

    /** @param rate matches a second, at least 20 */
    Thinned(int rate, EventFormat format, TailSink sink, long max, MemoryBudget.Share share, Tally tally) {
        super(format, sink, max, tally);
        this.rate = rate;
        quota = rate / 10;
        allowed = rate;
        this.share = share;
    }

    @Override
    public long take(Block block, Selection selection, long position, EncodedBlock shared) {
        if (isHolding() && block.minReceivedNs() / TENTH_NS > tenth + CLOCK_STEP_TENTHS) {
            choose();
        }
        if (!deliver()) {
            return Math.max(position, block.firstIndex() - 1);
        }
        if (!selection.enter(block)) {
            return block.lastIndex();
        }
        block.rewind();
        while (selection.next(block)) {
            if (block.index() > position) {
                enterTenth(Math.floorDiv(block.receivedNs(), TENTH_NS));
                if (!deliver()) {
                    return block.index() - 1;
                }
                match(block, shared);
            }
        }
        return block.lastIndex();
    }

    @Override
    void release(long nowNs) {
        boolean isClockBack = nowNs < releasedNs || nowNs / TENTH_NS < tenth - CLOCK_STEP_TENTHS;
        if (isHolding() && (isClockBack || nowNs >= dueNs())) {
            choose();
            releasedNs = nowNs;
        }
        deliver();
    }

    /** What comes late for its tenth waits for another one, or it would be shown one by one. */
    @Override
    long dueNs() {
        if (!isHolding()) {
            return chosen.isEmpty() ? NEVER : tenth * TENTH_NS;
        }
        long endNs = (tenth + 1) * TENTH_NS;
        return releasedNs == Long.MIN_VALUE ? endNs : Math.max(endNs, releasedNs + TENTH_NS);
    }

    @Override
    public boolean finish() {
        choose();
        return deliver();
    }

    @Override
    void finishAtOnce() {
        choose();
        while (!chosen.isEmpty()) {
            show(chosen.remove());
        }
    }

    @Override
    void beforeGap() {
        finishAtOnce();
    }

    @Override
    @Nullable
    Place delivered(@Nullable Place position) {
        if (!isHolding() && chosen.isEmpty()) {
            return position;
        }
        boolean isOfOneLane = position == null || position.lanes() == 1;
        return isOfOneLane && shownId != Tally.NONE
                ? Place.of(shownId)
                : null; // in others there may be some that are left out
    }

    @Override
    void close() {
        urgent.forEach(this::giveBack);
        others.forEach(this::giveBack);
        chosen.forEach(this::giveBack);
        urgent.clear();
        others.clear();
        chosen.clear();
        newestNumber = NONE;
    }

    private boolean isHolding() {
        return !urgent.isEmpty() || !others.isEmpty() || newestNumber != NONE;
    }

    /** Clocks of receipt may be a little apart; only a large step back begins anew. */
    private void enterTenth(long next) {
        if (next > tenth || next < tenth - CLOCK_STEP_TENTHS) {
            choose();
            isBehindTooMany = next == tenth + 1 && inTenth > allowed;
            allowed = allowedIn(next);
            tenth = next;
            inTenth = 0;
            shownInTenth = 0;
            urgentInTenth = 0;
        }
    }

    private long allowedIn(long next) {
        long passed = next - tenth;
        long left = Math.max(0, allowed - shownInTenth);
        return passed > 0 && passed < 10 ? Math.min(rate, left + passed * quota) : rate;
    }

    private void match(Block block, EncodedBlock shared) {
        number++;
        inTenth++;
        tally().match(block);
        boolean isUrgent = block.severity() <= Severity.ERROR.code();
        urgentInTenth += isUrgent ? 1 : 0;
        if (!isHolding() && !isBehindTooMany && shownInTenth < allowed / 2) {
            shownInTenth++;
            showNow(block, shared);
        } else if ((isUrgent && urgentInTenth <= quota) ? holdUrgent(block, shared) : holdOther(block, shared)) {
            newestNumber = NONE;
        } else {
            newest.clear();
            copyTo(newest, shared, block);
            newestId = block.index();
            newestNumber = number;
        }
    }

    private boolean holdUrgent(Block block, EncodedBlock shared) {
        byte[] bytes = copy(shared, block);
        if (!share.tryTake(bytes.length + OBJECTS_BYTES)) {
            others.forEach(this::giveBack); // these go first
            others.clear();
            if (!share.tryTake(bytes.length + OBJECTS_BYTES)) {
                return false;
            }
        }
        return urgent.add(new Held(block.index(), number, bytes, bytes.length + OBJECTS_BYTES));
    }

    private boolean holdOther(Block block, EncodedBlock shared) {
        if (othersSeen++ % stride != 0) {
            return false;
        }
        byte[] bytes = copy(shared, block);
        if (!share.tryTake(bytes.length + OBJECTS_BYTES)) {
            return false;
        }
        others.add(new Held(block.index(), number, bytes, bytes.length + OBJECTS_BYTES));
        if (others.size() == 2 * allowed) {
            keepEverySecond();
        }
        return true;
    }

    private void keepEverySecond() {
        for (int i = 1; i < others.size(); i += 2) {
            giveBack(others.get(i));
        }
        int kept = 0;
        for (int i = 0; i < others.size(); i += 2) {
            others.set(kept++, others.get(i));
        }
        others.subList(kept, others.size()).clear();
        stride *= 2;
    }

    /** Decides what is delivered of what is held. */
    private void choose() {
        if (!isHolding()) {
            return;
        }
        boolean isLastAmongOthers = !others.isEmpty() && others.getLast().number == number;
        int optional = others.size() - (isLastAmongOthers ? 1 : 0);
        int forced = urgent.size() + (isLastAmongOthers || newestNumber != NONE ? 1 : 0);
        long wanted = Math.clamp(allowed - shownInTenth - forced, 0, optional);
        int nextUrgent = 0;
        for (int i = 0; i < others.size(); i++) {
            Held other = others.get(i);
            while (nextUrgent < urgent.size() && urgent.get(nextUrgent).number < other.number) {
                chosen.add(urgent.get(nextUrgent++));
            }
            if (i == optional || isEvenly(i, wanted, optional)) {
                chosen.add(other);
                shownInTenth++;
            } else {
                giveBack(other);
            }
        }
        chosen.addAll(urgent.subList(nextUrgent, urgent.size()));
        shownInTenth += urgent.size();
        if (newestNumber != NONE) {
            chosen.add(new Held(newestId, newestNumber, Arrays.copyOf(newest.bytes(), newest.length()), 0));
            shownInTenth++;
        }
        urgent.clear();
        others.clear();
        newestNumber = NONE;
        othersSeen = 0;
        stride = 1;
    }

    /** Whether {@code place} is one of {@code wanted} places that lie evenly among {@code all}. */
    private static boolean isEvenly(int place, long wanted, int all) {
        return wanted > 0 && (place == 0 || place * wanted / all != (place - 1) * wanted / all);
    }

    /** False when the sink has no room for all that is chosen. */
    private boolean deliver() {
        while (!chosen.isEmpty()) {
            if (!room().isThere()) {
                return false;
            }
            show(chosen.remove());
        }
        return room().isThere();
    }

    private void showNow(Block block, EncodedBlock shared) {
        if (count()) {
            tellOmitted(number, block.index());
            room().count(write(shared, block));
        }
    }

    private void show(Held match) {
        if (count()) {
            tellOmitted(match.number, match.id);
            sink().write(match.bytes, 0, match.bytes.length);
            room().count(match.bytes.length);
        }
        giveBack(match);
    }

    private void tellOmitted(long shown, long id) {
        if (shown > shownNumber + 1) {
            row.clear();
            format().omitted(new Omitted(shownId, id, shown - shownNumber - 1), row);
            sink().write(row.bytes(), 0, row.length());
        }
        shownNumber = shown;
        shownId = id;
    }

    private void giveBack(Held match) {
        share.give(match.cost);
    }
}
