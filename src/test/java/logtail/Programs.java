package logtail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Logger;
import org.junit.jupiter.api.Assumptions;

/** Programs of the system that tests run for real. */
public final class Programs {
    private Programs() {}

    /** Skips the test, saying what to install, unless the program is here. */
    public static void need(String program, String debianPackage) {
        need(!find(program).isEmpty(), program, debianPackage);
    }

    /** Whether the program is here; says what to install otherwise, for tests that go on without it. */
    public static boolean isHere(String program, String debianPackage) {
        boolean isHere = !find(program).isEmpty();
        if (!isHere) {
            warn(program, debianPackage);
        }
        return isHere;
    }

    /** The same as {@link #need(String, String)} for any other file of a package. */
    public static void need(boolean isThere, String what, String debianPackage) {
        if (!isThere) {
            warn(what, debianPackage);
        }
        Assumptions.assumeTrue(isThere, "needs " + what + ": apt-get install " + debianPackage);
    }

    private static void warn(String what, String debianPackage) {
        Logger.getLogger(Programs.class.getName())
                .warning("skipped: no " + what + " here; apt-get install " + debianPackage);
    }

    /** Where a program is, or empty. Daemons live in directories that not every PATH names. */
    public static String find(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
        for (String directory : path.split(":", -1)) {
            Path file = Path.of(directory, name);
            if (Files.isExecutable(file)) {
                return file.toString();
            }
        }
        return "";
    }
}
