package logtail.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import logtail.cli.base.BadValueException;
import logtail.cli.base.ExitCode;
import logtail.cli.client.DaemonArguments;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Scripts that complete {@code logtail} in a shell: commands, options, and the values of those that have few. The names of
 * apps come from the daemon at the press of the key, with what the line says about the daemon; when it is away there are
 * none. Pure.
 */
public final class Completion {
    /** What may stand for a label of the help texts. */
    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("LEVEL", "emerg alert crit error warn notice info debug"),
            Map.entry("FORMAT", "text raw json logfmt"),
            Map.entry("OUTPUT", "text json"),
            Map.entry("WHEN", "auto always never"),
            Map.entry("FIELD", "level app none process host"),
            Map.entry("APPS", "rate errors name seen"),
            Map.entry("VIEW", "live drains status"),
            Map.entry("WHAT", "app process host level"),
            Map.entry("ORDER", "arrival time"),
            Map.entry("TIMES", "time received"),
            Map.entry("RIGHT", "ingest tail drain metrics admin"),
            Map.entry("BY", "activity name total seen"),
            Map.entry("PATTERN", "time full iso epoch none"),
            Map.entry("SHELL", "bash zsh fish"));

    private static final String APP = "APP";
    private static final String FILE = "FILE";
    private static final String DIR = "DIR";

    private Completion() {}

    /** Prints the script for this shell. */
    public static int print(String shell) {
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
        Main.commands().forEach(name -> cases.append(bashCase(name, Main.specOf(name))));
        cases.append(bashCase("*", Main.specOf("")));
        String access = String.join("|", accessOptions());
        return """
                # logtail --completion bash: source it, or put it where your shell looks for completions
                _logtail_apps() {
                    local word is_value= access=()
                    for word in $COMP_LINE; do
                        if [ -n "$is_value" ]; then access+=("${word/#\\~/$HOME}"); is_value=; continue; fi
                        case "$word" in
                            %s) access+=("$word"); is_value=1 ;;
                            %s) access+=("$word") ;;
                        esac
                    done
                    # bash runs what compgen is given, and anybody may send lines of any name
                    logtail apps --names "${access[@]}" 2>/dev/null | grep -x '[[:alnum:]._/:@%%+=,-]*'
                }
                _logtail() {
                    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} options= words=
                    COMPREPLY=()
                    if [ "$word" = "=" ]; then word=; elif [ "$before" = "=" ]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi
                    case "${COMP_WORDS[1]}" in
                %s    esac
                    case "$word" in
                        -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
                        *) case "$COMP_CWORD" in
                               1) COMPREPLY=($(compgen -W "%s" -- "$word")) ;;
                               2) COMPREPLY=($(compgen -W "$words" -- "$word")) ;;
                           esac ;;
                    esac
                }
                complete -o default -F _logtail logtail
                """.formatted(access, access.replace("|", "=*|") + "=*", cases, String.join(" ", Main.commands()));
    }

    /** Sets what can come next in this command, or completes the value of the option before. */
    private static String bashCase(String pattern, CommandSpec spec) {
        var names = new ArrayList<String>();
        var values = new StringBuilder();
        for (OptionSpec option : shown(spec)) {
            names.addAll(List.of(option.names()));
            String source = bashValues(option.paramLabel());
            if (takesValue(option) && !source.isEmpty()) {
                values.append("                ")
                        .append(String.join("|", option.names()))
                        .append(") COMPREPLY=($(compgen ")
                        .append(source)
                        .append(" -- \"$word\")); return ;;\n");
            }
        }
        return """
                        %s)
                            options="%s" words="%s"
                            case "$before" in
                %s            esac ;;
                """.formatted(
                        pattern,
                        String.join(" ", names),
                        String.join(" ", spec.subcommands().keySet()),
                        values);
    }

    private static String bashValues(String label) {
        return switch (label) {
            case APP -> "-W \"$(_logtail_apps)\"";
            case FILE -> "-f";
            case DIR -> "-d";
            default -> VALUES.containsKey(label) ? "-W \"" + VALUES.get(label) + '"' : "";
        };
    }

    private static String fish() {
        String access = String.join(" ", accessOptions());
        var script = new StringBuilder(
                """
                # logtail --completion fish: put it into ~/.config/fish/completions/logtail.fish
                function __logtail_apps
                    set -l access
                    set -l is_value
                    for word in (commandline -opc)
                        if set -q is_value[1]
                            set -a access $word
                            set is_value
                            continue
                        end
                        switch $word
                            case %s
                                set -a access $word
                                set is_value yes
                            case '%s=*'
                                set -a access $word
                        end
                    end
                    logtail apps --names $access 2>/dev/null
                end
                complete -c logtail -f
                complete -c logtail -n __fish_use_subcommand -a '%s'
                """.formatted(access, access.replace(" ", "=*' '"), String.join(" ", Main.commands())));
        fish(Main.specOf(""), "not __fish_seen_subcommand_from " + String.join(" ", Main.commands()), script);
        for (String name : Main.commands()) {
            fish(Main.specOf(name), "__fish_seen_subcommand_from " + name, script);
        }
        return script.toString();
    }

    private static void fish(CommandSpec spec, String condition, StringBuilder script) {
        String complete = "complete -c logtail -n '" + condition + '\'';
        if (!spec.subcommands().isEmpty()) {
            script.append(complete)
                    .append(" -a '")
                    .append(String.join(" ", spec.subcommands().keySet()))
                    .append("'\n");
        }
        for (OptionSpec option : shown(spec)) {
            script.append(complete);
            for (String name : option.names()) {
                script.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
            }
            script.append(takesValue(option) ? fishValues(option.paramLabel()) : "");
            String text = String.join(" ", option.description());
            script.append(" -d '")
                    .append(text.replace("\\", "\\\\").replace("'", "\\'"))
                    .append("'\n");
        }
    }

    private static String fishValues(String label) {
        return switch (label) {
            case APP -> " -x -a '(__logtail_apps)'";
            case FILE -> " -r -F";
            case DIR -> " -x -a '(__fish_complete_directories)'";
            default -> VALUES.containsKey(label) ? " -x -a '" + VALUES.get(label) + '\'' : " -x";
        };
    }

    /** The options that say which daemon to ask, and how. */
    private static List<String> accessOptions() {
        return CommandSpec.forAnnotatedObject(new DaemonArguments()).options().stream()
                .map(OptionSpec::longestName)
                .toList();
    }

    private static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    /** Those of the command and of its tools. */
    private static List<OptionSpec> shown(CommandSpec spec) {
        var shown = new ArrayList<OptionSpec>();
        var names = new ArrayList<String>();
        var specs = new ArrayList<CommandSpec>(List.of(spec));
        spec.subcommands().values().forEach(tool -> specs.add(tool.getCommandSpec()));
        for (CommandSpec one : specs) {
            one.options().stream()
                    .filter(option -> !option.hidden() && !names.contains(option.longestName()))
                    .forEach(option -> {
                        shown.add(option);
                        names.add(option.longestName());
                    });
        }
        return shown;
    }
}
