package logtail.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.Surroundings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class UpCommandTest {
    @TempDir
    private Path directory;

    @Test
    void eachTypeHasItsPortsAndItsNumberOfInstances() throws IOException {
        write("Procfile", "# comment", "", "web: serve -p $PORT", "worker:work", "clock: tick");
        UpOptions options = resolve(Map.of(), "-c", "web=2,clock=0");
        assertThat(options.processes())
                .containsExactly(
                        new UpOptions.Declared("web.1", "serve -p $PORT", 5000),
                        new UpOptions.Declared("web.2", "serve -p $PORT", 5001),
                        new UpOptions.Declared("worker.1", "work", 5100));
        assertThat(options.app()).isEqualTo(String.valueOf(directory.getFileName()));
        assertThat(resolve(Map.of(), "-c", "all=0,web=1").processes()).hasSize(1);
        assertThat(resolve(Map.of("PORT", "7000")).processes().getLast().port()).isEqualTo(7200);
        assertThat(resolve(Map.of("PORT", "7000"), "--port", "8000")
                        .processes()
                        .getFirst()
                        .port())
                .isEqualTo(8000);
    }

    @Test
    void readsTheVariablesBesideTheProcfile() throws IOException {
        write("Procfile", "web: x");
        write(
                ".env",
                "A=1",
                "export B = two words # comment",
                "C='a # \"b\"'",
                "D=\"x\\ny\\\"z\"",
                "#E=1",
                "F=",
                "PORT=6000");
        UpOptions options = resolve(Map.of("PORT", "7000"));
        assertThat(options.variables())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("A", "1", "B", "two words", "C", "a # \"b\"", "D", "x\ny\"z", "F", "", "PORT", "6000"));
        assertThat(options.processes().getFirst().port()).isEqualTo(6000);
    }

    @Test
    void namesTheLineThatItCannotRead() throws IOException {
        write("Procfile", "web: x", "no colon");
        expectMistake(":2: takes NAME: COMMAND");
        write("Procfile", "web: x", "web: y");
        expectMistake(":2: takes NAME: COMMAND, each name once");
        write("Procfile", "# nothing");
        expectMistake("names no process");
        write("Procfile", "web: x");
        expectMistake("of web", "-c", "wob=1");
        expectMistake("at least one process", "-c", "web=0");
        expectMistake("no process type wob in the Procfile; there are web", "wob");
        write(".env", "A=1", "my secret");
        expectMistake(".env:2: takes KEY=VALUE");
        Files.delete(directory.resolve(".env"));
        Files.delete(directory.resolve("Procfile"));
        expectMistake("cannot read");
    }

    private void expectMistake(String message, String... arguments) {
        assertThatThrownBy(() -> resolve(Map.of(), arguments))
                .isInstanceOfSatisfying(
                        CommandFailedException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining(message);
    }

    private UpOptions resolve(Map<String, String> env, String... arguments) {
        var command = new UpCommand();
        var line = new CommandLine(command);
        line.parseArgs(arguments);
        command.procfile = directory.resolve("Procfile");
        return command.resolve(new Surroundings(env, false, Instant.EPOCH, ZoneOffset.UTC));
    }

    private void write(String name, String... lines) throws IOException {
        Files.write(directory.resolve(name), List.of(lines));
    }
}
