package logtail.journal;

import static logtail.journal.Blocks.append;
import static logtail.journal.Blocks.commit;
import static logtail.journal.Blocks.readAll;
import static logtail.journal.Blocks.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every journal of one lane does besides. */
public abstract class OneLaneContractTest extends JournalContractTest {
    @Test
    void beginsEmpty() {
        assertThat(journal.lastIndex(0)).isEqualTo(Journal.NONE);
        assertThat(journal.firstIndex(0)).isEqualTo(1);
        try (var reader = journal.openReader()) {
            assertThat(reader.next()).isNull();
            reader.seek(1);
            assertThat(reader.next()).isNull();
            reader.seekReceived(0);
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void numbersEventsFromOneWithoutHoles() {
        append(journal, 1, "a", "b");
        append(journal, 2, "c");
        commit(journal, 3, "d", "e");
        assertThat(readAll(journal.openReader())).containsExactly("1:a", "2:b", "3:c", "4:d", "5:e");
        assertThat(journal.firstIndex(0)).isEqualTo(1);
        assertThat(journal.lastIndex(0)).isEqualTo(5);
    }

    @Test
    void showsNothingBeforeTheCommit() {
        var reader = journal.openReader();
        append(journal, 1, "a");
        assertThat(reader.next()).isNull();
        assertThat(journal.lastIndex(0)).isEqualTo(Journal.NONE);
        assertThat(journal.firstIndex(0)).isEqualTo(1);
        journal.commit();
        append(journal, 2, "b");
        assertThat(readAll(reader)).containsExactly("1:a");
        assertThat(readAll(journal.openReader())).containsExactly("1:a");
        journal.commit();
        assertThat(readAll(reader)).containsExactly("2:b");
    }

    @Test
    void tellsEachBlockItsIdsOnceItIsKept() {
        List<String> told = new ArrayList<>();
        for (String[] messages : new String[][] {{"a", "b"}, {"c"}}) {
            byte[] bytes = Blocks.of("web", 1, messages);
            journal.append(
                    bytes,
                    bytes.length,
                    (first, count) -> told.add(count + " from " + first + " of " + journal.lastIndex(0)));
        }
        journal.commit();
        journal.commit();
        assertThat(told).containsExactly("2 from 1 of 3", "1 from 3 of 3");
    }

    @Test
    void findsThePlaceOfExactlySoManyEventsBefore() {
        commitThreeBlocks();
        for (long back = 0; back <= 9; back++) {
            assertThat(journal.before(journal.newest(), back)).isEqualTo(Place.of(9 - back));
        }
        assertThat(journal.before(journal.newest(), 10)).isEqualTo(journal.oldest());
    }

    @Test
    void seeksToTheBlockThatHoldsAnId() {
        commitThreeBlocks();
        var reader = journal.openReader();
        for (long index = 1; index <= 9; index++) {
            reader.seek(index);
            var block = Blocks.next(reader);
            assertThat(block.firstIndex()).isLessThanOrEqualTo(index);
            assertThat(block.lastIndex()).isGreaterThanOrEqualTo(index);
        }
        reader.seek(4);
        assertThat(readAll(reader)).startsWith("4:d").hasSize(6);
    }

    @Test
    void seeksToTheOldestForAnOlderId() {
        commitThreeBlocks();
        var reader = journal.openReader();
        assertThat(readAll(reader)).hasSize(9);
        reader.seek(0);
        assertThat(readAll(reader)).hasSize(9);
        reader.seek(-7);
        assertThat(readAll(reader)).hasSize(9);
    }

    @Test
    void seeksToTheEndForANewerId() {
        commitThreeBlocks();
        append(journal, 40, "j");
        for (long index : new long[] {10, 11, 1000, Long.MAX_VALUE}) {
            var reader = journal.openReader();
            reader.seek(index);
            assertThat(reader.next()).isNull();
        }
        var reader = journal.openReader();
        reader.seek(1000);
        journal.commit();
        assertThat(readAll(reader)).containsExactly("10:j");
        commit(journal, 50, "k");
        assertThat(readAll(reader)).containsExactly("11:k");
    }

    @Test
    void seeksByTimeOfReceipt() {
        commitThreeBlocks(); // at 10, 20, 30
        var reader = journal.openReader();
        long[][] firstIdByTime = {{-1, 1}, {10, 1}, {11, 4}, {20, 4}, {21, 7}, {30, 7}};
        for (long[] expected : firstIdByTime) {
            reader.seekReceived(expected[0]);
            var block = Blocks.next(reader);
            assertThat(block.firstIndex()).as("at %d", expected[0]).isEqualTo(expected[1]);
        }
        reader.seekReceived(31);
        assertThat(reader.next()).isNull();
        commit(journal, 40, "later");
        assertThat(readAll(reader)).containsExactly("10:later");
    }

    @Test
    void findsByTimeWhatAClockStepBackHid() {
        commit(journal, 100, "before");
        commit(journal, 50, "after the step");
        commit(journal, 120, "caught up");
        var reader = journal.openReader();
        reader.seekReceived(110);
        assertThat(readAll(reader)).containsExactly("3:caught up");
        reader.seekReceived(60);
        assertThat(readAll(reader)).hasSize(3);
    }

    @Test
    void tellsAnUnreadableBlockOnceAndGoesOnBehindIt() throws Exception {
        commit(journal, 10, "a");
        commit(journal, 20, "m".repeat(10_000) + "<two>" + "m".repeat(10_000));
        commit(journal, 30, "c");
        refuse("<two>");
        var reader = journal.openReader();
        assertThat(texts(Blocks.next(reader))).containsExactly("1:a");
        assertThatThrownBy(reader::next).isInstanceOf(JournalUnreadableException.class);
        assertThat(readAll(reader)).containsExactly("3:c");
        assertThat(reader.next()).isNull();
        reader.seek(2);
        assertThatThrownBy(reader::next).isInstanceOf(JournalUnreadableException.class);
        assertThat(readAll(reader)).containsExactly("3:c");
        reader.seekReceived(20);
        assertThatThrownBy(reader::next).isInstanceOf(JournalUnreadableException.class);
        assertThat(readAll(reader)).containsExactly("3:c");
        assertThat(journal.firstIndex(0)).isEqualTo(1);
        commit(journal, 40, "d");
        assertThat(readAll(reader)).containsExactly("4:d");
    }

    @Test
    void tellsThatTheNewestBlockIsUnreadableAndThenThatThereIsNoMore() throws Exception {
        commit(journal, 10, "a");
        commit(journal, 20, "m".repeat(10_000) + "<two>" + "m".repeat(10_000));
        refuse("<two>");
        var reader = journal.openReader();
        reader.seek(2);
        assertThatThrownBy(reader::next).isInstanceOf(JournalUnreadableException.class);
        assertThat(reader.next()).isNull();
        assertThat(reader.next()).isNull();
        commit(journal, 30, "c");
        assertThat(readAll(reader)).containsExactly("3:c");
    }

    private void commitThreeBlocks() {
        commit(journal, 10, "a", "b", "c");
        append(journal, 20, "d", "e", "f");
        commit(journal, 30, "g", "h", "i");
    }
}
