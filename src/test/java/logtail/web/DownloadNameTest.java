package logtail.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import logtail.query.BadQueryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadNameTest {
    @ParameterizedTest
    @CsvSource({
        "errors.csv, errors.csv",
        "../../etc/passwd, passwd",
        "C:\\Windows\\x.exe, x.exe",
        ".bashrc, bashrc",
        "'  a b.txt. ', a b.txt",
        "a<b>:|?*.csv, a_b_____.csv",
        "\u202egpj.exe, gpj.exe",
        "a\u0000\u001b\u0085b, ab",
        "żółć 🦆.csv, żółć 🦆.csv",
    })
    void takesOutWhatIsNoPartOfAName(String given, String name) {
        assertThat(DownloadName.of(given).text()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "..", "/", "a/", "\\", "\r\n", "\u202e"})
    void refusesANameOfWhichNothingIsLeft(String given) {
        assertThatThrownBy(() -> DownloadName.of(given))
                .isInstanceOf(BadQueryException.class)
                .hasMessageContaining("it takes a file name");
    }

    @Test
    void writesTheNameForOldClientsAndForOthers() {
        assertThat(DownloadName.of("a \"b\";50%é🦆.csv").disposition())
                .isEqualTo("attachment; filename=\"a _b__50___.csv\"; "
                        + "filename*=UTF-8''a%20_b_%3B50%25%C3%A9%F0%9F%A6%86.csv");
    }

    @Test
    void addsNoHeaderOfItsOwn() {
        String disposition =
                DownloadName.of("a\r\nSet-Cookie: x=1\u0085\u2028\".csv").disposition();
        assertThat(disposition).matches("[ -~]+").doesNotContain("\r", "\n");
        assertThat(disposition.chars().filter(c -> c == '"').count()).isEqualTo(2);
    }
}
