package logtail.cli.tail;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Notices;
import logtail.cli.base.ShownVersion;
import logtail.cli.base.Surroundings;
import logtail.cli.client.DaemonArguments;
import logtail.cli.client.FilterArgument;
import logtail.cli.render.Look;
import logtail.cli.render.LookArguments;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logtail [QUERY…]}: the arguments of a tail as typed; {@link TailOptions} holds the resolved ones. */
@Command(
        name = "logtail",
        versionProvider = ShownVersion.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        parameterListHeading = "%n",
        customSynopsis = {
            "logtail [OPTIONS] [QUERY...]    show matching lines, then new ones",
            "       logtail apps [OPTIONS]          list the apps that send lines",
            "       logtail top [OPTIONS]           see how the daemon is",
            "       logtail count [QUERY...]        count lines, over time or by a field",
            "       logtail fields [NAME]           show what there is to filter by",
            "       logtail open [OPTIONS]          show the daemon's page",
            "       logtail serve                   run the daemon",
            "       logtail pipe [OPTIONS]          send the lines of stdin",
            "       logtail run [OPTIONS] -- CMD    run CMD and send what it prints",
            "       logtail up [OPTIONS]            run the processes of a Procfile",
            "       logtail drains WHAT             forward events to other stores",
            "       logtail tokens WHAT             say who may send, read and manage",
            "       logtail journal TOOL            look into a journal",
        },
        footer = {
            "",
            "Examples:",
            "  logtail                             the last 100 lines of all apps, then follow",
            "  logtail -a web -a 'worker*' -l warn of these apps only, warnings and worse",
            "  logtail timeout upstream            lines with both words",
            "  logtail '\"connection reset\"'        lines with this phrase",
            "  logtail timeout -- -healthz         with one word and without the other",
            "  logtail -i 'time(d )?out' -e '^GET /health' -H '[0-9]+ms'",
            "  logtail -S 15m -U 5m -a web         ten minutes, then exit",
            "  logtail -S 9:00 -U 9:10             lines that are shown with these times",
            "  logtail -l error -m 1 -B 5          the next error and what led to it",
            "  logtail -S today -r | less -R       newest first",
            "  logtail -n all --no-follow -o raw > all.log",
            "  logtail --fields time,app,status    columns, also of keys in the message",
            "  logtail -j | jq .message            every event as JSON",
            "  logtail --cursor at --no-follow     what came since the same command ran before",
            "  logtail --stdin -l warn < app.log   the same for a file, without a daemon",
            "  source <(logtail --completion bash)",
            "",
            "Environment: LOGTAIL_ADDR, LOGTAIL_TOKEN and LOGTAIL_APP stand in for --addr,",
            "--token and --app; NO_COLOR and FORCE_COLOR for --color.",
            "Exit codes: 0 done, 1 nothing matched (--exit-status), 2 mistake in arguments",
            "or filter, 3 daemon out of reach or not allowed, 4 stream lost, 5 lines lost",
            "(--strict), 130 Ctrl-C.",
            "More: logtail COMMAND --help",
        })
public final class LogtailCommand implements Callable<Integer> {
    private final ToIntFunction<String> completions;

    @Parameters(
            arity = "0..*",
            paramLabel = "QUERY",
            description = "Words the message must contain; a leading - leaves lines out (after --).")
    List<String> query = new ArrayList<>();

    @ArgGroup(validate = false, heading = "%nWhich lines:%n")
    WhichArguments which = new WhichArguments();

    @ArgGroup(validate = false, heading = "%nFrom when, how many:%n")
    WhenArguments when = new WhenArguments();

    @ArgGroup(validate = false, heading = "%nWhat they look like:%n")
    LookArguments look = new LookArguments();

    @Mixin
    DaemonArguments daemon = new DaemonArguments();

    @Option(
            names = "--stdin",
            description =
                    "Filter and show the lines of stdin instead; needs no daemon. -n, -r and --order time show them "
                            + "when stdin has ended.")
    boolean stdin;

    @Option(
            names = "--explain",
            description = "Print what is selected, how the filter and times are understood, and exit.")
    boolean explain;

    @Option(names = "--exit-status", description = "Exit with 1 when nothing matched.")
    boolean exitStatus;

    @Option(names = "--strict", description = "Exit with 5 when lines are lost.")
    boolean strict;

    @Option(names = "--completion", paramLabel = "SHELL", description = "Print completions for bash, zsh or fish.")
    @Nullable
    String completion;

    @Option(
            names = {"-q", "--quiet"},
            description = "No notices on stderr, except about lost lines.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Log requests and responses to stderr.")
    boolean verbose;

    /** Uses {@code completions} to print a completion script; it takes the name of a shell and returns the exit code. */
    public LogtailCommand(ToIntFunction<String> completions) {
        this.completions = completions;
    }

    @Override
    public Integer call() throws Exception {
        if (completion != null) {
            return completions.applyAsInt(completion);
        }
        Surroundings around = Surroundings.ofProcess();
        TailOptions options = TailOptions.resolve(this, around);
        String filter = options.query().which().filter();
        if (explain) {
            QueryExplanation.of(options.query(), Look.zone(look, around)).forEach(System.out::println);
            return ExitCode.OK;
        }
        var notices = new Notices(System.err, quiet);
        IgnoredInput.file(query, stdin).ifPresent(notices::note);
        if (stdin) {
            return LocalTail.run(options, around);
        }
        FilterArgument.check(filter);
        IgnoredInput.watch(around.env(), notices);
        return Tail.run(options);
    }
}
