package logtail.journal;

import logtail.event.Block;
import org.jspecify.annotations.Nullable;

/** Passes everything on to another reader, for tests that watch or disturb a part of it. */
public class ForwardingReader implements JournalReader {
    private final JournalReader target;

    public ForwardingReader(JournalReader target) {
        this.target = target;
    }

    @Override
    public void seek(long index) {
        target.seek(index);
    }

    @Override
    public void seekReceived(long receivedNs) {
        target.seekReceived(receivedNs);
    }

    @Override
    public @Nullable Block next() {
        return target.next();
    }

    @Override
    public void close() {
        target.close();
    }
}
