package logtail.tail;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import logtail.encode.EventFormat;
import logtail.encode.Output;
import logtail.event.Block;

/**
 * Shows selected events with those of the same app and process around them, which are marked; each once. Remembers the
 * last events of at most {@value #MOST_SOURCES} processes.
 */
final class WithContext extends Ordering {
    private static final int MOST_SOURCES = 4096;

    /** What is known of one process. */
    private static final class Source {
        final Deque<byte[]> before = new ArrayDeque<>();
        int behindLeft;
    }

    private final TailQuery.Context context;
    private final EventFormat format;
    private final Output out = new Output();
    private final BitSet selected = new BitSet();
    private final Map<String, Source> sources = new LinkedHashMap<>(16, 0.75f, true);
    private Source[] ofBlock = {};
    private long firstShown;
    private int behindLeft; // of all processes

    WithContext(TailQuery.Context context, EventFormat format, TailSink sink, long max) {
        super(sink, max);
        this.context = context;
        this.format = format;
    }

    /** Events before this one are only context. */
    void showFrom(long id) {
        firstShown = id;
    }

    @Override
    public boolean isDone() {
        return super.isDone() && behindLeft == 0;
    }

    @Override
    public void take(Block block, Selection selection, long position, EncodedBlock shared) {
        if (!selection.enterNames(block)) {
            return;
        }
        select(block, selection);
        selection.enterNames(block);
        ofBlock = new Source[block.sourceCount()];
        block.rewind();
        while (block.nextEvent()) {
            if (block.index() > position && selection.isNamed(block)) {
                take(block, selected.get((int) (block.index() - block.firstIndex())), shared);
            }
        }
    }

    private void select(Block block, Selection selection) {
        selected.clear();
        if (selection.enter(block)) {
            block.rewind();
            while (selection.next(block)) {
                if (block.index() >= firstShown) {
                    selected.set((int) (block.index() - block.firstIndex()));
                }
            }
        }
    }

    private void take(Block block, boolean isSelected, EncodedBlock shared) {
        Source source = source(block);
        if (isSelected && count()) {
            source.before.forEach(bytes -> sink().write(bytes, 0, bytes.length));
            source.before.clear();
            shared.writeTo(sink(), block);
            behindLeft += context.after() - source.behindLeft;
            source.behindLeft = context.after();
        } else if (source.behindLeft > 0) {
            source.behindLeft--;
            behindLeft--;
            encode(block);
            sink().write(out.bytes(), 0, out.length());
        } else if (context.before() > 0) {
            encode(block);
            if (source.before.size() == context.before()) {
                source.before.remove();
            }
            source.before.add(Arrays.copyOf(out.bytes(), out.length()));
        }
    }

    private void encode(Block block) {
        out.clear();
        format.event(block, EventFormat.CONTEXT, out);
    }

    private Source source(Block block) {
        int number = block.source();
        if (ofBlock[number] == null) {
            int from = block.appFrom(number); // the process follows
            int length = block.appLength(number) + block.processLength(number);
            String name = block.appLength(number) + ":" + new String(block.bytes(), from, length, US_ASCII);
            ofBlock[number] = sources.computeIfAbsent(name, unused -> new Source());
            forgetOldest();
        }
        return ofBlock[number];
    }

    private void forgetOldest() {
        if (sources.size() > MOST_SOURCES) {
            var oldest = sources.entrySet().iterator();
            behindLeft -= oldest.next().getValue().behindLeft;
            oldest.remove();
        }
    }
}
