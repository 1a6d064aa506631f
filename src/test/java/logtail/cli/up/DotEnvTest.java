package logtail.cli.up;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import logtail.cli.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DotEnvTest {
    @TempDir
    private Path directory;

    static List<Arguments> files() {
        return List.of(
                Arguments.of("A=1", Map.of("A", "1")),
                Arguments.of("\ufeffA=1\r\nB=2\r\n", Map.of("A", "1", "B", "2")),
                Arguments.of("  export A = b c  # d", Map.of("A", "b c")),
                Arguments.of("A=b#c", Map.of("A", "b#c")),
                Arguments.of("A= # nothing", Map.of("A", "")),
                Arguments.of("A=\nB=''\nC=\"\"", Map.of("A", "", "B", "", "C", "")),
                Arguments.of("# A=1\n\n  # B=1", Map.of()),
                Arguments.of("NAME\nexport OTHER # alone\nA=1", Map.of("A", "1")),
                Arguments.of("spring.profiles.active=dev\nT-B=x", Map.of("spring.profiles.active", "dev", "T-B", "x")),
                Arguments.of("A=$B ${C} `d`", Map.of("A", "$B ${C} `d`")),
                Arguments.of("A='$B \\n' # c", Map.of("A", "$B \\n")),
                Arguments.of("A=\"\\$B \\n\\t\\\"\\\\ \\d\" # c", Map.of("A", "$B \n\t\"\\ \\d")),
                Arguments.of("A=\"x\ny\"\nB=2", Map.of("A", "x\ny", "B", "2")),
                Arguments.of("A='x\r\n# no comment\r\ny' # c\r\nB=2", Map.of("A", "x\n# no comment\ny", "B", "2")),
                Arguments.of(
                        "KEY=\"-----BEGIN KEY-----\nMII=\n-----END KEY-----\n\"\n",
                        Map.of("KEY", "-----BEGIN KEY-----\nMII=\n-----END KEY-----\n")),
                Arguments.of("A='s\nB=2", Map.of("A", "'s", "B", "2")),
                Arguments.of("A=\"x\" y\nB=\"2\"", Map.of("A", "\"x\" y", "B", "2")),
                Arguments.of("A=it's\nB=it's", Map.of("A", "it's", "B", "it's")),
                Arguments.of("A=x=y", Map.of("A", "x=y")),
                Arguments.of("A=1\nA=2", Map.of("A", "2")));
    }

    @ParameterizedTest
    @MethodSource("files")
    void readsWhatDotenvLibrariesAgreeOn(String text, Map<String, String> variables) throws IOException {
        assertThat(DotEnv.read(write(text, UTF_8))).isEqualTo(variables);
    }

    @Test
    void namesTheLineThatItCannotReadButDoesNotShowIt() throws IOException {
        assertMistake(write("A=1\nmy secret", UTF_8), ":2: takes KEY=VALUE");
        assertMistake(write("A=1\nB=caf\u00e9\n", ISO_8859_1), ":2: takes UTF-8; it has another encoding");
        assertMistake(directory.resolve("none"), "there is no such file");
    }

    @Test
    void aProcfileMayHaveAByteOrderMarkAndWindowsLineEnds() throws IOException {
        Path file = write("\ufeffweb: serve\r\n\r\n# none\r\nworker: work\r\n", UTF_8);
        assertThat(Procfile.read(file).commands()).isEqualTo(Map.of("web", "serve", "worker", "work"));
    }

    private void assertMistake(Path file, String message) {
        assertThatThrownBy(() -> DotEnv.read(file))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("secret");
    }

    private Path write(String text, Charset charset) throws IOException {
        return Files.write(directory.resolve("file"), text.getBytes(charset));
    }
}
