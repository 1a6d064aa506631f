package logtail.cli.count;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import logtail.cli.base.AnyCommand;
import logtail.cli.base.BadValueException;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Notices;
import logtail.cli.base.Surroundings;
import logtail.cli.base.UsageException;
import logtail.cli.client.DaemonArguments;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.UrlQuery;
import logtail.cli.screen.Ink;
import logtail.cli.screen.TerminalSize;
import logtail.cli.tail.Selection;
import logtail.cli.tail.SelectionArguments;
import logtail.runtime.Durations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logtail count}: how many lines, over time and by what. */
@Command(
        name = "logtail count",
        sortOptions = false,
        description = {
            "Counts lines: a row for each stretch of time, or with --by and without --every the totals.",
        },
        parameterListHeading = "%n",
        optionListHeading = "%n",
        footer = {
            "",
            "Examples:",
            "  logtail count                       the last 15 minutes, by level",
            "  logtail count timeout -S 1h --every 1m",
            "  logtail count -l error -S today --by app",
            "  logtail count -a web -S 1h --by status",
            "  logtail count -S 1h -o json | jq -r 'select(.at) | [.at, .n.error] | @tsv'",
            "",
            "The daemon counts by level and app, as far as --budget lets it. By any other field all lines are read by",
            "this command and counted one by one, however long it takes: the numbers are exact, up to 10,000 values.",
            "Exit codes: 0 all is counted, 2 mistake in arguments or filter, 3 daemon out of reach or not allowed,",
            "4 not all is counted.",
        })
public final class CountCommand extends AnyCommand {
    private static final Duration DEFAULT_RANGE = Duration.ofMinutes(15);
    private static final Duration MOST_BUDGET = Duration.ofSeconds(10);
    private static final Duration LEAST_STEP = Duration.ofSeconds(1);
    private static final Duration MOST_STEP = Duration.ofDays(1);
    private static final int MOST_ROWS = 2_000;
    private static final int DEFAULT_TOP = 20;

    @Parameters(arity = "0..*", paramLabel = "QUERY", description = "Words the message must contain, as in a tail.")
    List<String> words = new ArrayList<>();

    @Mixin
    SelectionArguments selection = new SelectionArguments();

    @Option(
            names = "--by",
            paramLabel = "FIELD",
            description = "What to tell apart: level (the default), app, none, or any field, as in process, status.")
    String by = "level";

    @Option(
            names = "--every",
            paramLabel = "SPAN",
            description = "How long a row is: auto (the default), or 1s to 1d, as in 10s, 1m, 1h.")
    String every = "";

    @Option(
            names = "--clock",
            paramLabel = "TIMES",
            description = "The time that counts: time (the default), the lines' own, as shown; received, the daemon's.")
    String clock = "time";

    @Option(
            names = "--budget",
            paramLabel = "SPAN",
            description = "How long the daemon may count. Default: 2s; at most 10s.")
    String budget = "2s";

