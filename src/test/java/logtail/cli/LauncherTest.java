package logtail.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs {@code bin/logtail} with a Java that only shows how it was called. */
@Timeout(30)
class LauncherTest {
    @TempDir
    Path directory;

    private Path launcher = Path.of("bin/logtail");
    private Path java = Path.of("java");

    private record Result(int exitCode, String out, String err) {
        List<String> arguments() {
            return out.lines().toList();
        }
    }

    @BeforeEach
    void install() throws IOException {
        Path bin = Files.createDirectories(directory.resolve("in stalled/bin"));
        launcher = Files.copy(Path.of("bin/logtail"), bin.resolve("logtail"));
        Files.createDirectories(directory.resolve("in stalled/lib"));
        java = fakeJava("25.0.3");
    }

    @Test
    void givesTheCommandLineItsArgumentsUnchanged() throws Exception {
        putJar();
        var result = run(launcher, java, "two words", "*", "--filter", "");
        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.arguments())
                .contains("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
                .endsWith("-jar", jar().toString(), "two words", "*", "--filter", "");
    }

    @Test
    void givesTheDaemonWhatTheBuildSaysAndTheUsersOptionsLast() throws Exception {
        putJar();
        String flags = Files.readString(Path.of("pom.xml"))
                .replaceAll("(?s).*<chronicle.flags>(.*)</chronicle.flags>.*", "$1");
        var result = run(launcher, java, Map.of("LOGTAIL_JAVA_OPTS", "-Xmx1g -XX:+UseG1GC"), "serve");
        assertThat(result.arguments())
                .containsAll(List.of(flags.strip().split("\\s+")))
                .containsSubsequence("-Xmx256m", "-Xmx1g", "-XX:+UseG1GC", "-jar", jar().toString(), "serve")
                .doesNotContain("-XX:+UseSerialGC");
    }

