package logtail.cli.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Notices;
import logtail.cli.base.VisibleText;
import logtail.event.EventId;
import logtail.journal.Cursor;
import logtail.journal.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class CursorFileTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private final Notices notices = new Notices(new PrintStream(stderr, true, UTF_8), true);

    @Test
    void holdsTheLastIdThatItWasToldAndNothingElse() throws IOException {
        try (var cursor = new CursorFile(file(), notices)) {
            for (int id = 1; id <= 10_000; id++) {
                cursor.shown(Integer.toString(id));
            }
        }
        assertThat(CursorFile.read(file())).contains(Cursor.parse("10000"));
        assertThat(Files.readString(file())).isEqualTo("10000\n");
        assertThat(directory).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void holdsTheJournalToo() {
        try (var cursor = new CursorFile(file(), notices)) {
            cursor.shown("3w5e11264sgsf-12");
        }
        assertThat(CursorFile.read(file())).contains(Cursor.parse("3w5e11264sgsf-12"));
    }

    @Test
    void holdsAPlaceInAsManyLanesAsThereCanBe() {
        long[] behind = new long[EventId.MOST_LANES];
        Arrays.setAll(behind, lane -> EventId.first(lane, EventId.MOST_BLOCKS - lane) + lane);
        String text = "3w5e11264sgsf-" + Place.of(behind);
        try (var cursor = new CursorFile(file(), notices)) {
            cursor.shown(text);
        }
        assertThat(CursorFile.read(file())).contains(Cursor.parse(text));
    }

    @Test
    void isWrittenByItselfAfterAWhile() throws IOException {
        try (var cursor = new CursorFile(file(), notices)) {
            cursor.shown("1");
            awaitContent("1");
            cursor.shown("2");
            awaitContent("2");
        }
    }

    @Test
    void isNotMadeWhenNothingWasShown() {
        try (var cursor = new CursorFile(file(), notices)) {
            cursor.shown("");
        }
        assertThat(file()).doesNotExist();
        assertThat(CursorFile.read(file())).isEmpty();
    }

    @Test
    void aLinkStaysOne() throws IOException {
        Path target = Files.writeString(directory.resolve("target"), "1");
        Files.createSymbolicLink(file(), target);
        try (var cursor = new CursorFile(file(), notices)) {
            cursor.shown("2");
        }
        assertThat(file()).isSymbolicLink();
        assertThat(target).hasContent("2\n");
    }

    @Test
    void otherContentIsNamedWithItsFile() throws IOException {
        for (String content : new String[] {"", "x\u001b[1m", "-1", "1 2"}) {
            Files.writeString(file(), content);
            assertThatThrownBy(() -> CursorFile.read(file()))
                    .isInstanceOfSatisfying(
                            CommandFailedException.class,
                            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                    .hasMessageContaining(file().toString())
                    .hasMessageContaining("holds \"" + VisibleText.of(content) + "\"");
        }
    }

    @Test
    void saysOnceThatItCannotBeKept() throws IOException {
        Path file = Files.createDirectory(directory.resolve("a")).resolve("cursor");
        Files.delete(directory.resolve("a"));
        try (var cursor = new CursorFile(file, notices)) {
            cursor.shown("1");
        }
        assertThat(stderr.toString(UTF_8)).containsOnlyOnce("cannot keep the cursor in " + file);
    }

    private Path file() {
        return directory.resolve("cursor");
    }

    private void awaitContent(String id) throws IOException {
        while (!Files.exists(file()) || !Files.readString(file()).equals(id + "\n")) {
            Thread.onSpinWait();
        }
    }
}
