package logtail.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdRangeTest {
    @Test
    void holdsItsFirstIdAndNotItsEnd() {
        var range = new IdRange(3, 5);
        assertThat(range.contains(2)).isFalse();
        assertThat(range.contains(3)).isTrue();
        assertThat(range.contains(4)).isTrue();
        assertThat(range.contains(5)).isFalse();
        assertThat(range.last()).isEqualTo(4);
        assertThat(range).isEqualTo(IdRange.closed(3, 4));
    }

    @Test
    void isEmptyWhenItsEndsMeet() {
        assertThat(new IdRange(3, 3).isEmpty()).isTrue();
        assertThat(IdRange.closed(3, 2).isEmpty()).isTrue();
        assertThat(IdRange.of(3).isEmpty()).isFalse();
    }

    @Test
    void mayHaveNoEnd() {
        var range = IdRange.closed(3, Long.MAX_VALUE);
        assertThat(range.isEndless()).isTrue();
        assertThat(range.contains(Long.MAX_VALUE - 1)).isTrue();
        assertThat(new IdRange(3, 4).isEndless()).isFalse();
    }
}
