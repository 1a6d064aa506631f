package logtail.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "1000, 1000", "1024, 1KiB", "65536, 64KiB", "1536, 1536", "4611686018427387904, 4EiB"})
    void showsASizeExactly(long bytes, String text) {
        assertThat(Sizes.exact(bytes)).isEqualTo(text);
        assertThat(Sizes.parse(text)).hasValue(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "1023, 1023 bytes",
        "1024, 1KiB",
        "1536, 1.5KiB",
        "64277749, 61.3MiB",
        "67108864, 64MiB",
        "83562586112, 77.8GiB"
    })
    void showsASizeRoughly(long bytes, String text) {
        assertThat(Sizes.about(bytes)).isEqualTo(text);
    }

    @Test
    void takesNoMoreThanALongHolds() {
        assertThat(Sizes.parse("7EiB")).hasValue(7L << 60);
        assertThat(Sizes.parse("8EiB")).isEmpty();
    }
}
