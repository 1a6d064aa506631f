package logtail.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import logtail.access.Veils;
import logtail.drain.sink.Sink.Answer;
import logtail.event.Block;
import logtail.event.EventId;
import logtail.journal.Blocks;
import logtail.journal.InMemoryJournal;
import logtail.journal.Journal;
import logtail.runtime.Clock;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainTrialTest {
    @TempDir
    private Path folder;

    private final InMemoryJournal journal = new InMemoryJournal();
    private DeadLetters letters;

    @BeforeEach
    void bury() throws IOException {
        letters = new DeadLetterFile(folder.resolve("letters"), Clock.system());
        Blocks.commit(journal, 1_000, "one", "two", "three");
        for (long id = 1; id <= 3; id++) {
            letters.add(id, "no good", journal);
        }
    }

    @Test
    void keepsTheDeadLettersThatTheOtherSideWasSentButHasNotAccepted() throws IOException {
        var sink = new FakeSink(10, false);
        DrainTrial.Result result = trial(sink).replay();
        assertThat(sink.taken()).containsExactly("one", "two", "three");
        assertThat(result.isGood()).isFalse();
        assertThat(result.message()).startsWith("0 of 3 dead letters were accepted: 3 were sent, but");
        assertThat(letters.count()).isEqualTo(3);
        assertThat(letters.newest(10)).hasSize(3);
    }

    @Test
    void forgetsThoseThatWereAcceptedBeforeTheConnectionBroke() throws IOException {
        var sink = new FakeSink(10, true).next(batch -> Answer.TAKEN).breaksNext("connection reset");
        DrainTrial.Result result = trial(sink).replay();
        assertThat(result.message()).isEqualTo("1 of 3 dead letters were accepted: connection reset");
        assertThat(letters.newest(10)).hasSize(2).noneMatch(letter -> letter.startsWith("{\"id\":\"1\""));
    }

    @Test
    void forgetsThoseThatAreAcceptedThoughOthersAreRefused() throws IOException {
        var sink = new FakeSink(10, true)
                .answering(messages -> messages.contains("two") ? new Answer.Refused("never") : Answer.TAKEN);
        DrainTrial.Result result = trial(sink).replay();
        assertThat(result.message()).isEqualTo("2 of 3 dead letters were accepted: event 2: refused: never");
        assertThat(letters.newest(10)).singleElement().asString().startsWith("{\"id\":\"2\"");
    }

    @Test
    void sendsLettersWhoseIdsDoNotRiseAndBelievesOfEachWhatIsAccepted() throws IOException {
        letters.add(1, "no good again", journal); // the drain was moved back
        var sink = new FakeSink(10, true);
        assertThat(trial(sink).replay().message()).isEqualTo("4 of 4 dead letters were accepted");
        assertThat(sink.taken()).containsExactly("one", "two", "three", "one");
        assertThat(letters.count()).isZero();
    }

    @Test
    void sendsLettersOfSeveralLanesWhoseIdsAreNotComparable() throws IOException {
        var lanes = new InMemoryJournal(3);
        for (String app : List.of("b", "a", "c")) {
            byte[] block = Blocks.of(app, 1_000, app + " one", app + " two");
            lanes.append(block, block.length, Blocks.NOBODY);
        }
        lanes.commit();
        letters.clear();
        for (Block block : lanes.written()) {
            letters.add(block.firstIndex() + 1, "no good", lanes);
        }
        letters.add(EventId.first(7, 1), "of no lane here", lanes);
        var sink = new FakeSink(10, true)
                .answering(messages -> messages.contains("a two") ? new Answer.Refused("never") : Answer.TAKEN);
        DrainTrial.Result result = trial(sink, lanes).replay();
        assertThat(result.taken()).isEqualTo(2);
        assertThat(sink.taken()).containsExactly("b two", "c two");
        assertThat(letters.newest(10))
                .hasSize(2)
                .anyMatch(letter -> letter.startsWith("{\"id\":\"%d\"".formatted(EventId.first(1, 1) + 1)))
                .anyMatch(letter -> letter.contains("of no lane here"));
    }

    @Test
    void saysThatATestEventWasSentButNotConfirmed() {
        DrainTrial.Result result = trial(new FakeSink(10, false)).test();
        assertThat(result.isGood()).isFalse();
        assertThat(result.message()).contains("was sent, but the destination has not confirmed it");
        assertThat(trial(new FakeSink(10, true)).test().isGood()).isTrue();
    }

    private DrainTrial trial(FakeSink sink) {
        return trial(sink, journal);
    }

    private DrainTrial trial(FakeSink sink, Journal of) {
        return new DrainTrial(
                Drain.of("eu", "fake://host"),
                sink,
                letters,
                DrainContext.of(
                        of,
                        Veils.unkept("test"),
                        Clock.system(),
                        MemoryBudget.Share.of("drains", 64 << 20),
                        (where, fault) -> {}));
    }
}
