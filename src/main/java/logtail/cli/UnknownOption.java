package logtail.cli;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import logtail.cli.base.Spelling;
import picocli.CommandLine.Model.CommandSpec;

/** What to say to an option that a command does not have: its name here, the nearest one, or nothing. Pure. */
final class UnknownOption {
    /** By the names that programs like this have for it. */
    private static final Map<String, String> OF_TAIL = Map.ofEntries(
            entry("-u", "one app is -a APP"),
            entry("--unit", "one app is -a APP"),
            entry("--service", "one app is -a APP"),
            entry("--container", "one app is -a APP"),
            entry("--identifier", "one app is -a APP"),
            entry("--source", "one app is -a APP, one machine --host HOST"),
            entry("--ps", "one process is -p PROCESS"),
            entry("--dyno", "one process is -p PROCESS"),
            entry("--pid", "one process is -p PROCESS"),
            entry("-d", "a process is -p PROCESS, a day -S DATE"),
            entry("-s", "a time to begin at is -S TIME, no notices -q"),
            entry("-k", "the kernel's lines are those of its app: -a kernel"),
            entry("--dmesg", "the kernel's lines are those of its app: -a kernel"),
            entry("-b", "a time to begin at is -S TIME"),
            entry("--boot", "a time to begin at is -S TIME"),
            entry("-x", "the newest lines are -n N"),
            entry("-xe", "the newest lines are -n N"),
            entry("-xeu", "one app is -a APP, its newest lines -n N"),
            entry("--list-boots", "a time to begin at is -S TIME"),
            entry("--disk-usage", "how much is kept: logtail journal stats"),
            entry("--vacuum-time", "how long lines are kept: LOGTAIL_RETAIN_FOR, at the start of the daemon"),
            entry("--vacuum-size", "how much is kept: LOGTAIL_RETAIN_BYTES, at the start of the daemon"),
            entry("--all-containers", "all apps are shown unless -a APP names some"),
            entry("--prefix", "app and process are shown by themselves"),
            entry("--previous", "lines stay when a process ends; a time to begin at is -S TIME"),
            entry("--details", "all fields of a line: -o json, or -o logfmt"),
            entry("-w", "whole words: -i '\\bWORD\\b'"),
            entry("--word-regexp", "whole words: -i '\\bWORD\\b'"),
            entry("-E", "-i RE takes a regular expression"),
            entry("-P", "-i RE takes a regular expression"),
            entry("--regexp", "-i RE takes a regular expression"),
            entry("--regex", "-i RE takes a regular expression"),
            entry("--ignore-case", "a word or -i RE all in lower case means any case"),
            entry("--case-sensitive", "a word or -i RE with a capital letter means that case"),
            entry("--invert-match", "lines without it: -e RE, or a word behind -- with a - before it"),
            entry("-T", "times are shown by themselves; with the date: --time-format full"),
            entry("--timestamps", "times are shown by themselves; with the date: --time-format full"),
            entry("--no-timestamps", "without times: --time-format none"),
            entry("--no-hostname", "hosts are not shown by themselves"),
            entry("--priority", "a level or worse is -l LEVEL"),
            entry("--severity", "a level or worse is -l LEVEL"),
            entry("--from", "a time to begin at is -S TIME"),
            entry("--start", "a time to begin at is -S TIME"),
            entry("--to", "a time to end at is -U TIME"),
            entry("--end", "a time to end at is -U TIME"),
            entry("--before", "a time to end at is -U TIME, lines before each match -B N"),
            entry("--num", "how many of the last lines is -n N"),
            entry("--num-lines", "how many of the last lines is -n N"),
            entry("--last", "how many of the last lines is -n N, how far back -S 15m"),
            entry("--limit", "how many of the last lines is -n N, how many in all -m N"),
            entry("--head", "how many in all is -m N"),
            entry("-c", "to count lines: logtail count"),
            entry("--count", "to count lines: logtail count"),
            entry("--format", "-o FORMAT: text, raw, json, logfmt; or a form of your own: --template"),
            entry("--raw", "-o raw"),
            entry("--logfmt", "-o logfmt"),
            entry("--pretty", "-j | jq"),
            entry("--timezone", "-z ZONE"),
            entry("--newest-first", "-r"),
            entry("--sort", "--order arrival or time; newest first is -r"),
            entry("--port", "where the daemon is: --addr HOST:PORT"),
            entry("--url", "where the daemon is: --addr URL"),
            entry("--server", "where the daemon is: --addr URL"),
            entry("--debug", "-v"));

    private UnknownOption() {}

    private static boolean isNearlyHelp(String option) {
        return Spelling.nearest(option, Set.of("--help", "--version")).isPresent();
    }

    /** What to add to "unknown option"; empty when it is like nothing. */
    static Optional<String> instead(String given, CommandSpec spec, boolean isTail) {
        String option = given.split("[= ]", 2)[0];
        String known = isTail ? OF_TAIL.get(option) : null;
        if (known != null) {
            return Optional.of(known);
        }
        if (option.matches("-j|--json") && spec.optionsMap().containsKey("--output")) {
            return Optional.of("did you mean -o json?");
        }
        if (spec.qualifiedName().equals("logtail serve") && !isNearlyHelp(option)) {
            return Optional.of("settings come from the environment alone, as in: LOGTAIL_HTTP=8080 logtail serve");
        }
        if (!option.startsWith("--")) {
            return Optional.empty();
        }
        var names = spec.optionsMap().keySet().stream()
                .filter(one -> one.startsWith("--"))
                .toList();
        Optional<String> longer =
                names.stream().filter(one -> one.startsWith(option)).findFirst();
        return longer.or(() -> Spelling.nearest(option, names))
                .or(() -> names.stream()
                        .filter(one -> option.length() > 4 && option.startsWith(one))
                        .findFirst())
                .map(one -> "did you mean " + one + "?")
                .or(() -> isTail ? Spelling.nearest(option, OF_TAIL.keySet()).map(OF_TAIL::get) : Optional.empty());
    }
}
