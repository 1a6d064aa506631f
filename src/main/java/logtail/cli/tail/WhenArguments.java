package logtail.cli.tail;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for the time range, the number and the order of lines, as typed. */
public final class WhenArguments {
    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description =
                    "Number of lines of history, or all; 0 for new lines only. Default: 100; all with --since, --after "
                            + "or --stdin.")
    @Nullable
    String lines;

    @Option(
            names = {"-S", "--since"},
            paramLabel = "TIME",
            description = "Lines since 90s, 5min, '2 hours ago', 9:00, yesterday 14:05, monday, 'Nov 24 14:05', "
                    + "2026-11-24T14:05:00Z, or seconds since 1970. What is new is shown whatever its time.")
    @Nullable
    String since;

    @Option(
            names = {"-U", "--until"},
            paramLabel = "TIME",
            description = "Lines before this time, likewise; then exit.")
    @Nullable
    String until;

    @Option(
            names = "--by",
            paramLabel = "TIMES",
            description = "Which times --since and --until mean: time (the default), as shown; received, the daemon's.")
    @Nullable
    String by;

    @Option(
            names = "--after",
            paramLabel = "ID",
            description = "Lines after the one with this id or cursor; with -n the newest of those.")
    @Nullable
    String after;

    @Option(
            names = "--cursor",
            paramLabel = "FILE",
            description =
                    "Resume after the last line of the previous run, whose cursor is kept in this file. -n and -S "
                            + "are for the first run.")
    @Nullable
    Path cursor;

    @Option(
            names = {"-f", "--follow", "-t", "--tail"},
            description = "Follow new lines (the default). With a number, --tail is --lines.")
    boolean follow;

    /** As {@code tail} has it: follow and connect again. */
    @Option(names = "-F", hidden = true)
    boolean followRetrying;

    @Option(names = "--no-follow", description = "Exit after the history.")
    boolean noFollow;

    @Option(names = "--retry", description = "Reconnect and resume when the stream breaks (the default).")
    boolean retry;

    @Option(names = "--no-retry", description = "Exit with 4 when the stream breaks.")
    boolean noRetry;

    @Option(
            names = {"-m", "--max-count"},
            paramLabel = "N",
            description = "Exit after this many matching lines.")
    @Nullable
    String max;

    @Option(
            names = {"-r", "--reverse"},
            description = "Newest first, then exit.")
    boolean reverse;

    @Option(
            names = {"-A", "--after-context"},
            paramLabel = "N",
            description = "Also show this many lines after each match.")
    @Nullable
    String contextAfter;

    @Option(
            names = {"-B", "--before-context"},
            paramLabel = "N",
            description = "Also show this many lines before each match.")
    @Nullable
    String contextBefore;

    @Option(
            names = {"-C", "--context"},
            paramLabel = "N",
            description = "Both -A and -B.")
    @Nullable
    String context;

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            description =
                    "arrival (the default); time: by the senders' clocks; or a field, as status or duration:desc, by value "
                            + "for numbers, durations and sizes, then exit: with -n the first N of all in that order.")
    @Nullable
    String order;

    @Option(
            names = "--window",
            paramLabel = "SPAN",
            description = "How long --order time waits for late lines. Default: 500ms.")
    @Nullable
    String window;
}
