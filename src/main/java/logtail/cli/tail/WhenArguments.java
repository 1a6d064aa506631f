package logtail.cli.tail;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The arguments that choose lines by when they came, how many of them and in which order, as typed. */
public final class WhenArguments {
    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description =
                    "So many lines of history, or all; 0: only new ones. Default: 100; all with --since or --stdin.")
    @Nullable
    String lines;

    @Option(
            names = {"-S", "--since"},
            paramLabel = "TIME",
            description = "Lines since 90s, 1h30m, 14:05, yesterday 14:00, 2026-11-24, 2026-11-24T14:05:00Z, or "
                    + "seconds since 1970.")
    @Nullable
    String since;

    @Option(
            names = {"-U", "--until"},
            paramLabel = "TIME",
            description = "Lines before that, likewise; then end.")
    @Nullable
    String until;

    @Option(names = "--after", paramLabel = "ID", description = "Lines behind the one with this id.")
    @Nullable
    String after;

    @Option(
            names = "--cursor",
            paramLabel = "FILE",
            description = "Go on behind the last line of the run before, whose id is in this file, and keep it there.")
    @Nullable
    Path cursor;

    @Option(
            names = {"-f", "--follow", "-t", "--tail"},
            description = "Go on with new lines as they come (the default).")
    boolean follow;

    @Option(names = "--no-follow", description = "End after the history.")
    boolean noFollow;

    @Option(names = "--retry", description = "Connect again when the stream is lost, and go on (the default).")
    boolean retry;

    @Option(names = "--no-retry", description = "End with 4 when the stream is lost.")
    boolean noRetry;

    @Option(
            names = {"-m", "--max-count"},
            paramLabel = "N",
            description = "End after so many matching lines.")
    @Nullable
    String max;

    @Option(
            names = {"-r", "--reverse"},
            description = "Newest first, then end.")
    boolean reverse;

    @Option(
            names = {"-A", "--after-context"},
            paramLabel = "N",
            description = "So many lines behind each match, too.")
    @Nullable
    String contextAfter;

    @Option(
            names = {"-B", "--before-context"},
            paramLabel = "N",
            description = "So many lines before each match, too.")
    @Nullable
    String contextBefore;

    @Option(
            names = {"-C", "--context"},
            paramLabel = "N",
            description = "Both.")
    @Nullable
    String context;

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            description = "arrival (the default), or time: by the senders' clocks.")
    @Nullable
    String order;

    @Option(
            names = "--window",
            paramLabel = "SPAN",
            description = "How long --order time waits for late lines. Default: 500ms.")
    @Nullable
    String window;
}
