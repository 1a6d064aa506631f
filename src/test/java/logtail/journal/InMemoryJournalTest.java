package logtail.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InMemoryJournalTest extends OneLaneContractTest {
    @Override
    protected Journal open() {
        return new InMemoryJournal();
    }

    @Override
    protected void refuse(String text) {
        ((InMemoryJournal) journal).refuse(text);
    }

    @Test
    void forgetsWholeBlocksAndLeavesAGap() {
        var memory = new InMemoryJournal();
        Blocks.commit(memory, 1, "one", "two");
        Blocks.commit(memory, 2, "three");
        memory.forgetBefore(3);
        assertThat(memory.firstIndex(0)).isEqualTo(3);
        assertThat(Blocks.readAll(memory.openReader())).containsExactly("3:three");
        memory.forgetBefore(4);
        assertThat(memory.firstIndex(0)).isEqualTo(4);
    }
}
