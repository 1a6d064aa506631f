package logtail.runtime;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The settings of the process environment, read once at start. Each settings record asks for its own names; a value
 * that cannot be used is noted and its default given, so that {@link #finish} reports all mistakes at once, together
 * with every {@code LOGTAIL_} name that nothing asked for. An empty value counts as absent. One thread.
 */
public final class Env {
    private static final String PREFIX = "LOGTAIL_";
    private static final String OFF = "off";
    private static final Duration UNBOUNDED = Duration.ofSeconds(Long.MAX_VALUE);

    private final Map<String, String> variables;
    private final String prefix; // of the names that are ours
    private final SortedSet<String> names = new TreeSet<>();
    private final List<String> mistakes = new ArrayList<>();

    public Env(Map<String, String> variables) {
        this(variables, PREFIX);
    }

    private Env(Map<String, String> variables, String prefix) {
        this.variables = variables;
        this.prefix = prefix;
    }

    /** Options that somebody gave by name, to be read like settings: no name but those that are asked for is taken. */
    public static Env ofOptions(Map<String, String> options) {
        return new Env(options, "");
    }

    /** Names that are right to have although no record asks for them, such as those of the command line. */
    public Env alsoKnown(String... others) {
        names.addAll(Arrays.asList(others));
        return this;
    }

    public Optional<String> text(String name) {
        names.add(name);
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    public Path path(String name, Path otherwise) {
        return path(name).orElse(otherwise);
    }

    public Optional<Path> path(String name) {
        Optional<String> value = text(name);
        if (value.isPresent()
                && value.get().matches("~(/.*)?")) { // env files know no ~, and a directory of that name is a trap
            return mistake(name, value.get(), "a path without ~, which only a shell replaces", Optional.empty());
        }
        try {
            return value.map(Path::of);
        } catch (InvalidPathException e) {
            return mistake(name, value.orElse(""), "a path", Optional.empty());
        }
    }

    /** {@code 1}, {@code true}, {@code yes}, {@code on} or their opposites; false when absent. */
    public boolean flag(String name) {
        String value = text(name).orElse("0").toLowerCase(Locale.ROOT);
        return switch (value) {
            case "1", "true", "yes", "on" -> true;
            case "0", "false", "no", "off" -> false;
            default -> mistake(name, value, "1 or 0", false);
        };
    }

    public int integer(String name, int otherwise, int min, int max) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value.get());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, like a number out of range
        }
        return mistake(name, value.get(), "a whole number from " + min + " to " + max, otherwise);
    }

    /** One of the names of {@code otherwise}'s kind, in small letters. */
    public <E extends Enum<E>> E choice(String name, E otherwise) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return otherwise;
        }
        E[] choices = otherwise.getDeclaringClass().getEnumConstants();
        for (E choice : choices) {
            if (label(choice).equals(value.get())) {
                return choice;
            }
        }
        String accepted = Arrays.stream(choices).map(Env::label).collect(Collectors.joining(" or "));
        return mistake(name, value.get(), accepted, otherwise);
    }

    private static String label(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    /** A number of bytes as {@link Sizes} has it. */
    public long bytes(String name, long otherwise, long min, long max) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return otherwise;
        }
        OptionalLong size = Sizes.parse(value.get());
        if (size.isPresent() && size.getAsLong() >= min && size.getAsLong() <= max) {
            return size.getAsLong();
        }
        long example = Math.clamp(otherwise, min, max);
        return mistake(
                name,
                value.get(),
                "a size from %s to %s, such as %s".formatted(Sizes.exact(min), Sizes.exact(max), Sizes.exact(example)),
                otherwise);
    }

    /** A time as {@link Durations} has it. */
    public Duration duration(String name, Duration otherwise) {
        return duration(name, otherwise, Duration.ZERO, UNBOUNDED);
    }

    /** A time as {@link Durations} has it, within these bounds. */
    public Duration duration(String name, Duration otherwise, Duration min, Duration max) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return otherwise;
        }
        Optional<Duration> time = Durations.parse(value.get());
        if (time.isPresent() && time.get().compareTo(min) >= 0 && time.get().compareTo(max) <= 0) {
            return time.get();
        }
        String accepted = max.equals(UNBOUNDED)
                ? Durations.ACCEPTED
                : "a time from %s to %s, such as %s"
                        .formatted(Durations.shown(min), Durations.shown(max), Durations.shown(otherwise));
        return mistake(name, value.get(), accepted, otherwise);
    }

    /**
     * {@code host:port}, {@code :port} or a port alone (both on loopback), an IPv6 address in brackets; empty for
     * {@code off}.
     */
    public Optional<InetSocketAddress> address(String name, String otherwise) {
        String value = text(name).orElse(otherwise);
        if (value.equalsIgnoreCase(OFF)) {
            return Optional.empty();
        }
        int colon = value.lastIndexOf(':');
        String host = colon <= 0 ? "127.0.0.1" : value.substring(0, colon);
        try {
            int port = Integer.parseInt(value.substring(colon + 1));
            if (port >= 0 && port <= 0xFFFF) {
                return Optional.of(new InetSocketAddress(InetAddress.getByName(host), port));
            }
        } catch (NumberFormatException e) {
            // told below, like a port out of range
        } catch (UnknownHostException e) {
            if (host.indexOf(':') < 0) {
                String accepted =
                        "an address of this machine or a name that has one, and '%s' has none".formatted(host);
                return mistake(name, value, accepted, Optional.empty());
            }
        }
        return mistake(
                name,
                value,
                "host:port, a port from 0 to 65535, or off (an IPv6 address in brackets: [::1]:8514)",
                Optional.empty());
    }

    /** Notes a mistake that only a record itself can see, between several settings. */
    public void reject(String name, String value, String accepted) {
        mistakes.add("%s=%s: takes %s".formatted(name, value, accepted));
    }

    /** Notes a mistake in words of its own. */
    public void reject(String name, String reason) {
        mistakes.add(name + ": " + reason);
    }

    /** Every name that was asked for or declared so far. */
    public SortedSet<String> names() {
        return names;
    }

    /**
     * Ends the reading.
     *
     * @throws SettingsException when any value was no good or any {@code LOGTAIL_} name is unknown, naming them all
     */
    public void finish() {
        variables.keySet().stream()
                .filter(name -> name.startsWith(prefix) && !names.contains(name))
                .sorted()
                .forEach(name -> mistakes.add(unknown(name)));
        check();
    }

    /**
     * Ends the reading of some of the settings, which leaves all others to whom they are for.
     *
     * @throws SettingsException when any value was no good, naming them all
     */
    public void check() {
        if (!mistakes.isEmpty()) {
            throw new SettingsException(mistakes);
        }
    }

    private <T> T mistake(String name, String value, String accepted, T otherwise) {
        reject(name, value, accepted);
        return otherwise;
    }

    private String unknown(String name) {
        if (prefix.isEmpty()) {
            return "%s: no such option; there are %s"
                    .formatted(name, names.isEmpty() ? "none" : String.join(", ", names));
        }
        return "%s: no such setting; %s"
                .formatted(
                        name,
                        nearest(name)
                                .map(near -> "did you mean " + near + "?")
                                .orElse("config.example.env names them all"));
    }

    /** The name that is spelled nearly the same, but for at most a third of its letters. */
    private Optional<String> nearest(String unknown) {
        String word = withoutPrefix(unknown);
        return names.stream()
                .min(Comparator.comparingInt(name -> distance(word, withoutPrefix(name))))
                .filter(name -> distance(word, withoutPrefix(name)) <= (word.length() + 1) / 3);
    }

    private String withoutPrefix(String name) {
        return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }

    /** How many letters to add, drop, change or swap with the next one (Damerau's, of the simple kind). */
    private static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : leastEdits(a, b, i, j, edits);
            }
        }
        return edits[a.length()][b.length()];
    }

    private static int leastEdits(String a, String b, int i, int j, int[][] edits) {
        boolean isSame = a.charAt(i - 1) == b.charAt(j - 1);
        int least = Math.min(edits[i - 1][j - 1] + (isSame ? 0 : 1), 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean isSwap = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return isSwap ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
    }
}
