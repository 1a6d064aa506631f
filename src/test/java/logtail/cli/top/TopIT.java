package logtail.cli.top;

import static java.nio.charset.StandardCharsets.UTF_8;
import static logtail.cli.client.FakeDaemon.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import logtail.cli.ChildJvm;
import logtail.cli.CliProcess;
import logtail.cli.client.FakeDaemon;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a terminal, which {@code script} (util-linux) makes. */
@Timeout(90)
class TopIT {
    private static final String ENTER = "\033[?1049h\033[?25l";
    private static final String LEAVE = "\033[?25h\033[?1049l";

    private static final Pattern SETTINGS = Pattern.compile("[0-9a-f]+(:[0-9a-f]+){20,}");

    private String shown = "";

    @Test
    void aKeyEndsItAndTheTerminalIsAsBefore() throws Exception {
        assertThat(run('q')).isZero();
        assertThat(shown).contains(ENTER, "APP", LEAVE);
        assertThat(settings()).hasSize(2).first().isEqualTo(settings().getLast());
    }

    @Test
    void ctrlCEndsItByThatSignalAndTheTerminalIsAsBefore() throws Exception {
        CliProcess.assumeInterruptible();
        assertThat(run('\003')).isEqualTo(130);
        assertThat(shown).contains(ENTER, "APP", LEAVE);
        assertThat(settings()).hasSize(2).first().isEqualTo(settings().getLast());
    }

    /** What {@code stty -g} said before and after. */
    private List<String> settings() {
        return SETTINGS.matcher(shown).results().map(MatchResult::group).toList();
    }

    /** Presses a key once everything is shown; returns the exit code. */
    private int run(char key) throws IOException, InterruptedException {
        assumeThat(Files.isExecutable(Path.of("/usr/bin/script")))
                .as("script, of util-linux")
                .isTrue();
        try (var daemon = FakeDaemon.answering(stream("{}"), stream("[]"))) {
            String top = ChildJvm.cli("top", "--addr", daemon.address().toString(), "-d", "1h").stream()
                    .map(word -> "'" + word + "'")
                    .collect(Collectors.joining(" "));
            String command = "trap : INT; stty -g; " + top + "; code=$?; stty -g; exit $code";
            var builder = new ProcessBuilder("script", "-qefc", command, "/dev/null").redirectErrorStream(true);
            builder.environment().put("SHELL", "/bin/sh");
            builder.environment().put("TERM", "xterm-256color");
            builder.environment().put("JAVA_TOOL_OPTIONS", "-Dlogtail.stdout.terminal=1");
            Process script = builder.start();
            try (var keys = script.getOutputStream()) {
                var bytes = new ByteArrayOutputStream();
                boolean isPressed = false;
                for (int next = script.getInputStream().read();
                        next >= 0;
                        next = script.getInputStream().read()) {
                    bytes.write(next);
                    if (!isPressed && next == 'p' && bytes.toString(UTF_8).endsWith("? help")) {
                        isPressed = true;
                        keys.write(key);
                        keys.flush();
                    }
                }
                shown = bytes.toString(UTF_8);
            }
            return CliProcess.end(script);
        }
    }
}
