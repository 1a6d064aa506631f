package logtail.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import logtail.journal.Blocks;
import logtail.journal.InMemoryJournal;
import logtail.query.TailQuery;
import org.junit.jupiter.api.Test;

/** Sessions that end before an id: pages backward, and what lies between two ids. */
class TailBeforeTest {
    private final InMemoryJournal journal = new InMemoryJournal();

    @Test
    void pagesBackwardThroughAllThatMatchesOnce() {
        for (int i = 1; i <= 60; i += 3) {
            Blocks.commit(journal, i, "a " + i, "b " + (i + 1), "a " + (i + 2));
        }
        var read = new StringBuilder();
        long before = 61;
        for (List<String> page = page(before); !page.isEmpty(); page = page(before)) {
            assertThat(page).hasSizeLessThanOrEqualTo(7);
            page.forEach(message -> read.append(message).append(','));
            before = Long.parseLong(page.getLast().substring(2));
        }
        String expected = IntStream.iterate(60, id -> id >= 1, id -> id - 1)
                .filter(id -> id % 3 != 2)
                .mapToObj(id -> "a " + id)
                .collect(Collectors.joining(","));
        assertThat(read).hasToString(expected + ",");
    }

    @Test
    void showsExactlyWhatLiesBetweenTwoIds() {
        Blocks.commit(journal, 1, "1", "2", "3");
        Blocks.commit(journal, 1, "4");
        Blocks.commit(journal, 1, "5", "6", "7", "8");
        for (int after = 0; after <= 8; after++) {
            for (int before = 0; before <= 12; before++) {
                List<String> between = IntStream.range(after + 1, Math.min(before, 9))
                        .mapToObj(Integer::toString)
                        .toList();
                assertThat(read(new Query().after(after).before(before)))
                        .as("%d to %d", after, before)
                        .isEqualTo(between);
                assertThat(read(new Query().after(after).before(before).lines(2)))
                        .isEqualTo(between.subList(Math.max(0, between.size() - 2), between.size()));
                assertThat(read(new Query().after(after).before(before).order(new TailQuery.Order.NewestFirst())))
                        .isEqualTo(between.reversed());
                assertThat(read(new Query().after(after).before(before).order(new TailQuery.Order.Time(1))))
                        .isEqualTo(between);
            }
        }
    }

    @Test
    void isEmptyBeforeTheOldestEventAndWholeBeforeOnesThatAreStillToCome() {
        Blocks.commit(journal, 1, "1", "2");
        assertThat(read(new Query().before(0))).isEmpty();
        assertThat(read(new Query().before(1))).isEmpty();
        assertThat(read(new Query().before(1).lines(5))).isEmpty();
        assertThat(read(new Query().before(0).lines(5).order(new TailQuery.Order.NewestFirst())))
                .isEmpty();
        assertThat(read(new Query().before(Long.MAX_VALUE))).containsExactly("1", "2");
        assertThat(read(new Query().before(Long.MAX_VALUE).order(new TailQuery.Order.NewestFirst())))
                .containsExactly("2", "1");
    }

    @Test
    void tellsOfWhatIsLostOnlyThePartThatWasAskedFor() {
        Blocks.commit(journal, 1, "1", "2", "3", "4", "5");
        Blocks.commit(journal, 1, "6", "7");
        journal.forgetBefore(6);
        assertThat(read(new Query().after(1).before(4))).containsExactly("gap 2-3 2 retention");
        assertThat(read(new Query().after(1).before(7))).containsExactly("gap 2-5 4 retention", "6");
        assertThat(read(new Query().before(4).lines(5))).isEmpty();
    }

    private List<String> page(long before) {
        return read(new Query().filter("a").before(before).lines(7).order(new TailQuery.Order.NewestFirst()));
    }

    private List<String> read(Query query) {
        var sink = RecordingSink.wide();
        Steps.readOn(Steps.session(journal, query.build(), sink));
        assertThat(sink.isEnded()).isTrue();
        return sink.messages();
    }
}
