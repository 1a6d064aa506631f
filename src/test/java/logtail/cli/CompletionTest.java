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

    private String line = "";
    private String known = "";

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
    void whatTheLineSaysOfTheDaemonHoldsForTheNamesOfAppsToo() throws Exception {
        line = "logtail --addr logs:9000 --token=t -q --token-file ~/t -a ";
        assertThat(complete("-a", "-")).containsExactly("--addr", "--token=t", "--token-file");
        assertThat(complete("-a", "")).contains("logs:9000", System.getenv("HOME") + "/t");
    }

    @Test
    void eachCommandHasItsOwnOptionsAndValues() throws Exception {
        Files.createDirectory(directory.resolve("directory"));
        Files.createFile(directory.resolve("daily.env"));
        assertThat(complete("up", "-f", "d")).containsExactlyInAnyOrder("directory", "daily.env");
        assertThat(complete("run", "--spool", "d")).containsExactly("directory");
        assertThat(complete("--cursor", "dai")).containsExactly("daily.env");
        assertThat(complete("up", "--form")).containsExactly("--formation");
        assertThat(complete("up", "--token-")).containsExactly("--token-file");
        assertThat(complete("journal", "v")).containsExactly("verify");
        assertThat(complete("journal", "verify", "--data", "d")).containsExactly("directory");
        assertThat(complete("count", "--by", "p")).containsExactly("process");
        assertThat(complete("open", "--view", "s")).containsExactly("status");
        assertThat(complete("-f", "w")).as("takes no value here").containsExactly("");
    }

    @Test
    void zshUsesTheSameAndFishNamesEachOption() {
        assertThat(Completion.script("zsh")).startsWith("#compdef logtail\n").contains("bashcompinit", "_logtail()");
        assertThat(Completion.script("fish"))
                .contains("-s a -l app -x -a '(__logtail_apps)'", "-l names -d 'Just the names, one a line.'")
                .contains("-l cursor -r -F -d ", "-l spool -x -a '(__fish_complete_directories)'")
                .doesNotContain("$(");
    }

    @Test
    void anotherShellIsAMistake() {
        assertThatThrownBy(() -> Completion.script("csh")).hasMessageContaining("accepted: bash, zsh, fish");
    }

    @Test
    void nothingRunsThatIsInTheNameOfAnApp() throws Exception {
        for (String name :
                List.of("x$(touch${IFS}ran)", "x`touch${IFS}ran`", "x;touch", "x*", "x\\y", "x'y", "x\"y", "x~")) {
            known = name;
            assertThat(complete("-a", "")).as(name).containsExactly("web", "worker");
            assertThat(directory.resolve("ran")).doesNotExist();
        }
        known = "/usr/sbin/cron";
        assertThat(complete("-a", "/")).containsExactly("/usr/sbin/cron");
    }

    private List<String> complete(String... words) throws Exception {
        var script = new StringBuilder(
                        "logtail() { shift 2; for name in web worker %s \"$@\"; do echo \"$name\"; done; }\n"
                                .formatted(known.isEmpty() ? "" : "'" + known.replace("'", "'\\''") + "'"))
                .append(Completion.script("bash"))
                .append("COMP_LINE='")
                .append(line)
                .append("'\nCOMP_WORDS=(logtail");
        for (String word : words) {
            script.append(" '").append(word).append('\'');
        }
        script.append(")\nCOMP_CWORD=").append(words.length).append("\n_logtail\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n");
        Path file = Files.writeString(directory.resolve("completion.bash"), script);
        Process bash = new ProcessBuilder("bash", file.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String out = new String(bash.getInputStream().readAllBytes(), UTF_8);
        assertThat(bash.waitFor()).as(out).isEqualTo(0);
        return out.lines().toList();
    }
}
