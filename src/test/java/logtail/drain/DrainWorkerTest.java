package logtail.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import logtail.drain.DrainStatus.State;
import logtail.drain.sink.Sink.Answer;
import logtail.drain.sink.Sink.Rejection;
import logtail.journal.InMemoryJournal;
import logtail.journal.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DrainWorkerTest {
    @TempDir
    private Path folder;

    @Test
    void forwardsWhatIsThereAndWhatComes() throws IOException {
        var sink = new FakeSink(10, true);
        var rig = new DrainRig(folder);
        rig.append("one", "two");
        try (rig) {
            rig.start(sink, "").awaitAccepted(2);
            rig.append("three");
            rig.awaitAccepted(3);
            rig.append("four", "five");
            rig.awaitAccepted(5);
        }
        assertThat(sink.taken()).containsExactly("one", "two", "three", "four", "five");
        assertThat(rig.status().lagEvents()).isZero();
    }

    @Test
    void passesWhatItsFilterDoesNotWant() throws IOException {
        var sink = new FakeSink(10, true);
        var rig = new DrainRig(folder);
        rig.append("good one", "bad", "good two", "bad", "bad");
        try (rig) {
            rig.start(sink, "good").awaitAccepted(5);
            rig.append("bad", "bad");
            rig.awaitAccepted(7);
        }
        assertThat(sink.taken()).containsExactly("good one", "good two");
    }

    @Test
    void sendsABatchThatFailedAgainWithTheSameEnds() throws IOException {
        var rig = new DrainRig(folder);
        var sink = new FakeSink(10, true).next(batch -> {
            rig.append("late");
            throw new IOException("no route to host");
        });
        rig.append("one", "two", "three");
        try (rig) {
            rig.start(sink, "").awaitAccepted(4);
            assertThat(rig.status().retries()).isEqualTo(1);
            assertThat(rig.status().lastError().orElse("")).endsWith("no route to host");
            assertThat(rig.status().state()).isEqualTo(State.RUNNING);
        }
        assertThat(sink.handed())
                .extracting(FakeSink.Handed::messages)
                .containsExactly(List.of("one", "two", "three"), List.of("late"));
    }

    @Test
    void goesOnWhereItWasAfterARestart() throws IOException {
        var rig = new DrainRig(folder);
        rig.append("one", "two");
        try (rig) {
            rig.start(new FakeSink(10, true), "").awaitAccepted(2);
        }
        rig.append("three");
        var sink = new FakeSink(10, true);
        try (rig) {
            rig.start(sink, "").awaitAccepted(3);
        }
        assertThat(sink.taken()).containsExactly("three");
    }

    @Test
    void beginsTheSameBatchAgainWhenItWasNotAcceptedBeforeARestart() throws IOException {
        var rig = new DrainRig(folder);
        rig.append("one", "two");
        var deaf = new FakeSink(10, false);
        try (rig) {
            rig.start(deaf, "").await(() -> deaf.taken().size() == 2);
        }
        rig.append("three");
        var sink = new FakeSink(10, true);
        try (rig) {
            rig.start(sink, "").awaitAccepted(3);
        }
        assertThat(sink.handed())
                .extracting(FakeSink.Handed::firstId, FakeSink.Handed::lastId)
                .containsExactly(tuple(1L, 2L), tuple(3L, 3L));
    }

    @Test
    void goesBackToWhatWasAcceptedWhenTheOtherSideBreaksOff() throws IOException {
        var rig = new DrainRig(folder);
        var sink = new FakeSink(1, false);
        rig.append("one", "two", "three");
        try (rig) {
            rig.start(sink, "").await(() -> sink.taken().size() == 3);
            sink.acceptAll();
            rig.awaitAccepted(3);
            rig.append("four", "five");
            rig.await(() -> sink.taken().size() == 5);
            sink.breaksNext("reset by peer");
            rig.append("six");
            rig.await(() -> sink.taken().size() == 8);
            sink.acceptAll();
            rig.awaitAccepted(6);
            assertThat(rig.status().resent()).isEqualTo(2);
            assertThat(rig.status().sent()).isEqualTo(6);
        }
        assertThat(sink.taken()).containsExactly("one", "two", "three", "four", "five", "four", "five", "six");
    }

    @Test
    void buriesTheOneEventThatIsNoGoodAndSendsAllOthersOnce() throws IOException {
        var rig = new DrainRig(folder);
        String[] messages = IntStream.range(0, 100).mapToObj(i -> "event " + i).toArray(String[]::new);
        messages[37] = "poison";
        var sink = new FakeSink(1000, true)
                .answering(batch -> batch.contains("poison") ? new Answer.Refused("no poison") : Answer.TAKEN);
        rig.append(messages);
        try (rig) {
            rig.start(sink, "").awaitAccepted(100);
            assertThat(rig.status().deadLetters()).isEqualTo(1);
            assertThat(rig.status().sent()).isEqualTo(99);
        }
        List<String> others =
                Arrays.stream(messages).filter(m -> !m.equals("poison")).toList();
        assertThat(sink.taken()).isEqualTo(others);
        assertThat(rig.deadLetters().newest(10))
                .singleElement()
                .asString()
                .contains("\"id\":\"38\"", "\"reason\":\"no poison\"", "\"message\":\"poison\"");
    }

    @Test
    void buriesWhatTheOtherSideNamesAsNoGood() throws IOException {
        var rig = new DrainRig(folder);
        var sink = new FakeSink(10, true).next(batch -> new Answer.TakenBut(List.of(new Rejection(1, "too odd"))));
        rig.append("one", "odd", "three");
        try (rig) {
            rig.start(sink, "").awaitAccepted(3);
            assertThat(rig.status().sent()).isEqualTo(2);
            assertThat(rig.deadLetters().newest(10)).singleElement().asString().contains("\"id\":\"2\"", "too odd");
        }
    }

    @Test
    void waitsAndGivesLessWhenItIsAskedTo() throws IOException {
        var rig = new DrainRig(folder);
        var sink = new FakeSink(64, true);
        sink.next(batch -> new Answer.Later(Duration.ofMillis(1), "too many"))
                .next(batch -> new Answer.Later(Duration.ofMillis(1), "too many"));
        rig.append("first");
        try (rig) {
            rig.start(sink, "").awaitAccepted(1);
            rig.append(IntStream.range(0, 64).mapToObj(i -> "event " + i).toArray(String[]::new));
            rig.awaitAccepted(65);
        }
        assertThat(sink.handed().get(3).messages()).hasSizeLessThan(64);
        assertThat(sink.taken()).hasSize(65);
    }

    @Test
    void tellsTheDestinationWhatRetentionTook() throws IOException {
        var rig = new DrainRig(folder);
        rig.append("one", "two");
        rig.append("three");
        rig.append("four");
        rig.journal.forgetBefore(4);
        var sink = new FakeSink(10, true);
        try (rig) {
            rig.start(sink, "").awaitAccepted(4);
            assertThat(rig.status().lost()).isEqualTo(3);
        }
        assertThat(sink.taken()).containsExactly("at=drain.gap drain=eu from=1 to=3 count=3 reason=retention", "four");
    }

    @Test
    void noticesAnotherJournalThatHasMoreEventsThanItsCursor() throws IOException {
        var before = new DrainRig(folder);
        before.append("old one", "old two");
        try (before) {
            before.start(new FakeSink(10, true), "").awaitAccepted(2);
        }
        var swapped = new DrainRig(folder, new InMemoryJournal());
        swapped.append("one", "two", "three");
        var sink = new FakeSink(10, true);
        try (swapped) {
            swapped.start(sink, "").await(() -> sink.taken().size() == 4);
        }
        assertThat(sink.taken())
                .containsExactly(
                        "at=drain.reset drain=eu reason=other-journal cursor=2 after=" + swapped.journal.id() + "-0",
                        "one",
                        "two",
                        "three");
    }

    @Test
    void goesOnBehindWhatTheDiskRefusesAndTellsHowMuchThatIs() throws IOException {
        var rig = new DrainRig(folder);
        rig.append("one");
        rig.append("refused", "this too");
        rig.append("four");
        rig.journal.refuse("refused");
        var sink = new FakeSink(10, true);
        try (rig) {
            rig.start(sink, "").awaitAccepted(4);
        }
        assertThat(sink.taken()).hasSize(3).startsWith("one").endsWith("four");
        assertThat(sink.taken().get(1)).startsWith("at=drain.gap drain=eu from=2 to=3 count=2");
        assertThat(rig.status().retries()).isZero();
    }

    @Test
    void goesOnAtTheEndWhenAPowerCutTookWhatItHadAccepted() throws IOException {
        var before = new DrainRig(folder);
        before.append("one", "two", "taken by the power cut", "this too");
        try (before) {
            before.start(new FakeSink(10, true), "").awaitAccepted(4);
        }
        var cut = new DrainRig(folder, new InMemoryJournal(before.journal.id()));
        cut.append("one", "two");
        var sink = new FakeSink(10, true);
        try (cut) {
            cut.start(sink, "").await(() -> cut.status().accepted().behind(0) == 2);
            cut.append("new");
            cut.await(() -> sink.taken().size() == 2);
        }
        assertThat(sink.taken()).containsExactly("at=drain.clamped drain=eu cursor=4 newest=2 count=2", "new");
    }

    @Test
    void tellsThatItsCursorWasZeroedAndSendsAllThatIsThere() throws IOException {
        expectEverythingSentAgainAfter(cursor -> Files.write(cursor, new byte[(int) Files.size(cursor)]));
    }

    @Test
    void tellsThatItsCursorIsGoneAndSendsAllThatIsThere() throws IOException {
        expectEverythingSentAgainAfter(Files::delete);
    }

    @Test
    void tellsThatItsCursorWasCutOffAndSendsAllThatIsThere() throws IOException {
        expectEverythingSentAgainAfter(cursor -> Files.write(cursor, new byte[0]));
    }

    /** What happens to a file. */
    private interface Harm {
        void on(Path file) throws IOException;
    }

    private void expectEverythingSentAgainAfter(Harm harm) throws IOException {
        var rig = new DrainRig(folder);
        rig.append("one", "two");
        try (rig) {
            rig.start(new FakeSink(10, true), "").awaitAccepted(2);
        }
        harm.on(folder.resolve("eu").resolve("cursor"));
        var sink = new FakeSink(10, true);
        try (rig) {
            rig.start(sink, "").await(() -> sink.taken().size() == 3);
            rig.awaitAccepted(2);
        }
        assertThat(sink.taken())
                .containsExactly(
                        "at=drain.reset drain=eu reason=cursor-unreadable cursor=0 after=" + rig.journal.id() + "-0",
                        "one",
                        "two");
    }

    @Test
    void restsWhileItIsPausedAndMovesBack() throws IOException {
        var rig = new DrainRig(folder);
        var sink = new FakeSink(10, true);
        rig.append("one", "two");
        try (rig) {
            rig.start(sink, "").awaitAccepted(2);
            rig.worker().pause(true);
            rig.await(() -> rig.status().state() == State.PAUSED);
            rig.append("three");
            assertThat(sink.taken()).containsExactly("one", "two");
            rig.worker().move(Place.of(1));
            rig.worker().pause(false);
            rig.awaitAccepted(3);
        }
        assertThat(sink.taken()).containsExactly("one", "two", "two", "three");
    }

    @Test
    void movesBackWhileItRuns() throws IOException {
        var rig = new DrainRig(folder);
        var sink = new FakeSink(10, true);
        rig.append("one", "two", "three");
        try (rig) {
            rig.start(sink, "").awaitAccepted(3);
            rig.worker().move(Place.of(1));
            rig.await(() -> sink.taken().size() == 5);
            rig.awaitAccepted(3);
        }
        assertThat(sink.taken()).containsExactly("one", "two", "three", "two", "three");
    }

    @Test
    void outlivesAMistakeInASink() throws IOException {
        var rig = new DrainRig(folder);
        var sink = new FakeSink(10, true).next(batch -> {
            throw new IllegalStateException("oh no");
        });
        rig.append("one");
        try (rig) {
            rig.start(sink, "").awaitAccepted(1);
            assertThat(rig.status().lastError().orElse("")).contains("oh no");
        }
        assertThat(sink.taken()).containsExactly("one");
    }

    @Test
    void handsOverWhatIsThereBeforeItEnds() throws IOException {
        var rig = new DrainRig(folder);
        var sink = new FakeSink(2, true);
        rig.append(IntStream.range(0, 1000).mapToObj(i -> "event " + i).toArray(String[]::new));
        rig.start(sink, "").close();
        assertThat(sink.taken()).hasSize(1000);
        assertThat(rig.status().accepted().behind(0)).isEqualTo(1000);
    }

    @Test
    void sendsSmallerBatchesWhenOthersHoldTheMemory() throws IOException {
        var rig = new DrainRig(folder, 64 * 2 * 4000); // floors of 4,000 bytes: batches of 2,000
        assertThat(rig.share.tryTake(rig.share.limitBytes() - rig.share.usedBytes()))
                .isTrue();
        rig.append(lines(100));
        var sink = new FakeSink(1000, true);
        try (rig) {
            rig.start(sink, "").awaitAccepted(100);
        }
        assertThat(sink.taken()).hasSize(100);
        assertThat(sink.handed())
                .allSatisfy(batch -> assertThat(batch.messages()).hasSizeBetween(1, 21)); // of 100 bytes
    }

    @Test
    void takesMemoryForLargeBatchesAndGivesItBackWhenThereIsNothingToSend() throws IOException {
        var rig = new DrainRig(folder, 64 * 2 * 4000);
        long atRest = rig.share.usedBytes();
        rig.append(lines(1000));
        var sink = new FakeSink(1000, true).next(batch -> {
            assertThat(rig.share.usedBytes()).isGreaterThan(atRest);
            return Answer.TAKEN;
        });
        try (rig) {
            rig.start(sink, "").awaitAccepted(1000);
            rig.await(() -> rig.share.usedBytes() == atRest);
        }
        assertThat(sink.handed())
                .singleElement()
                .satisfies(batch -> assertThat(batch.messages()).hasSize(1000));
        assertThat(rig.share.usedBytes()).isEqualTo(atRest);
    }

    private static String[] lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> "%0100d".formatted(i)).toArray(String[]::new);
    }
}
