package logtail.drain.sink.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RelpWindowTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final RelpWindow window = new RelpWindow("server:1", 999_999_997L, LONG);

    @Test
    void beginsAgainWithOneBehindTheLastTransactionNumber() {
        assertThat(window.open(1)).isEqualTo(999_999_998);
        assertThat(window.open(1)).isEqualTo(999_999_999);
        assertThat(window.open(1)).isEqualTo(1);
        assertThat(window.open(1)).isEqualTo(2);
        answer(1, 999_999_999, 2);
        assertThat(window.answered()).isEqualTo(999_999_997L);
        answer(999_999_998);
        assertThat(window.answered()).isEqualTo(window.sent()).isEqualTo(1_000_000_001L);
        assertThat(window.isBroken()).isFalse();
    }

    @Test
    void noticesAnAnswerThatIsGivenTwice() {
        window.open(1);
        window.open(1);
        answer(999_999_999, 999_999_999);
        assertThat(window.isBroken()).isTrue();
        assertThat(window.trouble()).isEqualTo("server:1 answered a frame that it was not sent, 999999999");
    }

    @Test
    void hasRoomForAnyBatchWhenEmptyAndOtherwiseForTenThousandFramesAndFourMebibytes() throws InterruptedException {
        assertThat(window.awaitRoom(16_000, 100 << 20)).isTrue();
        int first = window.open(3 << 20);
        assertThat(window.awaitRoom(9_999, 1 << 20)).isTrue();
        var waiting = Thread.ofVirtual().unstarted(() -> {
            try {
                assertThat(window.awaitRoom(1, (1 << 20) + 1)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        waiting.start();
        assertThat(waiting.join(Duration.ofMillis(20))).isFalse();
        answer(first);
        assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void givesUpWaitingWhenTheConnectionEnds() throws InterruptedException {
        window.open(1);
        Thread.ofVirtual().start(window::end);
        assertThat(window.awaitEmpty(LONG)).isFalse();
        assertThat(window.isBroken()).isTrue();
        assertThat(window.trouble()).isNull();
    }

    private void answer(int... numbers) {
        for (int number : numbers) {
            window.answer(number, true, "");
        }
    }
}
