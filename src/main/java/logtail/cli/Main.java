package logtail.cli;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import logtail.cli.admin.AppsCommand;
import logtail.cli.admin.JournalCommand;
import logtail.cli.admin.ServeCommand;
import logtail.cli.admin.drains.DrainsCommand;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.VisibleText;
import logtail.cli.ship.PipeCommand;
import logtail.cli.ship.RunCommand;
import logtail.cli.tail.LogtailCommand;
import logtail.cli.up.UpCommand;
import logtail.runtime.Version;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Where the process starts. The first argument chooses the command; when it names none, all arguments are those of a
 * tail, so a query may contain any word behind its first. Only the chosen command's classes are loaded.
 */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(execute(args, System.err));
    }

    /** Runs the command and returns its exit code ({@link ExitCode}). */
    public static int execute(String[] args, PrintStream stderr) {
        if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
            System.out.println("logtail " + Version.number()); // without picocli, which takes half the time of a start
            return ExitCode.OK;
        }
        boolean named = args.length > 0 && isCommand(args[0]);
        var commandLine = new CommandLine(named ? command(args[0]) : command(""))
                .setStopAtPositional(named && args[0].equals("run")) // what follows CMD belongs to it
                .setParameterExceptionHandler((mistake, given) -> tell(mistake, stderr))
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    if (failure instanceof CommandFailedException expected) {
                        stderr.println(line.getCommandSpec().qualifiedName() + ": " + expected.getMessage());
                        return expected.exitCode();
                    }
                    throw failure;
                });
        return commandLine.execute(named ? Arrays.copyOfRange(args, 1, args.length) : args);
    }

    private static int tell(ParameterException mistake, PrintStream stderr) {
        String name = mistake.getCommandLine().getCommandSpec().qualifiedName();
        String message = VisibleText.of(String.valueOf(mistake.getMessage()));
        stderr.println(name + ": " + message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1));
        if (mistake instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
            stderr.println("To leave out lines with a word, put it behind --, as in: logtail -- "
                    + VisibleText.of(unmatched.getUnmatched().getFirst()));
        }
        stderr.println("See: " + name + " --help");
        return ExitCode.USAGE;
    }

    /** The commands that have a name, in the order of the help. */
    static List<String> commands() {
        return List.of("apps", "serve", "pipe", "run", "up", "drains", "journal");
    }

    private static boolean isCommand(String word) {
        return commands().contains(word);
    }

    /** The command with this name; an empty name is a tail. */
    public static Callable<Integer> command(String name) {
        return switch (name) {
            case "" -> new LogtailCommand(Completion::print);
            case "apps" -> new AppsCommand();
            case "serve" -> new ServeCommand();
            case "pipe" -> new PipeCommand();
            case "run" -> new RunCommand();
            case "up" -> new UpCommand();
            case "drains" -> new DrainsCommand();
            case "journal" -> new JournalCommand();
            default -> throw new IllegalArgumentException(name);
        };
    }
}