    @Test
    void startsTheJournalToolsLikeTheCommandLineAsTheyDoWithoutChronicle() throws Exception {
        putJar();
        var result = run(launcher, java, "journal", "stats");
        assertThat(result.arguments())
                .contains("-XX:TieredStopAtLevel=1", "-Dlogtail.stderr.terminal=0")
                .doesNotContain("--sun-misc-unsafe-memory-access=allow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-", "</dev/zero"})
    @EnabledOnOs(OS.LINUX)
    void opensTheNullDeviceOnStandardDescriptorsThatAreClosed(String redirections) throws Exception {
        putJar();
        Path seen = directory.resolve("seen");
        script(
                java.resolve("bin/java"),
                "for i in 0 1 2; do readlink /proc/$$/fd/$i || echo closed; done 3>&1 >'" + seen + "'; echo \"$*\" >>'"
                        + seen + "'");
        for (String shell : List.of("/bin/sh", "/bin/bash")) {
            if (!Files.exists(Path.of(shell))) {
                continue;
            }
            var builder = new ProcessBuilder(
                            "sh", "-c", "exec " + shell + " \"$0\" pipe " + redirections, launcher.toString())
                    .redirectInput(Path.of("/dev/zero").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("out").toFile());
            builder.environment().put("LOGTAIL_JAVA_HOME", java.toString());
            assertThat(builder.start().waitFor()).isZero();
            List<String> descriptors = Files.readAllLines(seen);
            boolean isInput = !redirections.contains("<&-");
            assertThat(descriptors.get(0)).as(shell).isEqualTo(isInput ? "/dev/zero" : "/dev/null");
            assertThat(descriptors.get(2).equals("/dev/null")).as(shell).isEqualTo(redirections.contains("2>&-"));
            assertThat(descriptors).as(shell).doesNotContain("closed");
            assertThat(descriptors.getLast()).contains("-Dlogtail.stdin.closed=" + (isInput ? 0 : 1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'',                 C.UTF-8/,        LC_CTYPE=",
        "LANG=C,                  C.UTF-8/,        LC_CTYPE=",
        "LC_CTYPE=POSIX,          C.UTF-8/,        LC_CTYPE=POSIX",
        "LC_ALL=C,                /C.UTF-8,        LC_ALL=C",
        "LC_ALL=xx_XX.UTF-8,      /C.UTF-8,        LC_ALL=xx_XX.UTF-8",
        "LANG=xx_XX.UTF-8,        C.UTF-8/,        LC_CTYPE=",
        "LC_ALL=C.UTF-8,          /C.UTF-8,        ''",
        "LC_CTYPE=C.UTF-8,        C.UTF-8/,        ''",
    })
    @EnabledOnOs(OS.LINUX)
    void hasTheArgumentsReadAsUtf8WhereTheLocaleKnowsAsciiAlone(String set, String effective, String before)
            throws Exception {
        putJar();
        script(java.resolve("bin/java"), "echo \"$LC_CTYPE/$LC_ALL\"; printf '%s\\n' \"$@\"");
        var builder = new ProcessBuilder("env", "-u", "LANG", "-u", "LC_ALL", "-u", "LC_CTYPE");
        if (!set.isEmpty()) {
            builder.command().add(set);
        }
        builder.command().addAll(List.of("LOGTAIL_JAVA_HOME=" + java, launcher.toString(), "é"));
        String out = new String(builder.start().getInputStream().readAllBytes(), UTF_8);
        assertThat(out.lines().findFirst().orElseThrow()).isEqualTo(effective);
        assertThat(out.lines()).contains("-Dlogtail.locale.before=" + before);
    }

    @Test
    void findsItsHomeThroughSymbolicLinks() throws Exception {
        putJar();
        Path first = Files.createSymbolicLink(directory.resolve("first"), Path.of("in stalled/bin/logtail"));
        Path second = Files.createSymbolicLink(directory.resolve("second"), first);
        assertThat(run(second, java, "x").arguments()).endsWith("-jar", jar().toString(), "x");
    }

    @Test
    void refusesAJavaThatIsTooOldAndSaysWhichItIs() throws Exception {
        Path old = fakeJava("17.0.15");
        var result = run(launcher, old, "-V");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("is no JDK 25 or later", "Java 17 in " + old);
    }

    @Test
    void saysWhatIsMissingOfAnIncompleteInstallation() throws Exception {
        var result = run(launcher, java, "-V");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("incomplete installation", "in stalled/lib/logtail.jar");
    }

    @Test
    void saysHowToGetMavenWhenItIsNeeded() throws Exception {
        Files.createFile(directory.resolve("in stalled/pom.xml"));
        Path tools = Files.createDirectory(directory.resolve("tools"));
        for (String tool : List.of("mkdir", "rm", "cat", "sleep")) {
            Path real = Stream.of("/bin", "/usr/bin")
                    .map(bin -> Path.of(bin, tool))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
            script(tools.resolve(tool), "exec " + real + " \"$@\"");
        }
        var result = run(launcher, java, Map.of("PATH", tools.toString()), "-V");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("building needs Maven", "apt-get install maven");
        assertThat(directory.resolve("in stalled/target/building")).doesNotExist();
    }

    private Path jar() throws IOException {
        return directory.toRealPath().resolve("in stalled/lib/logtail.jar");
    }

    private void putJar() throws IOException {
        Files.createFile(jar());
    }

    private Path fakeJava(String version) throws IOException {
        Path home = directory.resolve("java-" + version);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), "printf '%s\\n' \"$@\"\nexit 7");
        return home;
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Result run(Path launcher, Path java, String... arguments) throws Exception {
        return run(launcher, java, Map.of(), arguments);
    }

    private Result run(Path launcher, Path java, Map<String, String> env, String... arguments) throws Exception {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        var command = Stream.concat(Stream.of("/bin/sh", launcher.toString()), Stream.of(arguments))
                .toList();
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("LOGTAIL_JAVA_HOME", java.toString());
        builder.environment().putAll(env);
        int exitCode = builder.start().waitFor();
        return new Result(exitCode, Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }
}
