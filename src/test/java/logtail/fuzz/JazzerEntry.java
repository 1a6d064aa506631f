package logtail.fuzz;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What Jazzer calls, for the target that {@code -Dlogtail.fuzz.target} names. */
public final class JazzerEntry {
    private static @Nullable FuzzTarget target;

    private JazzerEntry() {}

    /** Runs before the clock of the first input: making all targets, with their classes instrumented, may take longer than an input may. */
    public static void fuzzerInitialize() {
        target = FuzzTargets.named(
                Objects.requireNonNull(System.getProperty("logtail.fuzz.target"), "-Dlogtail.fuzz.target"));
    }

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        Objects.requireNonNull(target).check().run(input);
    }
}
