package logtail.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import logtail.cli.admin.AppsCommand;
import logtail.cli.admin.JournalCommand;
import logtail.cli.admin.ServeCommand;
import logtail.cli.admin.drains.DrainsCommand;
import logtail.cli.admin.tokens.TokensCommand;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Spelling;
import logtail.cli.base.UsageException;
import logtail.cli.base.VisibleText;
import logtail.cli.count.CountCommand;
import logtail.cli.count.FieldsCommand;
import logtail.cli.count.OpenCommand;
import logtail.cli.ship.PipeCommand;
import logtail.cli.ship.RunCommand;
import logtail.cli.tail.Habits;
import logtail.cli.tail.LogtailCommand;
import logtail.cli.top.TopCommand;
import logtail.cli.up.UpCommand;
import logtail.runtime.Version;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Where the process starts. The first word chooses the command, as {@link Invocation} tells; when it names none, all
 * arguments are those of a tail. Only the chosen command's classes are loaded, and those of a tail.
 */
public final class Main {
    /** What programs like this one call the tools of {@code drains}. */
    private static final Map<String, String> TOOLS_ELSEWHERE = Map.of(
            "ls", "list",
            "ps", "list",
            "show", "info",
            "get", "info",
            "status", "info",
            "describe", "info",
            "create", "add",
            "new", "add",
            "rm", "remove",
            "delete", "remove");

    /** What they call those of {@code tokens}. */
    private static final Map<String, String> TOOLS_OF_TOKENS = Map.of(
            "add", "create",
            "new", "create",
            "issue", "create",
            "rm", "revoke",
            "remove", "revoke",
            "delete", "revoke",
            "ls", "list",
            "show", "list");

    private Main() {}

    public static void main(String[] args) {
        var stdout = new CheckedStdout(new FileOutputStream(FileDescriptor.out));
        System.setOut(stdout.printStream(System.out.charset()));
        int code = execute(args, System.err);
        System.exit(stdout.exitCode(code, System.err));
    }

    /** Runs the command and returns its exit code ({@link ExitCode}). */
    public static int execute(String[] args, PrintStream stderr) {
        if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
            System.out.println("logtail " + Version.number()); // without picocli, which takes half the time of a start
            return ExitCode.OK;
        }
        if (args.length > 0 && commands().contains(args[0])) {
            return run(new CommandLine(command(args[0])), args[0], List.of(args).subList(1, args.length), stderr);
        }
        var tail = new CommandLine(command(""));
        Invocation meant;
        try {
            meant = Invocation.of(Habits.translated(List.of(args), tail.getCommandSpec()), tail.getCommandSpec());
        } catch (UsageException e) {
            stderr.println("logtail: " + VisibleText.ofLines(String.valueOf(e.getMessage())));
            return e.exitCode();
        }
        String name = meant.command();
        return run(name.isEmpty() ? tail : new CommandLine(command(name)), name, meant.args(), stderr);
    }

    private static int run(CommandLine command, String name, List<String> args, PrintStream stderr) {
        return command.setStopAtPositional(name.equals("run")) // what follows CMD belongs to it
                .setParameterExceptionHandler((mistake, given) -> tell(mistake, stderr))
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    if (failure instanceof CommandFailedException expected) {
                        stderr.println(line.getCommandSpec().qualifiedName() + ": " + expected.getMessage());
                        return expected.exitCode();
                    }
                    throw failure;
                })
                .execute(args.toArray(String[]::new));
    }

    private static int tell(ParameterException mistake, PrintStream stderr) {
        CommandSpec spec = mistake.getCommandLine().getCommandSpec();
        String name = spec.qualifiedName();
        boolean isTail = name.equals("logtail");
        String message = VisibleText.of(String.valueOf(mistake.getMessage()));
        String told = message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
        if (mistake instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
            String option = unmatched.getUnmatched().getFirst();
            Optional<String> instead = UnknownOption.instead(option, spec, isTail);
            stderr.println(name + ": unknown option " + VisibleText.of(option)
                    + instead.map(words -> "; " + words).orElse(""));
            if (isTail && instead.isEmpty()) {
                stderr.println("To leave out lines with a word, put it behind --, as in: logtail -- "
                        + VisibleText.of(option));
            }
        } else if (mistake instanceof UnmatchedArgumentException unmatched) {
            stderr.println(name + ": " + surplus(unmatched.getUnmatched().getFirst(), spec));
        } else {
            stderr.println(name + ": " + told);
        }
        stderr.println("See: " + name + " --help");
        return ExitCode.USAGE;
    }

    private static String surplus(String word, CommandSpec spec) {
        String quoted = '"' + VisibleText.of(word) + '"';
        if (spec.subcommands().isEmpty()) {
            return "there is no place for " + quoted;
        }
        boolean isOfTokens = spec.subcommands().containsKey("revoke");
        String tool = (isOfTokens ? TOOLS_OF_TOKENS : TOOLS_ELSEWHERE).getOrDefault(word, word);
        return "there is no " + quoted + "; "
                + Spelling.nearest(tool, spec.subcommands().keySet())
                        .map(near -> "did you mean " + near + "?")
                        .orElse("there are "
                                + String.join(", ", spec.subcommands().keySet()));
    }

    /** The commands that have a name, in the order of the help. */
    static List<String> commands() {
        return List.of(
                "apps", "top", "count", "fields", "open", "serve", "pipe", "run", "up", "drains", "tokens", "journal");
    }

    static CommandSpec specOf(String command) {
        return new CommandLine(command(command)).getCommandSpec();
    }

    /** The command with this name; an empty name is a tail. */
    public static Callable<Integer> command(String name) {
        return switch (name) {
            case "" -> new LogtailCommand(Completion::print);
            case "apps" -> new AppsCommand();
            case "top" -> new TopCommand();
            case "count" -> new CountCommand();
            case "fields" -> new FieldsCommand();
            case "open" -> new OpenCommand();
            case "serve" -> new ServeCommand();
            case "pipe" -> new PipeCommand();
            case "run" -> new RunCommand();
            case "up" -> new UpCommand();
            case "drains" -> new DrainsCommand();
            case "tokens" -> new TokensCommand();
            case "journal" -> new JournalCommand();
            default -> throw new IllegalArgumentException(name);
        };
    }
}
