package logtail.cli.tail;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import logtail.cli.base.BadValueException;
import logtail.cli.base.Surroundings;
import logtail.cli.base.UsageException;
import logtail.cli.render.SmartRegex;
import logtail.cli.render.TimeWords;
import logtail.event.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Which lines to ask the daemon for, every value checked.
 *
 * @param apps names or globs; none means all
 * @param processes likewise
 * @param hosts likewise
 * @param level a label of {@link Severity} for that or worse, with a leading {@code =} for just that; empty for all
 * @param filter in the daemon's filter language; empty for everything
 * @param since the oldest moment to show, or {@code null} when it does not matter
 * @param until the moment to end before, likewise
 * @param after the id to begin behind; empty to begin by {@code since} and {@code lines}
 * @param lines how many lines of history: digits, or {@code all}
 * @param follow whether to go on with new lines; never with {@code until} or {@code reverse}
 * @param max after how many matching lines to end; {@link #NO_LIMIT} for never
 * @param window how long to hold lines back to put them in the order of their times, or {@code null} to show them in the
 *     order of their arrival
 * @param contextBefore how many lines before each match to show as well
 * @param contextAfter how many behind it
 */
public record TailRequest(
        List<String> apps,
        List<String> processes,
        List<String> hosts,
        String level,
        String filter,
        @Nullable Instant since,
        @Nullable Instant until,
        String after,
        String lines,
        boolean follow,
        long max,
        boolean reverse,
        @Nullable Duration window,
        long contextBefore,
        long contextAfter) {
    static final String ALL = "all";
    static final String DEFAULT_LINES = "100";
    static final long NO_LIMIT = Long.MAX_VALUE;

    private static final Duration DEFAULT_WINDOW = Duration.ofMillis(500);
    private static final int MOST_DIGITS = 18;

    boolean hasContext() {
        return contextBefore + contextAfter > 0;
    }

    /** @param zone what times without one are of */
    static TailRequest resolve(LogtailCommand typed, Surroundings around, ZoneId zone) {
        WhenArguments when = typed.when;
        checkFollow(when);
        checkOrder(when);
        Instant since = time("--since", when.since, around, zone);
        Instant until = time("--until", when.until, around, zone);
        if (since != null && until != null && !since.isBefore(until)) {
            throw new UsageException("--until " + until + " is not later than --since " + since);
        }
        String appVariable = typed.stdin ? "" : around.env("LOGTAIL_APP");
        String context = when.context == null ? "0" : when.context;
        return new TailRequest(
                names("--app", typed.which.apps.isEmpty() ? List.of(appVariable) : typed.which.apps),
                names("--process", typed.which.processes),
                names("--host", typed.which.hosts),
                typed.which.level == null ? "" : level(typed.which.level),
                filter(typed.which, typed.query),
                since,
                until,
                after(when),
                when.lines == null ? (since == null && !typed.stdin ? DEFAULT_LINES : ALL) : lines(when.lines),
                !when.noFollow && until == null && !when.reverse,
                when.max == null ? NO_LIMIT : max(when.max),
                when.reverse,
                window(when),
                count("--before-context", when.contextBefore == null ? context : when.contextBefore),
                count("--after-context", when.contextAfter == null ? context : when.contextAfter));
    }

    private static void checkFollow(WhenArguments when) {
        if (!when.follow) {
            return;
        }
        if (when.noFollow) {
            throw new UsageException("--follow and --no-follow exclude each other");
        }
        if (when.until != null) {
            throw new UsageException("--follow and --until exclude each other: what ends cannot be followed");
        }
        if (when.reverse) {
            throw new UsageException(
                    "--follow and --reverse exclude each other: the newest line cannot come first and last");
        }
    }

    private static void checkOrder(WhenArguments when) {
        boolean isByTime = when.order != null && when.order.equalsIgnoreCase("time");
        boolean hasContext = when.context != null || when.contextBefore != null || when.contextAfter != null;
        if (isByTime && when.reverse) {
            throw new UsageException(
                    "--order time and --reverse exclude each other: newest first is the order of arrival");
        }
        if (hasContext && (isByTime || when.reverse)) {
            throw new UsageException(
                    "-A, -B and -C need the order of arrival: they exclude --reverse and --order time");
        }
        if (when.cursor == null) {
            return;
        }
        if (when.after != null) {
            throw new UsageException("--cursor and --after exclude each other: both say where to begin");
        }
        if (when.reverse) {
            throw new UsageException(
                    "--cursor and --reverse exclude each other: there is no going on from the newest line");
        }
        if (isByTime) {
            throw new UsageException(
                    "--cursor and --order time exclude each other: in that order no id has all others behind it");
        }
    }

    private static String after(WhenArguments when) {
        if (when.cursor != null) {
            return CursorFile.read(when.cursor).orElse("");
        }
        return when.after == null ? "" : number("--after", when.after, "the id of a line");
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

    private static @Nullable Instant time(String option, @Nullable String value, Surroundings around, ZoneId zone) {
        return value == null
                ? null
                : TimeWords.parse(value, around.now(), zone)
                        .orElseThrow(() -> new BadValueException(option, value, TimeWords.ACCEPTED));
    }

    private static String lines(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return lower.equals(ALL) ? ALL : number("--lines", lower, "a number of lines, 0 for new ones only, or all");
    }

    private static long max(String value) {
        long max = Long.parseLong(number("--max-count", value, "a number of lines, from 1"));
        if (max == 0) {
            throw new BadValueException("--max-count", value, "a number of lines, from 1");
        }
        return max;
    }

    private static long count(String option, String value) {
        return Long.parseLong(number(option, value, "a number of lines"));
    }

    private static String number(String option, String value, String accepted) {
        if (value.length() > MOST_DIGITS || !value.matches("\\d+")) {
            throw new BadValueException(option, value, accepted);
        }
        return value;
    }

    private static @Nullable Duration window(WhenArguments when) {
        String order = when.order == null ? "arrival" : when.order.toLowerCase(Locale.ROOT);
        if (!order.equals("arrival") && !order.equals("time")) {
            throw new BadValueException("--order", order, "arrival, time");
        }
        if (order.equals("arrival")) {
            if (when.window != null) {
                throw new UsageException("--window needs --order time: in the order of arrival nothing waits");
            }
            return null;
        }
        String window = when.window;
        return window == null
                ? DEFAULT_WINDOW
                : TimeWords.span(window)
                        .orElseThrow(() -> new BadValueException("--window", window, "a span, as in 500ms or 2s"));
    }

    /** Everything must hold; what has alternatives of its own is put in parentheses first. */
    private static String filter(WhichArguments which, List<String> query) {
        var parts = new ArrayList<>(which.filters);
        if (!query.isEmpty()) {
            parts.add(String.join(" ", query));
        }
        which.includes.forEach(regex -> parts.add(SmartRegex.term("--include", regex)));
        which.excludes.forEach(regex -> parts.add("-" + SmartRegex.term("--exclude", regex)));
        parts.removeIf(String::isBlank);
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        return String.join(
                " ",
                parts.stream()
                        .map(part -> part.contains("OR") ? "(" + part + ")" : part)
                        .toList());
    }
}
