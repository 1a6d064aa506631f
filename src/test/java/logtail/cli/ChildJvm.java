package logtail.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import logtail.practice.DaemonPractice;
import logtail.practice.Practice;

/**
 * How tests start {@code logtail} as a process of its own: on this JVM's flags and class path. Once the project is a jar, as it is
 * for integration tests, from an AOT cache (JEP 514) that the first of them makes in {@code target/aot-tests}: they start some
 * hundred processes, each in half the time.
 */
public final class ChildJvm {
    private static final String JAR = "logtail.jar";
    private static final long TRAINING_SECONDS = 120;

    private ChildJvm() {}

    /** The command that starts {@code logtail serve}. */
    public static List<String> daemon(String... jvmOptions) {
        return command(true, List.of(jvmOptions), List.of("serve"));
    }

    /** The command that starts any other command of {@code logtail}. */
    public static List<String> cli(String... arguments) {
        return command(arguments[0].equals("up"), List.of(), List.of(arguments)); // with a daemon inside
    }

    private static List<String> command(boolean isDaemon, List<String> options, List<String> arguments) {
        var command = new ArrayList<>(jvm());
        command.addAll(options);
        List<Path> path = classPath();
        jar(path).ifPresent(jar -> {
            path.removeIf(Files::isDirectory); // that of tests: a cache is for jars alone
            command.add("-XX:AOTCache=" + cache(isDaemon, jar, path));
            command.addAll(List.of("-Xlog:disable", "-Xlog:all=error,aot*=off,cds*=off:stderr"));
        });
        command.addAll(List.of("-cp", joined(path), "logtail.cli.Main"));
        command.addAll(arguments);
        return command;
    }

    private static List<String> jvm() {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        return command;
    }

    private static List<Path> classPath() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(path.split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static Optional<Path> jar(List<Path> path) {
        return path.stream()
                .filter(entry -> entry.endsWith(JAR) && Files.isRegularFile(entry))
                .findFirst();
    }

    private static String joined(List<Path> path) {
        return path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static synchronized Path cache(boolean isDaemon, Path jar, List<Path> path) {
        Path cache = jar.resolveSibling("aot-tests").resolve(isDaemon ? "serve.aot" : "cli.aot");
        try (FileChannel lock = opened(cache.resolveSibling("lock"))) {
            lock.lock(); // only one process trains; the others wait until this is closed
            if (!Files.exists(cache)
                    || Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar)) < 0) {
                train(isDaemon, cache, path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return cache;
    }

    private static FileChannel opened(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static void train(boolean isDaemon, Path cache, List<Path> path) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        if (isDaemon) {
            command.addAll(List.of(jvm().getFirst(), "-cp", joined(path), DaemonPractice.class.getName()));
        }
        command.addAll(jvm());
        command.addAll(List.of("-XX:AOTCacheOutput=" + cache, "-cp", joined(path)));
        command.addAll(isDaemon ? List.of("logtail.cli.Main", "serve") : List.of(Practice.class.getName()));
        Process training = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        cache.resolveSibling(cache.getFileName() + ".log").toFile())
                .start();
        if (!training.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS) || training.exitValue() != 0) {
            training.destroyForcibly();
            Files.writeString(cache, ""); // tried in vain: the JVM goes on without
        }
    }
}
