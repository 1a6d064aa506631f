package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import logtail.journal.JournalId;
import logtail.journal.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyNoteTest {
    private static final JournalId FROM = new JournalId(-1);
    private static final JournalId TO = new JournalId(2);
    private static final int LANES = 3;

    @TempDir
    private Path data;

    @Test
    void isReadAsItWasWrittenLast() throws IOException {
        new CopyNote(FROM, TO, 0, Place.nowhere(LANES)).write(data);
        var note = new CopyNote(FROM, TO, 17, Place.nowhere(LANES).with(1L << 20));
        note.write(data);
        assertThat(CopyNote.read(data, FROM, TO, LANES)).contains(note);
        assertThat(data).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void isOfOneJournalAndOneTopic() throws IOException {
        new CopyNote(FROM, TO, 17, Place.nowhere(LANES)).write(data);
        assertThat(CopyNote.read(data, new JournalId(3), TO, LANES)).isEmpty();
        assertThat(CopyNote.read(data, FROM, new JournalId(3), LANES)).isEmpty();
        assertThat(CopyNote.read(data, FROM, TO, LANES + 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 2", "1 2 x P", "1 2 3 4", "\u00e9"})
    void isNoneWhenItCannotBeRead(String text) throws IOException {
        Files.writeString(data.resolve(CopyNote.FILE), text);
        assertThat(CopyNote.read(data, FROM, TO, LANES)).isEmpty();
        Files.delete(data.resolve(CopyNote.FILE));
        assertThat(CopyNote.read(data, FROM, TO, LANES)).isEmpty();
    }
}
