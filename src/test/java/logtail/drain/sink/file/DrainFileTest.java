package logtail.drain.sink.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import logtail.drain.sink.Destination;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DrainFileTest {
    @ParameterizedTest
    @CsvSource({
        "file:///var/log/all.log, /var/log/all.log",
        "file:/var/log/all.log, /var/log/all.log",
        "FILE:///var/log/all.log#format=text, /var/log/all.log",
        "file:///var/log/./x/../../lib//all.log, /var/lib/all.log",
        "file:///../../etc/passwd, /etc/passwd",
        "file:///var/my%20logs/%C3%BC.log, /var/my logs/ü.log",
        "file:///srv/%2E%2E/etc/passwd, /etc/passwd"
    })
    void tellsTheNormalisedPath(String url, String path) {
        assertThat(DrainFile.path(Destination.parse(url).destination())).hasToString(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file://host/var/log/all.log",
                "file:///var/log/",
                "file:///",
                "file:///..",
                "file:///var/..",
                "file:///var/log/all.log?x=1",
                "file:///a%00b"
            })
    void refusesWhatNamesNoFileHere(String url) {
        Destination to = Destination.parse(url).destination();
        assertThatThrownBy(() -> DrainFile.path(to))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names no file");
    }
}
