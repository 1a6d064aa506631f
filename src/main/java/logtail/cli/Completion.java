package logtail.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Scripts that complete {@code logtail} in a shell: commands, options, and the values of those that have few. The names of
 * apps come from the daemon at the press of the key; when it is away there are none. Pure.
 */
final class Completion {
    private static final String APPS = "$(logtail apps --names 2>/dev/null)";

    /** What may stand for a label of the help texts. */
    private static final Map<String, String> VALUES = Map.of(
            "APP", APPS,
            "LEVEL", "emerg alert crit error warn notice info debug",
            "FORMAT", "text raw json logfmt",
            "OUTPUT", "text json",
            "WHEN", "auto always never",
            "WHAT", "app process host level",
            "ORDER", "arrival time",
            "BY", "activity name total seen",
            "PATTERN", "time full iso epoch none",
            "SHELL", "bash zsh fish");

    private Completion() {}

    /** Prints the script for this shell. */
    static int print(String shell) {
        System.out.print(script(shell));
        System.out.flush();
        return ExitCode.OK;
    }

    static String script(String shell) {
        return switch (shell.toLowerCase(Locale.ROOT)) {
            case "bash" -> bash();
            case "zsh" -> "#compdef logtail\nautoload -Uz bashcompinit && bashcompinit\n" + bash();
            case "fish" -> fish();
            default -> throw new BadValueException("--completion", shell, "bash, zsh, fish");
        };
    }

    private static String bash() {
        var cases = new StringBuilder();
        for (String name : Main.commands()) {
            cases.append("        ")
                    .append(name)
                    .append(')')
                    .append(options(spec(name)))
                    .append(";;\n");
        }
        var values = new StringBuilder();
        valueOptions()
                .forEach((label, names) -> values.append("        ")
                        .append(String.join("|", names))
                        .append(") COMPREPLY=($(compgen -W \"")
                        .append(VALUES.get(label))
                        .append("\" -- \"$word\")); return ;;\n"));
        return """
                # logtail --completion bash: source it, or put it where your shell looks for completions
                _logtail() {
                    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} options
                    COMPREPLY=()
                    if [ "$word" = "=" ]; then word=; elif [ "$before" = "=" ]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi
                    case "$before" in
                %s        --data|--cursor|--token-file|--ca-cert) COMPREPLY=($(compgen -f -- "$word")); return ;;
                    esac
                    case "${COMP_WORDS[1]}" in
                %s        *)%s;;
                    esac
                    case "$word" in
                        -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
                        *) if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "%s" -- "$word")); fi ;;
                    esac
                }
                complete -o default -F _logtail logtail
                """.formatted(values, cases, options(spec("")), String.join(" ", Main.commands()));
    }

    private static String fish() {
        var script =
                new StringBuilder("# logtail --completion fish: put it into ~/.config/fish/completions/logtail.fish\n");
        script.append("complete -c logtail -f\ncomplete -c logtail -n __fish_use_subcommand -a '")
                .append(String.join(" ", Main.commands()))
                .append("'\n");
        String isTail = "not __fish_seen_subcommand_from " + String.join(" ", Main.commands());
        fish(spec(""), isTail, script);
        for (String name : Main.commands()) {
            fish(spec(name), "__fish_seen_subcommand_from " + name, script);
        }
        return script.toString();
    }

    private static void fish(CommandSpec spec, String condition, StringBuilder script) {
        for (OptionSpec option : shown(spec)) {
            script.append("complete -c logtail -n '").append(condition).append('\'');
            for (String name : option.names()) {
                script.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
            }
            String values = VALUES.get(option.paramLabel());
            if (takesValue(option)) {
                script.append(" -r");
                script.append(
                        values == null
                                ? ""
                                : " -a '" + values.replace("$(", "(").replace("2>/dev/null", "") + "'");
            }
            String text = String.join(" ", option.description());
            script.append(" -d '")
                    .append(text.replace("\\", "\\\\").replace("'", "\\'"))
                    .append("'\n");
        }
    }

    private static String options(CommandSpec spec) {
        var names = new ArrayList<String>();
        shown(spec).forEach(option -> names.addAll(List.of(option.names())));
        return " options=\"" + String.join(" ", names) + "\" ";
    }

    /** By label, the names of all options whose values are known; each name once. */
    private static Map<String, List<String>> valueOptions() {
        var options = new TreeMap<String, List<String>>();
        var specs = new ArrayList<CommandSpec>(List.of(spec("")));
        Main.commands().forEach(name -> specs.add(spec(name)));
        for (CommandSpec spec : specs) {
            for (OptionSpec option : shown(spec)) {
                if (takesValue(option) && VALUES.containsKey(option.paramLabel())) {
                    List<String> names = options.computeIfAbsent(option.paramLabel(), label -> new ArrayList<>());
                    List.of(option.names()).stream()
                            .filter(name -> !names.contains(name))
                            .forEach(names::add);
                }
            }
        }
        return options;
    }

    private static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    private static List<OptionSpec> shown(CommandSpec spec) {
        return spec.options().stream().filter(option -> !option.hidden()).toList();
    }

    private static CommandSpec spec(String command) {
        return new CommandLine(Main.command(command)).getCommandSpec();
    }
}
