package logtail.tail;

import java.util.BitSet;
import logtail.encode.EventFormat;
import logtail.encode.Gap;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.journal.Place;
import logtail.query.TailQuery.Context;
import logtail.runtime.MemoryBudget;
import logtail.tail.RecentEvents.Source;
import org.jspecify.annotations.Nullable;

/**
 * Delivers matches with the events of the same app and process around them, marked as context; each event once. Context
 * before a match that did not fit into memory is reported as a gap of reason {@code memory}.
 */
final class WithContext extends Ordering {
    private static final long REACH = 65_536;

    private final Context context;
    private final RecentEvents recent;
    private final Output out = new Output();
    private final BitSet selected = new BitSet();
    private Source[] ofBlock = {};
    private @Nullable Place begin; // of what may be selected
    private int behindLeft; // of all processes

    WithContext(Context context, EventFormat format, TailSink sink, long max, MemoryBudget.Share share, Tally tally) {
        super(format, sink, max, tally);
        this.context = context;
        recent = new RecentEvents(context.before(), share);
    }

    @Override
    void beginAt(Place place) {
        begin = place;
    }

    @Override
    long reach() {
        return context.before() == 0 ? 0 : REACH;
    }

    @Override
    public boolean isDone() {
        return super.isDone() && behindLeft == 0;
    }

    @Override
    public long take(Block block, Selection selection, long position, EncodedBlock shared) {
        if (!selection.enterNames(block)) {
            return block.lastIndex();
        }
        select(block, selection);
        selection.enterNames(block);
        ofBlock = new Source[block.sourceCount()];
        block.rewind();
        while (block.nextEvent()) {
            if (block.index() > position && selection.isNamed(block)) {
                if (!room().isThere()) {
                    return block.index() - 1;
                }
                take(block, selected.get(block.ordinal()), shared);
            }
        }
        return block.lastIndex();
    }

    @Override
    void close() {
        recent.clear();
    }

    private void select(Block block, Selection selection) {
        selected.clear();
        if (selection.enter(block)) {
            block.rewind();
            while (selection.next(block)) {
                if (begin == null || !begin.covers(block.index())) {
                    selected.set(block.ordinal());
                }
            }
        }
    }

    private void take(Block block, boolean isSelected, EncodedBlock shared) {
        Source source = source(block);
        if (isSelected && count()) {
            tally().match(block);
            showBefore(block, source);
            room().count(write(shared, block));
            behindLeft += context.after() - source.behindLeft;
            source.behindLeft = context.after();
        } else if (source.behindLeft > 0) {
            source.behindLeft--;
            behindLeft--;
            show(block);
        } else {
            recent.keep(block, source);
        }
    }

    private void showBefore(Block block, Source source) {
        if (recent.isCut(source)) {
            out.clear();
            format().gap(Gap.contextOf(block.index()), out);
            sink().write(out.bytes(), 0, out.length());
        }
        recent.take(source, this::show);
    }

    private void show(Block block) {
        out.clear();
        format().event(block, EventFormat.CONTEXT, out);
        sink().write(out.bytes(), 0, out.length());
        room().count(out.length());
    }

    private Source source(Block block) {
        int number = block.source();
        if (ofBlock[number] == null) {
            ofBlock[number] = recent.source(block, number, forgotten -> behindLeft -= forgotten.behindLeft);
        }
        return ofBlock[number];
    }
}
