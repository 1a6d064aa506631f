package logtail.count;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import logtail.event.Block;
import logtail.event.Event;
import logtail.event.EventId;
import logtail.journal.Blocks;
import logtail.journal.ForwardingJournal;
import logtail.journal.InMemoryJournal;
import logtail.journal.Interest;
import logtail.journal.Stretches;
import org.jspecify.annotations.Nullable;

/** A journal in memory with an index in which each block is a stretch; it does not describe every fourth. */
final class DescribedBlocks extends ForwardingJournal {
    private final Map<Long, Block> byEnd = new HashMap<>();

    DescribedBlocks(InMemoryJournal journal) {
        super(journal);
        journal.written().forEach(block -> byEnd.put(block.lastIndex() + 1, block));
    }

    @Override
    public Stretches stretches(Interest interest) {
        return new OfBlocks(interest);
    }

    private final class OfBlocks implements Stretches {
        private final Interest interest;
        private @Nullable Block block;
        private long first;
        private List<Event> events = List.of();

        OfBlocks(Interest interest) {
            this.interest = interest;
        }

        @Override
        public void moveBefore(long before) {
            Block found = byEnd.get(before);
            int lane = EventId.lane(before - 1);
            first = found == null ? EventId.none(lane, lanes()) + 1 : found.firstIndex();
            block = first >= firstIndex(lane) && EventId.block(first) % 4 != 0 ? found : null;
            events = block == null ? List.of() : Blocks.events(block);
        }

        @Override
        public long first() {
            return first;
        }

        @Override
        public boolean isDescribed() {
            return block != null;
        }

        @Override
        public long minNs() {
            return events.stream().mapToLong(time()).min().orElseThrow();
        }

        @Override
        public long maxNs() {
            return events.stream().mapToLong(time()).max().orElseThrow();
        }

        private ToLongFunction<Event> time() {
            return interest.isByTime() ? Event::timeNs : Event::receivedAtNs;
        }

        @Override
        public long highWaterNs() {
            if (block == null) {
                throw new IllegalStateException("nothing describes it");
            }
            return block.highWaterNs();
        }

        @Override
        public long events(int severity) {
            return events.stream()
                    .filter(event -> event.severity().code() == severity)
                    .count();
        }

        @Override
        public boolean hasOtherApps() {
            return false;
        }

        @Override
        public void forEachApp(AppReader reader) {
            events.stream()
                    .collect(Collectors.groupingBy(Event::app, Collectors.counting()))
                    .forEach((app, count) -> {
                        byte[] name = app.getBytes(UTF_8);
                        reader.read(name, 0, name.length, interest.apps().wants(name, 0, name.length), count);
                    });
        }
    }
}
