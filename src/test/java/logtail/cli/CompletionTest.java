package logtail.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Completes command lines in a real bash, with a {@code logtail} that knows two apps. */
@Timeout(30)
class CompletionTest {
    @TempDir
    Path directory;

    @Test
    void bashCompletesCommandsOptionsAndValues() throws Exception {
        assertThat(complete("jo")).containsExactly("journal");
        assertThat(complete("--fol")).containsExactly("--follow");
        assertThat(complete("apps", "--na")).containsExactly("--names");
        assertThat(complete("-l", "w")).containsExactly("warn");
        assertThat(complete("-o", "")).containsExactly("text", "raw", "json", "logfmt");
        assertThat(complete("x", "--color", "a")).containsExactly("auto", "always");
    }

    @Test
    void namesOfAppsComeFromTheDaemon() throws Exception {
        assertThat(complete("-a", "")).containsExactly("web", "worker");
        assertThat(complete("pipe", "--app", "wo")).containsExactly("worker");
        assertThat(complete("--app", "=", "we")).containsExactly("web");
    }

    @Test
    void zshUsesTheSameAndFishNamesEachOption() {
        assertThat(Completion.script("zsh")).startsWith("#compdef logtail\n").contains("bashcompinit", "_logtail()");
        assertThat(Completion.script("fish"))
                .contains("-s a -l app -r -a '(logtail apps --names )'", "-l names -d 'Just the names, one a line.'")
                .doesNotContain("$(");
    }

    @Test
    void anotherShellIsAMistake() {
        assertThatThrownBy(() -> Completion.script("csh")).hasMessageContaining("accepted: bash, zsh, fish");
    }

    private List<String> complete(String... words) throws Exception {
        var script = new StringBuilder("logtail() { printf 'web\\nworker\\n'; }\n")
                .append(Completion.script("bash"))
                .append("COMP_WORDS=(logtail");
        for (String word : words) {
            script.append(" '").append(word).append('\'');
        }
        script.append(")\nCOMP_CWORD=").append(words.length).append("\n_logtail\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n");
        Path file = Files.writeString(directory.resolve("completion.bash"), script);
        Process bash = new ProcessBuilder("bash", file.toString())
                .redirectErrorStream(true)
                .start();
        String out = new String(bash.getInputStream().readAllBytes(), UTF_8);
        assertThat(bash.waitFor()).as(out).isEqualTo(0);
        return out.lines().toList();
    }
}
