package logtail.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import logtail.event.Severity;
import org.jspecify.annotations.Nullable;

/**
 * What to tail and how to show it, every value checked.
 *
 * @param apps names or globs; none means all
 * @param processes likewise
 * @param level a label of {@link Severity} for that or worse, with a leading {@code =} for just that; empty for all
 * @param filter in the daemon's filter language; empty for everything
 * @param since the oldest moment to show, or {@code null} when it does not matter
 * @param lines how many lines of history: digits, or {@code all}
 * @param follow whether to go on with new lines
 * @param terminal whether control characters must be kept from the output even when it is raw
 */
record TailOptions(
        DaemonAddress daemon,
        List<String> apps,
        List<String> processes,
        String level,
        String filter,
        @Nullable Instant since,
        String lines,
        boolean follow,
        OutputFormat output,
        boolean color,
        boolean terminal,
        boolean quiet) {
    static final String ALL = "all";
    static final String DEFAULT_LINES = "100";

    private static final int MOST_LINES_DIGITS = 18;

    static TailOptions resolve(LogtailCommand typed, Surroundings around) {
        if (typed.follow && typed.noFollow) {
            throw new CommandFailedException(ExitCode.USAGE, "--follow and --no-follow exclude each other");
        }
        Instant since = typed.since == null ? null : since(typed.since, around);
        return new TailOptions(
                DaemonAddress.resolve(typed.addr, around.env()),
                names("--app", typed.apps.isEmpty() ? List.of(around.env("LOGTAIL_APP")) : typed.apps),
                names("--process", typed.processes),
                typed.level == null ? "" : level(typed.level),
                filter(typed.filters, typed.query),
                since,
                typed.lines == null ? (since == null ? DEFAULT_LINES : ALL) : lines(typed.lines),
                !typed.noFollow,
                OutputFormat.parse(typed.output),
                color(typed.color, around),
                around.terminal(),
                typed.quiet);
    }

    private static List<String> names(String option, List<String> given) {
        var names = new ArrayList<String>();
        for (String list : given) {
            for (String name : list.split(",", -1)) {
                if (!name.isBlank()) {
                    names.add(name.strip());
                } else if (!list.isEmpty()) {
                    throw new BadValueException(option, list, "a name, a glob (web*), or several with commas between");
                }
            }
        }
        return List.copyOf(names);
    }

    private static String level(String value) {
        boolean exact = value.startsWith("=");
        return Severity.named(exact ? value.substring(1) : value)
                .map(severity -> (exact ? "=" : "") + severity.label())
                .orElseThrow(() -> new BadValueException("--level", value, levels()));
    }

    private static String levels() {
        String labels = String.join(
                ", ", Arrays.stream(Severity.values()).map(Severity::label).toList());
        return labels + " (that or worse), or =warn for just that";
    }

    private static Instant since(String value, Surroundings around) {
        return TimeWords.parse(value, around.now(), around.zone())
                .orElseThrow(() -> new BadValueException("--since", value, TimeWords.ACCEPTED));
    }

    private static String lines(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        boolean number = lower.length() <= MOST_LINES_DIGITS && lower.matches("\\d+");
        if (!number && !lower.equals(ALL)) {
            throw new BadValueException("--lines", value, "a number of lines, 0 for new ones only, or all");
        }
        return lower;
    }

    /** Everything must hold; what has alternatives of its own is put in parentheses first. */
    private static String filter(List<String> filters, List<String> query) {
        var parts = new ArrayList<>(filters);
        if (!query.isEmpty()) {
            parts.add(String.join(" ", query));
        }
        parts.removeIf(String::isBlank);
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        return String.join(
                " ",
                parts.stream()
                        .map(part -> part.contains(" OR ") ? "(" + part + ")" : part)
                        .toList());
    }

    private static boolean color(String when, Surroundings around) {
        return switch (when.toLowerCase(Locale.ROOT)) {
            case "always" -> true;
            case "never" -> false;
            case "auto" -> automaticColor(around);
            default -> throw new BadValueException("--color", when, "auto, always, never");
        };
    }

    /** As no-color.org and force-color.org have it. */
    private static boolean automaticColor(Surroundings around) {
        if (!around.env("NO_COLOR").isEmpty()) {
            return false;
        }
        String forced = around.env("FORCE_COLOR");
        if (!forced.isEmpty()) {
            return !forced.equals("0");
        }
        return around.terminal() && !around.env("TERM").equals("dumb");
    }
}
