package logtail.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logtail [QUERY…]}: the arguments of a tail as typed. {@link TailOptions} says what they mean. */
@Command(
        name = "logtail",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        parameterListHeading = "%n",
        customSynopsis = {
            "logtail [OPTIONS] [QUERY...]    show matching lines, then new ones",
            "       logtail serve                   run the daemon",
            "       logtail pipe [OPTIONS]          send the lines of stdin",
            "       logtail run [OPTIONS] -- CMD    run CMD and send what it prints",
            "       logtail up [OPTIONS]            run the processes of a Procfile",
            "       logtail journal TOOL            look into a journal: stats, verify, export",
        },
        footer = {
            "",
            "Examples:",
            "  logtail                             the last 100 lines of all apps, and on",
            "  logtail -a web -a 'worker*'         of these apps only",
            "  logtail -l warn                     warnings and worse",
            "  logtail timeout upstream            lines with both words",
            "  logtail '\"connection reset\"'        lines with this phrase",
            "  logtail timeout -- -healthz         with one word and without the other",
            "  logtail -S 15m -a web --no-follow   the last quarter of an hour, then end",
            "  logtail -n all --no-follow -o raw > all.log",
            "  logtail -o json | jq .message",
            "",
            "Environment: LOGTAIL_ADDR and LOGTAIL_APP stand in for --addr and --app;",
            "NO_COLOR and FORCE_COLOR for --color.",
            "Exit codes: 0 done, 2 mistake in arguments or filter, 3 daemon out of reach",
            "or not allowed, 4 stream lost.",
            "More: logtail pipe --help, logtail run --help, logtail up --help,",
            "logtail serve --help, logtail journal --help",
        })
final class LogtailCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "QUERY",
            description = "Words the message must contain; a leading - leaves lines out (after --).")
    List<String> query = new ArrayList<>();

    @Option(names = "--filter", paramLabel = "EXPR", description = "A filter expression, in addition to QUERY.")
    List<String> filters = new ArrayList<>();

    @Option(
            names = {"-a", "--app"},
            paramLabel = "APP",
            description = "Only this app: a name, a glob, a comma list. Repeatable.")
    List<String> apps = new ArrayList<>();

    @Option(
            names = {"-p", "--process"},
            paramLabel = "PROCESS",
            description = "Only this process of the app, likewise.")
    List<String> processes = new ArrayList<>();

    @Option(
            names = {"-l", "--level"},
            paramLabel = "LEVEL",
            description = "This level or worse: warn. Just this level: =warn.")
    @Nullable
    String level;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "So many lines of history, or all. Default: 100; all with --since.")
    @Nullable
    String lines;

    @Option(
            names = {"-S", "--since"},
            paramLabel = "TIME",
            description = "Lines since 90s, 5m, 1h30m, 14:05, 2026-11-24, 2026-11-24T14:05:00Z, or seconds since 1970.")
    @Nullable
    String since;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with new lines as they come (the default).")
    boolean follow;

    @Option(names = "--no-follow", description = "End after the history.")
    boolean noFollow;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, raw (the message alone) or json. Default: ${DEFAULT-VALUE}.")
    String output = "text";

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            defaultValue = "auto",
            description = "auto, always, never. Default: ${DEFAULT-VALUE}.")
    String color = "auto";

    @Option(
            names = "--addr",
            paramLabel = "URL",
            description = "Where the daemon is. Default: " + DaemonAddress.DEFAULT + ".")
    @Nullable
    String addr;

    @Option(
            names = {"-q", "--quiet"},
            description = "No notices on stderr.")
    boolean quiet;

    @Override
    public Integer call() throws Exception {
        return Tail.run(TailOptions.resolve(this, Surroundings.ofProcess()));
    }
}
