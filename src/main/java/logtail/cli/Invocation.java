package logtail.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import logtail.cli.base.Spelling;
import logtail.cli.base.TypedOption;
import logtail.cli.base.UsageException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Which command the arguments mean. The rules, for the first word that is no option:
 *
 * <ul>
 *   <li>The name of a command is that command; {@code --addr} and its like, {@code -v} and {@code -q} may come before it.
 *   <li>{@code help} and {@code version} are what they say.
 *   <li>A word that is nearly a command, or is one in programs like this, is refused with what to type instead, when it
 *       stands alone. Behind {@code --}, as {@code --filter}, or with another word it is searched for.
 *   <li>All else is a query.
 * </ul>
 *
 * @param command its name; empty for a tail
 * @param args those of the command
 */
record Invocation(String command, List<String> args) {
    private static final Set<String> BEFORE_ANY =
            Set.of("--addr", "--token", "--token-file", "--ca-cert", "-v", "--verbose", "-q", "--quiet");
    /** {@code bin/logtail} gives these other options of the JVM, by the first argument. */
    private static final Set<String> WITH_A_DAEMON = Set.of("serve", "up");

    /** Words that people search for, one slip from a command. */
    private static final Set<String> NO_SLIPS = Set.of("mount", "court", "county", "opens", "otp", "field");

    private static final Set<String> SHELLS = Set.of("bash", "zsh", "fish");

    Invocation {
        args = List.copyOf(args);
    }

    /**
     * Takes the arguments apart.
     *
     * @param tail the options of a tail, and so those that may have values
     * @throws UsageException when the first word seems to be a command that there is not
     */
    static Invocation of(List<String> args, CommandSpec tail) {
        var words = words(args, tail);
        if (words.isEmpty()) {
            return new Invocation("", args);
        }
        int at = words.getFirst();
        String first = args.get(at);
        List<String> before = args.subList(0, at);
        List<String> behind = args.subList(at + 1, args.size());
        if (!before.stream().allMatch(arg -> !arg.startsWith("-") || BEFORE_ANY.contains(arg.split("=", 2)[0]))) {
            return new Invocation("", args);
        }
        if (at > 0 && WITH_A_DAEMON.contains(first)) {
            throw new UsageException(first + " has to come first: logtail " + first + " …");
        }
        if (Main.commands().contains(first)) {
            return new Invocation(first, moved(first, before, behind));
        }
        List<String> others = words.stream().skip(1).map(args::get).toList();
        Optional<Invocation> asked = aboutUs(first, others);
        if (asked.isPresent()) {
            return asked.get();
        }
        refuseCommand(first, others);
        return new Invocation("", args);
    }

    /** What comes before {@code --} and is neither an option nor its value: where these stand. */
    private static List<Integer> words(List<String> args, CommandSpec spec) {
        var words = new ArrayList<Integer>();
        for (int i = 0; i < args.size() && !args.get(i).equals("--"); i++) {
            String arg = args.get(i);
            if (!arg.startsWith("-") || arg.equals("-")) {
                words.add(i);
            } else if (TypedOption.takesNext(arg, spec)) {
                i++;
            }
        }
        return words;
    }

    /** The options before a command go behind its own words, those that it does not know away. */
    private static List<String> moved(String command, List<String> before, List<String> behind) {
        if (before.isEmpty()) {
            return behind;
        }
        CommandSpec spec = Main.specOf(command);
        @Nullable
        CommandLine tool = behind.isEmpty() ? null : spec.subcommands().get(behind.getFirst());
        boolean hasTool = tool != null;
        CommandSpec target = tool == null ? spec : tool.getCommandSpec();
        var moved = new ArrayList<String>(hasTool ? behind.subList(0, 1) : List.of());
        for (int i = 0; i < before.size(); i++) {
            String option = before.get(i).split("=", 2)[0];
            boolean isGeneral = option.matches("-[vq]|--verbose|--quiet");
            if (!isGeneral || target.optionsMap().containsKey(option)) {
                moved.add(before.get(i));
            }
        }
        moved.addAll(behind.subList(hasTool ? 1 : 0, behind.size()));
        return moved;
    }

