package logtail.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainCursorTest {
    @TempDir
    private Path folder;

    @Test
    void beginsWhereItIsToldAndGoesOnWhereItWas() throws IOException {
        try (var cursor = open(7)) {
            assertThat(cursor.accepted()).isEqualTo(7);
            cursor.begin(20);
            cursor.accept(12);
        }
        try (var cursor = open(99)) {
            assertThat(cursor.accepted()).isEqualTo(12);
            assertThat(cursor.tried()).isEqualTo(20);
        }
    }

    @Test
    void movesBack() throws IOException {
        try (var cursor = open(50)) {
            cursor.begin(60);
            cursor.move(3);
            assertThat(cursor.accepted()).isEqualTo(3);
            assertThat(cursor.tried()).isEqualTo(3);
        }
    }

    /** A process may die between any two stores of the slot that it writes; the other one is whole. */
    @Test
    void believesTheOtherSlotWhenOneIsTorn() throws IOException {
        try (var cursor = open(0)) {
            cursor.accept(10);
            cursor.accept(11);
        }
        byte[] whole = Files.readAllBytes(file());
        for (int i = 0; i < whole.length; i++) {
            byte[] torn = whole.clone();
            torn[i] ^= 0x55;
            Files.write(file(), torn);
            try (var cursor = open(0)) {
                assertThat(cursor.accepted()).isBetween(10L, 11L);
            }
        }
    }

    private Path file() {
        return folder.resolve("cursor");
    }

    private DrainCursor open(long first) throws IOException {
        return new DrainCursor(file(), first);
    }
}