    @Option(names = "--top", paramLabel = "N", description = "How many totals to show. Default: ${DEFAULT-VALUE}.")
    int top = DEFAULT_TOP;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUTPUT",
            description = "text (the default), or json: as the daemon answers, a line for each row, the newest first.")
    String output = "text";

    @Option(names = "--color", paramLabel = "WHEN", description = "auto (the default), always, never.")
    String color = "auto";

    @Option(names = "--no-color", hidden = true)
    boolean noColor;

    @Mixin
    DaemonArguments daemon = new DaemonArguments();

    /** The arguments, checked. */
    private record Asked(
            Selection selection,
            String by,
            long stepMs,
            boolean isByReceipt,
            Duration budget,
            boolean isJson,
            Ink ink) {
        boolean isOfDaemon() {
            return List.of("level", "app", "none").contains(by);
        }

        /** Whether only the sums are wanted. */
        boolean isOfTotals() {
            return stepMs == 0 && (!isOfDaemon() || by.equals("app"));
        }
    }

    @Override
    public Integer call() {
        Surroundings around = Surroundings.ofProcess();
        Asked asked = asked(around);
        var client = new DaemonClient(daemon.resolve(around), DaemonClient.SILENCE);
        var notices = new Notices(System.err, false);
        Counts counts = asked.isOfDaemon() ? ofDaemon(asked, client) : ofField(asked, client, around, notices);
        var view = new CountView(
                counts,
                asked.ink(),
                TerminalSize.of(around).columns(),
                asked.selection().zone(),
                around.now());
        if (!asked.isJson()) {
            lines(asked, counts, view, around).forEach(System.out::println);
        }
        System.out.flush();
        otherStep(asked.stepMs(), counts.stepMs()).ifPresent(notices::note);
        if (counts.end().isComplete()) {
            return ExitCode.OK;
        }
        throw new CommandFailedException(
                ExitCode.LOST, "counted back to " + view.time(counts.end().reached()) + further(asked, counts.end()));
    }

    private static String further(Asked asked, Counts.End end) {
        if (end.tookMs() < 0) {
            return "; a shorter range goes further";
        }
        String more = asked.budget().compareTo(MOST_BUDGET) < 0 ? "--budget 10s or a shorter range" : "a shorter range";
        return ", budget " + Durations.shown(asked.budget()) + " used up; " + more + " goes further";
    }

    private Asked asked(Surroundings around) {
        if (!output.equals("text") && !output.equals("json")) {
            throw new BadValueException("--output", output, "text, json");
        }
        if (!clock.equals("time") && !clock.equals("received")) {
            throw new BadValueException("--clock", clock, "time (the lines' own, as shown), received");
        }
        if (by.isBlank()) {
            throw new BadValueException("--by", by, "level, app, none, or the name of a field");
        }
        if (top < 1) {
            throw new BadValueException("--top", Integer.toString(top), "a number from 1");
        }
        Selection which = selection.resolve(words, around);
        Instant end = which.hasUntil() ? which.untilTime() : around.now();
        Selection ranged = which.hasSince() ? which : which.since(end.minus(DEFAULT_RANGE));
        var asked = new Asked(
                ranged,
                by,
                every.isEmpty() || every.equals("auto")
                        ? 0
                        : span("--every", every, LEAST_STEP, MOST_STEP, "auto, or ")
                                .toMillis(),
                clock.equals("received"),
                span("--budget", budget, Duration.ofMillis(1), MOST_BUDGET, ""),
                output.equals("json"),
                Ink.of(noColor ? "never" : color, around));
        checkRows(asked, end);
        return asked;
    }

    private static Duration span(String option, String value, Duration least, Duration most, String or) {
        return Durations.parse(value.strip())
                .filter(span -> span.compareTo(least) >= 0 && span.compareTo(most) <= 0)
                .orElseThrow(() -> new BadValueException(
                        option, value, or + "a span from " + Durations.shown(least) + " to " + Durations.shown(most)));
    }

    private void checkRows(Asked asked, Instant end) {
        Duration range = Duration.between(asked.selection().sinceTime(), end);
        if (asked.stepMs() > 0 && range.toSeconds() / (asked.stepMs() / 1_000) > MOST_ROWS) {
            throw new UsageException("--every " + every + " makes more than " + MOST_ROWS + " rows of "
                    + Durations.shown(Duration.ofSeconds(range.toSeconds()))
                    + "; take longer ones, or a shorter range");
        }
    }

    private Counts ofDaemon(Asked asked, DaemonClient client) {
        UrlQuery url = asked.selection().url().add("by", asked.by());
        url.add("step", asked.stepMs() == 0 ? "auto" : CountView.step(asked.stepMs()));
        url.add("clock", clock).add("budget", Durations.shown(asked.budget()));
        Consumer<byte[]> passOn = asked.isJson() ? CountCommand::print : line -> {};
        var reader = new CountsReader(passOn);
        new Question(client, "/counts", asked.selection().filter()).stream(url, reader);
        return reader.counts()
                .orElseThrow(() -> new CommandFailedException(
                        ExitCode.LOST, client.daemon() + " did not end its answer to /counts"));
    }

    private static Counts ofField(Asked asked, DaemonClient client, Surroundings around, Notices notices) {
        long startNs = System.nanoTime();
        Instant from = asked.selection().sinceTime();
        Instant to = asked.selection().hasUntil() ? asked.selection().untilTime() : around.now();
        var counter = new FieldCounter(asked.by(), asked.stepMs(), asked.isByReceipt(), from);
        UrlQuery url = asked.selection().url().add("lines", "all").add("follow", "false");
        if (asked.isByReceipt()) {
            url.add("by", "received");
        }
        new Question(client, "/tail", asked.selection().filter()).stream(url, counter);
        Counts counts =
                counter.counts(to, Duration.ofNanos(System.nanoTime() - startNs).toMillis());
        if (counter.isBounded()) {
            notices.warn("there are more than " + FieldCounter.MOST_VALUES + " values of " + asked.by()
                    + "; what came later is counted as (others)");
        }
        if (asked.isJson()) {
            CountsWriter.lines(counts).forEach(line -> print(line.getBytes(StandardCharsets.UTF_8)));
        }
        return counts;
    }

    private List<String> lines(Asked asked, Counts counts, CountView view, Surroundings around) {
        var lines = new ArrayList<>(view.summary());
        if (counts.buckets().isEmpty()) {
            lines.addAll(view.gaps());
            return lines;
        }
        lines.addAll(asked.isOfTotals() ? view.gaps() : view.rows());
        if (!asked.by().equals("none")) {
            long told =
                    counts.totals().values().stream().mapToLong(Long::longValue).sum();
            var values = new ArrayList<>(Totals.of(counts.totals(), asked.by(), top));
            if (counts.end().events() > told) {
                values.add(Totals.without(counts.end().events() - told));
            }
            String heading = asked.isOfDaemon() ? asked.by().toUpperCase(Locale.ROOT) : asked.by();
            lines.add("");
            lines.addAll(new Totals(asked.ink(), TerminalSize.of(around).columns())
                    .table(heading, values, Math.max(counts.end().events(), told)));
        }
        return lines;
    }

    /** What to say when rows are of another length than was asked for. */
    static Optional<String> otherStep(long askedMs, long givenMs) {
        return askedMs == 0 || askedMs == givenMs
                ? Optional.empty()
                : Optional.of("rows are of " + CountView.step(givenMs) + ", as the daemon has none of "
                        + CountView.step(askedMs));
    }

    private static void print(byte[] line) {
        System.out.write(line, 0, line.length);
        System.out.write('\n');
    }
}