    private static Optional<Invocation> aboutUs(String first, List<String> others) {
        if (first.equals("help")) {
            boolean isOfCommand = !others.isEmpty() && Main.commands().contains(others.getFirst());
            var args = new ArrayList<String>(isOfCommand ? others.subList(1, others.size()) : List.of());
            args.add("--help");
            return Optional.of(new Invocation(isOfCommand ? others.getFirst() : "", args));
        }
        if (first.equals("version") && others.isEmpty()) {
            return Optional.of(new Invocation("", List.of("--version")));
        }
        if (first.equals("completion") && others.size() == 1 && SHELLS.contains(others.getFirst())) {
            return Optional.of(new Invocation("", List.of("--completion", others.getFirst())));
        }
        return Optional.empty();
    }

    private static void refuseCommand(String first, List<String> others) {
        String other = others.isEmpty() ? "" : others.getFirst();
        for (String command : Main.commands()) {
            boolean isTool = !others.isEmpty()
                    && isNearly(first, command)
                    && Main.specOf(command).subcommands().containsKey(other);
            if (isNearly(first, command) && (others.isEmpty() || isTool)) {
                throw refusal(first, "did you mean " + command + (isTool ? " " + other : "") + "?");
            }
        }
        for (String word : List.of("help", "version")) {
            if (isNearly(first, word) && others.isEmpty()) {
                throw refusal(first, "did you mean " + word + "?");
            }
        }
        Optional<String> instead = elsewhere(first, other);
        if (instead.isPresent()) {
            throw refusal(first, instead.get());
        }
    }

    private static UsageException refusal(String word, String instead) {
        return new UsageException("there is no command \"" + word + "\"; " + instead
                + "\nTo search for the word: logtail -- " + word + ", or logtail --filter " + word);
    }

    /** One slip of the fingers away; of the short names only the slips that seldom make another word. */
    private static boolean isNearly(String word, String command) {
        String singular = command.replaceFirst("s$", "");
        if (NO_SLIPS.contains(word)) {
            return false;
        }
        if (word.equalsIgnoreCase(command) || word.equals(singular)) {
            return true;
        }
        if (isSlip(word, singular) && word.length() == singular.length() && differences(word, singular) > 1) {
            return true; // drian
        }
        if (!isSlip(word, command)) {
            return false;
        }
        boolean isMistaken = word.length() == command.length() && differences(word, command) == 1;
        return switch (command.length()) {
            case 1, 2 -> false;
            case 3 -> word.length() == 3 && !isMistaken;
            case 4 -> !isMistaken;
            default -> true;
        };
    }

    private static boolean isSlip(String word, String command) {
        return word.equals(word.toLowerCase(Locale.ROOT)) && word.length() > 2 && Spelling.slips(word, command) == 1;
    }

    private static long differences(String one, String other) {
        return IntStream.range(0, one.length())
                .filter(i -> one.charAt(i) != other.charAt(i))
                .count();
    }

    /** What programs like this one do by a command of this name, and how it is done here. */
    private static Optional<String> elsewhere(String word, String next) {
        if (word.equals("logs") || word.equals("tail")) {
            String app = next.isEmpty() ? "NAME" : next;
            return Optional.of("to show lines: logtail, those of one app: logtail -a " + app);
        }
        if (word.equals("app") && (next.equals("list") || next.equals("ls"))) {
            return Optional.of("did you mean apps?");
        }
        if (!next.isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                switch (word) {
                    case "ps", "ls", "list" -> "to see who sends lines: logtail apps";
                    case "status" ->
                        "to see how the daemon is: logtail top; in a script: logtail top -b -n 1, or its /readyz over HTTP";
                    case "start" -> "to start the daemon: logtail serve";
                    case "stop", "restart" -> "the daemon ends by SIGTERM or Ctrl-C; to start it: logtail serve";
                    case "log", "follow", "watch" -> "to show lines and follow: logtail";
                    case "config" -> "settings are environment variables: logtail serve --help, config.example.env";
                    case "man" -> "for the help: logtail --help";
                    case "stats", "verify", "export" -> "to look into the journal: logtail journal " + word;
                    case "completion" -> "to complete in your shell: logtail --completion bash, zsh or fish";
                    case "grep", "search" -> "to search: logtail WORD, or logtail -i REGEX";
                    default -> null;
                });
    }
}
