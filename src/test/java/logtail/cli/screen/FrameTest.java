package logtail.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTest {
    private static final TerminalSize SIZE = new TerminalSize(20, 4);

    private final Frame frame = new Frame();

    @Test
    void onlyLinesThatChangedAreWritten() {
        assertThat(frame.next(List.of("one", "two", "three"), SIZE))
                .isEqualTo("\033[0m\033[2J\033[1;1Hone\033[K\033[2;1Htwo\033[K\033[3;1Hthree\033[K");
        assertThat(frame.next(List.of("one", "2", "three"), SIZE)).isEqualTo("\033[2;1H2\033[K");
        assertThat(frame.next(List.of("one", "2", "three"), SIZE)).isEmpty();
        assertThat(frame.next(List.of("one"), SIZE)).isEqualTo("\033[2;1H\033[K\033[3;1H\033[K");
    }

    @Test
    void aFullLineIsNotErasedAtItsEnd() {
        frame.next(List.of(), SIZE);
        assertThat(frame.next(List.of("\033[1m" + "日".repeat(10) + "\033[0m"), SIZE))
                .doesNotContain("\033[K");
        assertThat(frame.next(List.of("\033[1m" + "x".repeat(19) + "\033[0m"), SIZE))
                .endsWith("\033[K");
    }

    @Test
    void everythingIsWrittenAfterAnotherSizeOrAnotherProgram() {
        frame.next(List.of("one"), SIZE);
        assertThat(frame.next(List.of("one"), new TerminalSize(40, 4))).contains("\033[2J", "one");
        frame.forget();
        assertThat(frame.next(List.of("one"), new TerminalSize(40, 4))).contains("\033[2J", "one");
    }

    @Test
    void whatHasNoRoomIsLeftOut() {
        assertThat(frame.next(List.of("1", "2", "3", "4", "5"), SIZE))
                .contains("4")
                .doesNotContain("5");
    }
}
