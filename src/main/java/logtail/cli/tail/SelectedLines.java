package logtail.cli.tail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import logtail.cli.base.BadValueException;
import logtail.cli.base.UsageException;
import logtail.cli.render.SmartRegex;
import logtail.event.Severity;
import logtail.query.TailQueryBuilder;
import org.jspecify.annotations.Nullable;

/** Converts {@link WhichArguments} and the words of a query; checks every value. */
final class SelectedLines {
    private SelectedLines() {}

    /** @param appVariable what stands in for {@code --app}; may be empty */
    static void select(WhichArguments which, List<String> words, String appVariable, TailQueryBuilder query) {
        checkProcesses(which);
        query.apps(names("--app", which.apps.isEmpty() ? List.of(appVariable) : which.apps))
                .processes(names("--process", which.processes))
                .hosts(names("--host", which.hosts))
                .filter(filter(which, words));
        level(which.level, query);
    }

    /** {@code -p err} is journalctl's; a process of that name is looked for by a filter. */
    private static void checkProcesses(WhichArguments which) {
        for (String process : which.processes) {
            String word = process.split("[.][.]", 2)[0];
            if (word.length() > 1 && Severity.named(word).isPresent()) {
                throw new UsageException("-p is a process here; the level " + word + " or worse is -l " + word
                        + ", a process of that name --filter process=" + word);
            }
        }
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

    private static void level(@Nullable String value, TailQueryBuilder query) {
        if (value == null) {
            return;
        }
        boolean isExact = value.startsWith("=");
        Severity severity = Severity.namedOrNumbered(isExact ? value.substring(1) : value.replaceFirst("^>=?", ""))
                .orElseThrow(() -> new BadValueException("--level", value, levels()));
        if (isExact) {
            query.exactly(severity);
        } else {
            query.worst(severity);
        }
    }

    private static String levels() {
        String labels = String.join(
                ", ", Arrays.stream(Severity.values()).map(Severity::label).toList());
        return labels + ", or 0 to 7 (that or worse); =warn for just that";
    }

    /** Joins all conditions with AND; parenthesizes those that contain alternatives. */
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
                        .map(part -> part.contains("OR") || part.contains("||") ? "(" + part + ")" : part)
                        .toList());
    }
}
