package logtail.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0, NUMBER, 0",
        "-1.5e3, NUMBER, -1500",
        "+7, NUMBER, 7",
        "95%, NUMBER, 95",
        "12345678901234567890, NUMBER, 12345678901234567000",
        "250ms, DURATION, 250e6",
        "0.7s, DURATION, 700e6",
        "3us, DURATION, 3000",
        "3\u00b5s, DURATION, 3000",
        "1h30m, DURATION, 5400e9",
        "1m0.5s, DURATION, 60.5e9",
        "-2d, DURATION, -172800e9",
        "10KiB, SIZE, 10240",
        "1.5MB, SIZE, 1.5e6",
        "8b, SIZE, 8"
    })
    void readsNumbersDurationsAndSizes(String text, Quantity.Kind kind, double value) {
        assertThat(Quantity.parse(text)).contains(new Quantity(kind, value, text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "x",
                "1x",
                ".5",
                "5.",
                "1e",
                "1M",
                "ms",
                "1h30",
                "1KiB2KiB",
                "1h2KiB",
                "1 ms",
                "1..2",
                "0x10"
            })
    void takesNothingElseForAQuantity(String text) {
        assertThat(Quantity.parse(text)).isEmpty();
    }

    @Test
    void knowsTheUnitThatAKeyEndsWith() {
        assertThat(KeyUnit.of("took_ms")).isEqualTo(new KeyUnit(1e6, 1));
        assertThat(KeyUnit.of("http.tookMs")).isEqualTo(new KeyUnit(1e6, 1));
        assertThat(KeyUnit.of("elapsed.us")).isEqualTo(new KeyUnit(1e3, 1));
        assertThat(KeyUnit.of("body-kb")).isEqualTo(new KeyUnit(1e9, 1e3));
        assertThat(KeyUnit.of("items")).as("no unit, whatever its letters").isEqualTo(new KeyUnit(1e9, 1));
        assertThat(KeyUnit.of("ms")).as("a name, not a unit").isEqualTo(new KeyUnit(1e9, 1));
    }
}
