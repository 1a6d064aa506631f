package logtail.runtime;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The settings of the process environment, read once at start. Each settings record asks for its own names; a value
 * that cannot be used is noted and its default given, so that {@link #finish} reports all mistakes at once, together
 * with every {@code LOGTAIL_} name that nothing asked for. An empty value counts as absent. One thread.
 */
public final class Env {
    private static final String PREFIX = "LOGTAIL_";
    private static final String OFF = "off";
    private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*([KMGT]?)(i?B)?", Pattern.CASE_INSENSITIVE);
    private static final String SIZE_UNITS = "KMGT";

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
        Optional<String> value = text(name);
        try {
            return value.map(Path::of).orElse(otherwise);
        } catch (InvalidPathException e) {
            return mistake(name, value.orElse(""), "a path", otherwise);
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

    /** A number of bytes such as {@code 64KiB}, {@code 10GiB} or {@code 4096}; units are powers of 1,024. */
    public long bytes(String name, long otherwise, long min, long max) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return otherwise;
        }
        Matcher size = SIZE.matcher(value.get());
        if (size.matches() && size.group(1).length() <= 15) {
            int power = size.group(2).isEmpty()
                    ? 0
                    : 1 + SIZE_UNITS.indexOf(Character.toUpperCase(size.group(2).charAt(0)));
            long amount = Long.parseLong(size.group(1));
            if (amount <= max >> (10 * power) && amount << (10 * power) >= min) {
                return amount << (10 * power);
            }
        }
        return mistake(name, value.get(), "a size from " + min + " to " + max + " bytes, such as 64KiB", otherwise);
    }

    /** A time as {@link Durations} has it. */
    public Duration duration(String name, Duration otherwise) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return otherwise;
        }
        return Durations.parse(value.get()).orElseGet(() -> mistake(name, value.get(), Durations.ACCEPTED, otherwise));
    }

    /** {@code host:port}, {@code :port} or a port alone (both on loopback); empty for {@code off}. */
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
        } catch (NumberFormatException | UnknownHostException e) {
            // told below, like a port out of range
        }
        return mistake(name, value, "host:port, a port from 0 to 65535, or off", Optional.empty());
    }

    /** Notes a mistake that only a record itself can see, between several settings. */
    public void reject(String name, String value, String accepted) {
        mistakes.add("%s=%s: takes %s".formatted(name, value, accepted));
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
        if (!mistakes.isEmpty()) {
            throw new SettingsException(mistakes);
        }
    }

    private <T> T mistake(String name, String value, String accepted, T otherwise) {
        reject(name, value, accepted);
        return otherwise;
    }

    private String unknown(String name) {
        return prefix.isEmpty()
                ? "%s: no such option; there are %s"
                        .formatted(name, names.isEmpty() ? "none" : String.join(", ", names))
                : "%s: no such setting; did you mean %s?".formatted(name, nearest(name));
    }

    private String nearest(String unknown) {
        return names.stream()
                .min((a, b) -> Integer.compare(distance(unknown, a), distance(unknown, b)))
                .orElse("none");
    }

    /** Levenshtein's: how many letters to add, drop or change. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
