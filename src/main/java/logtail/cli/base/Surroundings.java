package logtail.cli.base;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;

/**
 * What a command finds around itself, read once.
 *
 * @param env the environment variables
 * @param terminal whether stdout is a terminal
 * @param now when the command was started
 * @param zone where the user is
 */
public record Surroundings(Map<String, String> env, boolean terminal, Instant now, ZoneId zone) {
    /** Set by {@code bin/logtail}: a shell knows it at no cost, the JDK only for stdin and stdout together. */
    private static final String TERMINAL_PROPERTY = "logtail.stdout.terminal";

    public static Surroundings ofProcess() {
        return new Surroundings(
                System.getenv(),
                System.getProperty(TERMINAL_PROPERTY, "").equals("1"),
                Instant.now(),
                ZoneId.systemDefault());
    }

    /** Where what must outlive a process is kept (XDG Base Directory Specification). */
    public Path stateDirectory() {
        String state = env("XDG_STATE_HOME");
        Path base = state.isEmpty() ? Path.of(env("HOME"), ".local", "state") : Path.of(state);
        return base.resolve("logtail");
    }

    /** The variable, or an empty string. */
    public String env(String name) {
        return env.getOrDefault(name, "");
    }
}
