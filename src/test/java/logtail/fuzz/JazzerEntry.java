package logtail.fuzz;

import java.util.Objects;

/** What Jazzer calls, for the target that {@code -Dlogtail.fuzz.target} names. */
public final class JazzerEntry {
    private static final FuzzTarget TARGET = FuzzTargets.named(
            Objects.requireNonNull(System.getProperty("logtail.fuzz.target"), "-Dlogtail.fuzz.target"));

    private JazzerEntry() {}

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        TARGET.check().run(input);
    }
}
