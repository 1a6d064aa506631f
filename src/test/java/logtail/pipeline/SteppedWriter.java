package logtail.pipeline;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import logtail.event.BlockEncoder;
import logtail.journal.Journal;

/** The journal writer without its ring and its thread: a slot is written when a test says so. One thread. */
public final class SteppedWriter {
    private final JournalStage stage;
    private final BlockSlot slot;
    private long sequence;

    public SteppedWriter(Journal journal, int slotBytes, int maxMessageBytes) {
        stage = new JournalStage(journal, maxMessageBytes, block -> {}, () -> {}, new SimpleMeterRegistry());
        slot = new BlockSlot(slotBytes, maxMessageBytes);
    }

    /** Takes the events of the next slot. */
    public BlockEncoder encoder() {
        return slot.encoder();
    }

    /** Writes the slot; all since the last batch is kept and {@code ack} told when this ends one. */
    public void publish(Ack ack, boolean endsBatch) {
        if (slot.encoder().count() > 0) {
            slot.encoder().finish();
        }
        slot.ack = ack;
        stage.onEvent(slot, sequence++, endsBatch);
    }
}
