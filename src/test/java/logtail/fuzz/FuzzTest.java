package logtail.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import logtail.Seeds;
import logtail.ingest.Decoder;
import logtail.parse.Frames;
import logtail.parse.LineParser;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each target on its seeds, on the cases that were found once, and on random changes of both. */
@Tag("slow")
class FuzzTest {
    private static final int ROUNDS = Integer.getInteger("logtail.fuzz.rounds", 600);
    private static final Path KEPT = Path.of("src/test/resources/fuzz");
    private static final Path FOUND = Path.of("target/fuzz/found");
    private static final Duration LONGEST_INPUT = Duration.ofSeconds(20);
    private static final Set<Class<?>> KINDS = Set.of(Decoder.class, Frames.class, LineParser.class);

    /** What only the user's own terminal feeds. */
    private static final Set<String> OUR_OWN = Set.of("logtail.cli.tail.LocalParser");

    static List<FuzzTarget> targets() {
        return FuzzTargets.all();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void keepsItsPromises(FuzzTarget target) throws IOException {
        var inputs = new ArrayList<>(target.seeds());
        inputs.addAll(kept(target));
        inputs.add(new byte[0]);
        for (byte[] input : inputs) {
            run(target, input);
        }
        var mutator = new Mutator(new Random(Seeds.draw(FuzzTest.class)));
        for (int round = 0; round < ROUNDS; round++) {
            run(target, mutator.mutate(inputs));
        }
    }

    @Test
    void hasATargetForEachThatReadsBytesOfStrangers() throws Exception {
        Set<String> covered = FuzzTargets.all().stream()
                .flatMap(target -> target.covers().stream())
                .collect(Collectors.toSet());
        Path classes = Path.of(Decoder.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        var missing = new ArrayList<String>();
        try (Stream<Path> files = Files.walk(classes.resolve("logtail"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String path = classes.relativize(file).toString();
                String name =
                        path.substring(0, path.length() - ".class".length()).replace('/', '.');
                if (!covered.contains(name) && !OUR_OWN.contains(name) && readsBytes(name)) {
                    missing.add(name);
                }
            }
        }
        assertThat(missing).as("without a FuzzTarget").isEmpty();
    }

    private static boolean readsBytes(String name) throws ClassNotFoundException {
        if (name.endsWith("package-info")) {
            return false;
        }
        Class<?> type = Class.forName(name, false, FuzzTest.class.getClassLoader());
        return !type.isInterface()
                && !Modifier.isAbstract(type.getModifiers())
                && KINDS.stream().anyMatch(kind -> kind.isAssignableFrom(type));
    }

    private static void run(FuzzTarget target, byte[] input) throws IOException {
        try {
            Assertions.assertTimeout(LONGEST_INPUT, () -> target.check().run(input));
        } catch (Throwable e) {
            Path found = FOUND.resolve(target.name() + "-" + Integer.toHexString(Arrays.hashCode(input)));
            Files.createDirectories(FOUND);
            Files.write(found, input);
            throw new AssertionError(
                    "input is in %s; once it is understood keep it in %s/%s".formatted(found, KEPT, target.name()), e);
        }
    }

    private static List<byte[]> kept(FuzzTarget target) throws IOException {
        Path folder = KEPT.resolve(target.name());
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var cases = new ArrayList<byte[]>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                cases.add(Files.readAllBytes(file));
            }
        }
        return cases;
    }
}
