package logtail.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import logtail.drain.DrainCursor.Found;
import logtail.journal.JournalId;
import logtail.journal.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedCursorTest {
    @TempDir
    private Path folder;

    private final JournalId journal = JournalId.random();

    @Test
    void beginsWhereItIsToldAndGoesOnWhereItWas() throws IOException {
        try (var cursor = open(7)) {
            assertThat(cursor.accepted()).isEqualTo(Place.of(7));
            cursor.begin(Place.of(20));
            cursor.accept(Place.of(12));
        }
        try (var cursor = reopen()) {
            assertThat(cursor.found()).isEqualTo(Found.SAME_JOURNAL);
            assertThat(cursor.accepted()).isEqualTo(Place.of(12));
            assertThat(cursor.tried()).isEqualTo(Place.of(20));
        }
    }

    @Test
    void knowsAnotherJournalAndIsOneOfItOnceItWasMoved() throws IOException {
        open(7).close();
        var other = JournalId.random();
        try (var cursor = MappedCursor.open(file(), other)) {
            assertThat(cursor.found()).isEqualTo(Found.OTHER_JOURNAL);
            cursor.move(Place.of(3));
        }
        try (var cursor = MappedCursor.open(file(), other)) {
            assertThat(cursor.found()).isEqualTo(Found.SAME_JOURNAL);
            assertThat(cursor.accepted()).isEqualTo(Place.of(3));
        }
        try (var cursor = reopen()) {
            assertThat(cursor.found()).isEqualTo(Found.OTHER_JOURNAL);
        }
    }

    @Test
    void takesACursorOfTheOldFormatForOneOfThisJournalOnce() throws IOException {
        var old = ByteBuffer.allocate(2 * 4 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        putOld(old, 6, 40, 50);
        putOld(old, 7, 41, 60);
        Files.write(file(), old.array());
        try (var cursor = reopen()) {
            assertThat(cursor.found()).isEqualTo(Found.SAME_JOURNAL);
            assertThat(cursor.accepted()).isEqualTo(Place.of(41));
            assertThat(cursor.tried()).isEqualTo(Place.of(60));
        }
        try (var cursor = MappedCursor.open(file(), JournalId.random())) {
            assertThat(cursor.found()).isEqualTo(Found.OTHER_JOURNAL);
        }
    }

    @Test
    void believesNothingOfZerosOfEitherFormatNorOfAnyOtherLength() throws IOException {
        for (int length : new int[] {0, 1, 64, 95, 96, 97, 4096}) {
            Files.write(file(), new byte[length]);
            try (var cursor = reopen()) {
                assertThat(cursor.found()).as("%d bytes", length).isEqualTo(Found.NOTHING_SOUND);
            }
        }
    }

    private static void putOld(ByteBuffer slots, long turn, long accepted, long tried) {
        int at = (int) (turn % 2) * 4 * Long.BYTES;
        slots.putLong(at, turn).putLong(at + 8, accepted).putLong(at + 16, tried);
        slots.putLong(at + 24, (turn * 31 + accepted) * 31 + tried ^ 0x6C6F677461696CL);
    }

    @Test
    void movesBack() throws IOException {
        try (var cursor = open(50)) {
            cursor.begin(Place.of(60));
            cursor.move(Place.of(3));
            assertThat(cursor.accepted()).isEqualTo(Place.of(3));
            assertThat(cursor.tried()).isEqualTo(Place.of(3));
        }
    }

    /** A process may die between any two stores of the slot that it writes; the other one is whole. */
    @Test
    void believesTheOtherSlotWhenOneIsTorn() throws IOException {
        try (var cursor = open(0)) {
            cursor.accept(Place.of(10));
            cursor.accept(Place.of(11));
        }
        byte[] whole = Files.readAllBytes(file());
        for (int i = 0; i < whole.length; i++) {
            byte[] torn = whole.clone();
            torn[i] ^= 0x55;
            Files.write(file(), torn);
            try (var cursor = reopen()) {
                assertThat(cursor.accepted().behind(0)).isBetween(10L, 11L);
            }
        }
    }

    private Path file() {
        return folder.resolve("cursor");
    }

    private MappedCursor open(long first) throws IOException {
        MappedCursor.make(file(), journal, Place.of(first));
        return reopen();
    }

    private MappedCursor reopen() throws IOException {
        return MappedCursor.open(file(), journal);
    }
}
