package logtail.drain.sink.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import logtail.drain.sink.Batch;
import logtail.drain.sink.NumberedEvents;
import logtail.drain.sink.Sink;
import logtail.drain.sink.file.FileOptions.Sync;
import logtail.journal.SmallDisk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@Tag("slow")
class FileSinkTest {
    private static final long HUGE = 1L << 40;
    private static final int SMALL = 4 << 10; // twenty lines or so
    private static final int MANY = 1000; // files

    @TempDir
    private Path directory;

    private final NumberedEvents events = new NumberedEvents();
    private Path path;

    @BeforeEach
    void name() {
        path = directory.resolve("all.log");
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void appendsWholeBatches(Sync sync) throws Exception {
        try (var sink = new FileSink(new FileOptions(path, FileFormat.NDJSON, HUGE, 5, false, sync))) {
            assertThat(sink.accepted()).isEqualTo(Batch.NOTHING);
            send(sink, 1, 3);
            assertThat(sink.accepted()).isEqualTo(3);
            send(sink, 4, 2);
            assertThat(sink.finish(Duration.ZERO)).isEqualTo(5);
        }
        try (var sink = sink()) {
            send(sink, 6, 1);
        }
        expectIds(1, 6);
        assertThat(FileLines.all(path).get(3))
                .startsWith("{\"id\":\"4\",\"time\":\"2026-09-21T14:13:20.004000000Z\"")
                .contains("\"app\":\"app-4\"")
                .contains("\"message\":\"number 4 of many")
                .endsWith("}");
    }

    @Test
    void writesTextAndRawLines() throws Exception {
        try (var sink = new FileSink(new FileOptions(path, FileFormat.TEXT, HUGE, 5, false, Sync.BATCH))) {
            send(sink, 7, 1);
        }
        try (var sink = new FileSink(new FileOptions(path, FileFormat.RAW, HUGE, 5, false, Sync.BATCH))) {
            send(sink, 8, 1);
        }
        assertThat(FileLines.all(path))
                .containsExactly(
                        "2026-09-21T14:13:20.007Z app-2: " + NumberedEvents.message(7), NumberedEvents.message(8));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void spreadsEveryEventOnceOverFilesOfTheSizeThatIsAskedFor(boolean isPacking) throws Exception {
        try (var sink = new FileSink(new FileOptions(path, FileFormat.NDJSON, SMALL, MANY, isPacking, Sync.OFF))) {
            for (int id = 1; id <= 2000; id += 37) {
                send(sink, id, 37);
            }
            awaitPacked(isPacking ? 1 : MANY);
        }
        expectIds(1, 2035);
        List<Path> files = FileLines.files(path);
        assertThat(files).hasSizeBetween(80, 200);
        for (Path file : files) {
            assertThat(Files.size(file)).isLessThanOrEqualTo(SMALL);
        }
    }

    /** Until there is no plain file of this number or a higher one. */
    private void awaitPacked(int from) {
        long deadlineNs = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (FileLines.files(path).stream()
                .skip(from)
                .anyMatch(file -> !file.toString().endsWith(".gz"))) {
            assertThat(System.nanoTime()).as("all are compressed").isLessThan(deadlineNs);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void givesALineThatIsLargerThanAFileOneOfItsOwn() throws Exception {
        var large = new NumberedEvents(id -> id == 2 ? "x".repeat(2 * SMALL) : "short");
        try (var sink = rotating(MANY)) {
            sink.send(large.batch(sink.writing(), 1, 3));
        }
        assertThat(FileLines.files(path)).hasSize(3);
        expectIds(1, 3);
    }

    @Test
    void keepsAsManyFilesAsItIsTold() throws Exception {
        try (var sink = rotating(10)) {
            send(sink, 1, 1000);
        }
        assertThat(FileLines.files(path)).hasSize(11);
        List<Long> ids = FileLines.ids(FileLines.all(path));
        assertThat(ids).isEqualTo(range(ids.getFirst(), 1000));
        try (var sink = rotating(3)) {
            send(sink, 1001, 100);
        }
        assertThat(FileLines.files(path)).hasSize(4);
        assertThat(directory.toFile().list()).hasSize(4);
    }

    @Test
    void cutsATornLineAndPassesOverWhatIsThere() throws Exception {
        try (var sink = sink()) {
            send(sink, 1, 10);
        }
        Files.writeString(path, "{\"id\":\"11\",\"time\":\"20", StandardOpenOption.APPEND);
        try (var sink = sink()) {
            send(sink, 6, 10);
            assertThat(sink.accepted()).isEqualTo(15);
            send(sink, 16, 5);
        }
        expectIds(1, 20);
    }

    @Test
    void passesOverWhatIsInFullFiles() throws Exception {
        try (var sink = rotating(MANY)) {
            send(sink, 1, 200);
        }
        Path first = path.resolveSibling("all.log.1");
        Files.delete(path); // a crash between two steps of rotating
        long last = FileLines.ids(Files.readAllLines(first)).getLast();
        try (var sink = rotating(MANY)) {
            send(sink, 17, 100);
            send(sink, 117, 100);
        }
        assertThat(last).isLessThan(200);
        expectIds(1, 216);
    }

    @Test
    void passesOverNothingWhenOtherEventsHaveTheSameIds() throws Exception {
        var others = new NumberedEvents(id -> "of a new journal, " + id);
        try (var sink = sink()) {
            send(sink, 1, 10);
        }
        try (var sink = sink()) {
            sink.send(others.batch(sink.writing(), 1, 5));
        }
        List<String> lines = FileLines.all(path);
        assertThat(lines).hasSize(15);
        assertThat(lines.get(10)).contains("of a new journal, 1");
    }

    @Test
    void passesOverNothingFromTheFirstEventOnThatIsNotThere() throws Exception {
        try (var sink = sink()) {
            send(sink, 1, 2);
            send(sink, 5, 2); // a filter did not want 3 and 4
        }
        try (var sink = sink()) {
            send(sink, 2, 6); // another one does
        }
        assertThat(FileLines.ids(FileLines.all(path))).containsExactly(1L, 2L, 5L, 6L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void beginsAnewWhenSomebodyMovesOrDeletesTheFile() throws Exception {
        try (var sink = sink()) {
            send(sink, 1, 2);
            Files.move(path, directory.resolve("moved"));
            send(sink, 3, 2);
            expectIds(3, 4);
            Files.delete(path);
            send(sink, 5, 1);
            expectIds(5, 5);
        }
    }

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void appendsToWhatIsThereWhenSomebodyEmptiesTheFile(FileFormat format) throws Exception {
        try (var sink = new FileSink(new FileOptions(path, format, HUGE, 5, false, Sync.BATCH))) {
            send(sink, 1, 200);
            Files.write(path, new byte[0]);
            send(sink, 201, 2);
            List<String> lines = FileLines.all(path);
            assertThat(lines).hasSize(2);
            assertThat(lines.getFirst()).contains(NumberedEvents.message(201)).doesNotContain("\0");
        }
    }

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void writesOverNothingThatOthersAppend(FileFormat format) throws Exception {
        try (var sink = new FileSink(new FileOptions(path, format, HUGE, 5, false, Sync.BATCH))) {
            send(sink, 1, 1);
            Files.writeString(path, "foreign line\n", StandardOpenOption.APPEND);
            send(sink, 2, 1);
            Files.writeString(path, "unfinished", StandardOpenOption.APPEND);
            send(sink, 3, 1);
        }
        Files.writeString(path, "foreign", StandardOpenOption.APPEND);
        try (var sink = new FileSink(new FileOptions(path, format, HUGE, 5, false, Sync.BATCH))) {
            send(sink, 4, 1);
        }
        List<String> lines = FileLines.all(path);
        assertThat(lines).hasSize(7);
        assertThat(lines.get(1)).isEqualTo("foreign line");
        assertThat(lines.get(3)).isEqualTo("unfinished");
        assertThat(lines.get(5)).isEqualTo("foreign");
        for (int id = 1; id <= 4; id++) {
            assertThat(lines.get(2 * (id - 1))).contains(NumberedEvents.message(id));
        }
    }

    @Test
    void countsWhatOthersWroteOrTookWhenItIsTimeToRotate() throws Exception {
        try (var sink = rotating(MANY)) {
            send(sink, 1, 10);
            Files.writeString(path, "x".repeat(SMALL) + "\n", StandardOpenOption.APPEND);
            send(sink, 11, 1);
            assertThat(FileLines.files(path)).hasSize(2);
            for (int id = 12; id < 100; id++) {
                Files.write(path, new byte[0]);
                send(sink, id, 1);
            }
            assertThat(FileLines.files(path)).hasSize(2);
        }
    }

    @Test
    void passesOverWhatStandsBeforeLinesOfOthers() throws Exception {
        Files.writeString(path, "foreign at the start\n");
        try (var sink = sink()) {
            send(sink, 1, 10);
        }
        Files.writeString(path, "foreign\n{\"id\": 1}\n", StandardOpenOption.APPEND);
        try (var sink = sink()) {
            send(sink, 4, 10);
        }
        List<String> lines = FileLines.all(path);
        assertThat(lines).hasSize(16);
        assertThat(FileLines.ids(lines.subList(13, 16))).containsExactly(11L, 12L, 13L);
    }

    @Test
    void refusesWhatIsNoFileOfItsOwn() throws Exception {
        Path other = Files.createFile(directory.resolve("other"));
        expectFailure(directory.resolve("none/all.log"), "there is no directory " + directory.resolve("none"));
        expectFailure(Files.createDirectory(directory.resolve("sub")), "it is not a regular file");
        expectFailure(Files.createSymbolicLink(directory.resolve("link"), other), "it is not a regular file");
        try (var sink = sink()) {
            send(sink, 1, 1);
            expectFailure(path, "another drain writes it");
        }
        Files.write(other, new byte[20 << 20]);
        expectFailure(other, "it ends with no line: it is none of ours");
        assertThat(other).hasSize(20 << 20);
    }

    private void expectFailure(Path file, String reason) {
        try (var sink = new FileSink(new FileOptions(file, FileFormat.NDJSON, HUGE, 5, false, Sync.BATCH))) {
            assertThatThrownBy(() -> send(sink, 1, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot write %s: %s", file, reason);
        }
    }

    @Test
    void losesAndDoublesNothingWhenTheDiskIsFullForAWhile() throws Exception {
        try (var disk = SmallDisk.mount(directory, 8);
                var sink = new FileSink(new FileOptions(path, FileFormat.NDJSON, 1 << 20, 50, false, Sync.BATCH))) {
            disk.fill(5);
            long id = 1;
            IOException failure = null;
            while (failure == null) {
                try {
                    send(sink, id, 500);
                    id += 500;
                } catch (IOException e) {
                    failure = e;
                }
            }
            assertThat(failure).hasMessage("cannot write %s: No space left on device", path);
            assertThatThrownBy(() -> send(sink, 1, 100_000)).isInstanceOf(IOException.class);
            disk.free();
            send(sink, id, 500);
            expectIds(1, id + 499);
        }
    }

    /** Each life ends within a batch; the next one begins with events that may be there already. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void hasEveryEventOnceAfterAnyCrashes(long seed) throws Exception {
        var random = new Random(seed);
        boolean isPacking = seed % 2 == 0;
        long accepted = 0;
        for (int life = 0; life < 12; life++) {
            long next = accepted + 1 - random.nextLong(Math.min(accepted, 150) + 1);
            try (var sink =
                    new FileSink(new FileOptions(path, FileFormat.NDJSON, SMALL, MANY, isPacking, Sync.BATCH))) {
                while (next <= accepted + 100) {
                    int count = 1 + random.nextInt(60);
                    send(sink, next, count);
                    next += count;
                }
                accepted = sink.accepted();
            }
            tear(next, random);
        }
        try (var sink = new FileSink(new FileOptions(path, FileFormat.NDJSON, SMALL, MANY, false, Sync.BATCH))) {
            send(sink, 1, (int) accepted + 50);
        }
        expectIds(1, accepted + 50);
    }

    /** Leaves a part of the batch that would come next. */
    private void tear(long next, Random random) throws IOException {
        Batch batch = events.batch(FileFormat.NDJSON.writing(), next, 20);
        int length = random.nextInt(batch.lengthBytes());
        Files.write(
                path,
                Arrays.copyOfRange(batch.bytes(), batch.start(), batch.start() + length),
                StandardOpenOption.APPEND);
    }

    private FileSink sink() {
        return new FileSink(new FileOptions(path, FileFormat.NDJSON, HUGE, 5, false, Sync.BATCH));
    }

    private FileSink rotating(int keep) {
        return new FileSink(new FileOptions(path, FileFormat.NDJSON, SMALL, keep, false, Sync.OFF));
    }

    private void send(Sink sink, long first, int count) throws IOException, InterruptedException {
        assertThat(sink.send(events.batch(sink.writing(), first, count))).isEqualTo(Sink.Answer.TAKEN);
    }

    private void expectIds(long first, long last) throws IOException {
        List<Long> ids = FileLines.ids(FileLines.all(path));
        List<Long> expected = range(first, last);
        int same = 0;
        while (same < ids.size() && same < expected.size() && ids.get(same).equals(expected.get(same))) {
            same++;
        }
        assertThat(ids.subList(same, Math.min(same + 5, ids.size())))
                .as("behind %d right ids of %d", same, expected.size())
                .isEmpty();
        assertThat(ids).hasSameSizeAs(expected);
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
