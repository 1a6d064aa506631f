package logtail.cli.tail;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that select lines by sender, level and text, as typed. */
public final class WhichArguments {
    @Option(
            names = {"-a", "--app"},
            paramLabel = "APP",
            description = "Only this app: a name, a glob, a comma list. Repeatable.")
    List<String> apps = new ArrayList<>();

    @Option(
            names = {"-p", "--process"},
            paramLabel = "PROCESS",
            description = "Only this process of the app, likewise; web also means web.1.")
    List<String> processes = new ArrayList<>();

    @Option(names = "--host", paramLabel = "HOST", description = "Only from this machine, likewise.")
    List<String> hosts = new ArrayList<>();

    @Option(
            names = {"-l", "--level"},
            paramLabel = "LEVEL",
            description = "This level or worse: warn. Just this level: =warn.")
    @Nullable
    String level;

    @Option(names = "--filter", paramLabel = "EXPR", description = "A filter expression, in addition to QUERY.")
    List<String> filters = new ArrayList<>();

    @Option(
            names = {"-i", "-g", "--include", "--grep"},
            paramLabel = "RE",
            description = "Only messages with this regular expression; all in lower case means any case. Repeatable.")
    List<String> includes = new ArrayList<>();

    @Option(
            names = {"-e", "--exclude"},
            paramLabel = "RE",
            description = "No message with this one, likewise.")
    List<String> excludes = new ArrayList<>();
}
