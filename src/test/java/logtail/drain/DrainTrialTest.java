package logtail.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import logtail.access.Veils;
import logtail.drain.sink.Sink.Answer;
import logtail.journal.Blocks;
import logtail.journal.InMemoryJournal;
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
        letters = new DeadLetters(folder.resolve("letters"), Clock.system());
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
    void saysThatATestEventWasSentButNotConfirmed() {
        DrainTrial.Result result = trial(new FakeSink(10, false)).test();
        assertThat(result.isGood()).isFalse();
        assertThat(result.message()).contains("was sent, but the destination has not confirmed it");
        assertThat(trial(new FakeSink(10, true)).test().isGood()).isTrue();
    }

    private DrainTrial trial(FakeSink sink) {
        return new DrainTrial(
                Drain.of("eu", "fake://host"),
                sink,
                letters,
                DrainContext.of(
                        journal,
                        Veils.unkept("test"),
                        Clock.system(),
                        MemoryBudget.Share.of("drains", 64 << 20),
                        (where, fault) -> {}));
    }
}
