package logtail.daemon;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import logtail.journal.JournalId;
import logtail.journal.Place;
import logtail.runtime.OwnerOnly;

/**
 * How far the journal of a data directory is copied, in its file {@value #FILE}, so that a copy that goes on need not look through
 * the whole topic. It may be behind the truth, but not ahead of it.
 *
 * @param from the journal that is copied, as a directory may hold another one some day
 * @param to the journal that it is copied to
 * @param id all events up to this one are there
 * @param place before which there is none of the later ones
 */
record CopyNote(JournalId from, JournalId to, long id, Place place) {
    static final String FILE = "copied-to-kafka";

    /** What is noted about a copy of this journal to that one; empty when that is nothing, or cannot be read. */
    static Optional<CopyNote> read(Path data, JournalId from, JournalId to, int lanes) throws IOException {
        try {
            CopyNote note = parse(Files.readString(data.resolve(FILE), US_ASCII));
            boolean isOfBoth = note.from.equals(from) && note.to.equals(to) && note.place.lanes() == lanes;
            return isOfBoth ? Optional.of(note) : Optional.empty();
        } catch (NoSuchFileException | CharacterCodingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static CopyNote parse(String text) {
        String[] words = text.strip().split(" ", -1);
        if (words.length != 4) {
            throw new IllegalArgumentException("'%s' is no note".formatted(text));
        }
        return new CopyNote(
                JournalId.parse(words[0]), JournalId.parse(words[1]), Long.parseLong(words[2]), Place.parse(words[3]));
    }

    /** Takes the place of the one before. */
    void write(Path data) throws IOException {
        Path draft = data.resolve(FILE + ".new");
        try (var channel = OwnerOnly.open(draft, CREATE, TRUNCATE_EXISTING, WRITE)) {
            channel.write(ByteBuffer.wrap(
                    "%s %s %d %s\n".formatted(from, to, id, place).getBytes(US_ASCII)));
            channel.force(false);
        }
        Files.move(draft, data.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }
}
