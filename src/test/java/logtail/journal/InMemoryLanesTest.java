package logtail.journal;

import static org.assertj.core.api.Assertions.assertThat;

import logtail.event.EventId;
import org.junit.jupiter.api.Test;

class InMemoryLanesTest extends JournalContractTest {
    @Override
    protected Journal open() {
        return new InMemoryJournal(3);
    }

    @Override
    protected void refuse(String text) {
        ((InMemoryJournal) journal).refuse(text);
    }

    @Test
    void givesEachBlockAllIdsOfItsNumber() {
        Blocks.commit(journal, 1, "one", "two");
        Blocks.commit(journal, 2, "three");
        int lane = journal.laneOf(new byte[] {'w', 'e', 'b'}, 0, 3);
        assertThat(journal.firstIndex(lane)).isEqualTo(EventId.first(lane, 1));
        assertThat(journal.lastIndex(lane)).isEqualTo(EventId.first(lane, 3) - 1);
        try (var reader = journal.openReader()) {
            assertThat(Blocks.readAll(reader))
                    .containsExactly(
                            EventId.first(lane, 1) + ":one",
                            EventId.first(lane, 1) + 1 + ":two",
                            EventId.first(lane, 2) + ":three");
        }
    }
}
