package logtail.journal;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import logtail.event.Block;
import org.jspecify.annotations.Nullable;

/** A journal on a disk that refuses to give some blocks; each refused read goes on behind it, as the contract says. */
public final class FaultyJournal extends ForwardingJournal {
    private final Set<Long> refused = new HashSet<>();
    private volatile boolean refusesAll;

    public FaultyJournal(Journal target) {
        super(target);
    }

    /** Refuses the blocks that begin with these ids. */
    public synchronized FaultyJournal refuse(long... firstIndexes) {
        for (long firstIndex : firstIndexes) {
            refused.add(firstIndex);
        }
        return this;
    }

    /** Refuses every read from now on, or none but those that are named. */
    public void refuseAll(boolean refuses) {
        refusesAll = refuses;
    }

    private synchronized boolean isRefused(Block block) {
        return refused.contains(block.firstIndex());
    }

    @Override
    public JournalReader openReader(BitSet lanes) {
        return new ForwardingReader(super.openReader(lanes)) {
            @Override
            public @Nullable Block next() {
                Block block = super.next();
                if (block != null && (refusesAll || isRefused(block))) {
                    throw new JournalUnreadableException("on purpose", new java.io.IOException("Input/output error"));
                }
                return block;
            }
        };
    }
}
