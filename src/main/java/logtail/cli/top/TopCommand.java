package logtail.cli.top;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import logtail.cli.base.AnyCommand;
import logtail.cli.base.BadValueException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Surroundings;
import logtail.cli.base.UsageException;
import logtail.cli.client.DaemonArguments;
import logtail.cli.client.DaemonClient;
import logtail.cli.screen.Ink;
import logtail.cli.screen.TerminalSize;
import logtail.runtime.Durations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code logtail top}: how the daemon is, now and again. */
@Command(
        name = "logtail top",
        sortOptions = false,
        description = "Shows how the daemon is: lines a second, apps, drains, who reads; again and again.",
        optionListHeading = "%n",
        footer = {
            "",
            "Keys: q quit, r by lines a second, e by errors, n by name, l by who was last seen, space pause, ? help.",
            "",
            "Examples:",
            "  logtail top",
            "  logtail top -d 500ms --sort errors",
            "  logtail top -b -n 1                 once, for a file or a mail",
            "  logtail top -b -d 1m >> top.log",
            "",
            "Exit codes: 0 done, 2 mistake in arguments, 3 daemon out of reach or not allowed, 4 another answer,",
            "130 Ctrl-C.",
        })
public final class TopCommand extends AnyCommand {
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final Duration LEAST_DELAY = Duration.ofMillis(100);
    private static final Duration MOST_DELAY = Duration.ofHours(1);

    @Option(
            names = {"-d", "--delay"},
            paramLabel = "SPAN",
            description = "How often, as in 500ms, 2s, or seconds. Default: ${DEFAULT-VALUE}.")
    String delay = "2s";

    @Option(
            names = {"-b", "--batch"},
            description = "Print everything one after the other, without keys; so it is when stdout is no terminal.")
    boolean batch;

    @Option(
            names = {"-n", "--iterations"},
            paramLabel = "N",
            description =
                    "With -b: how many times. Default: for ever; once when stdout is no terminal and -b not given.")
    @Nullable
    Long iterations;

    @Option(names = "--sort", paramLabel = "APPS", description = "rate (the default), errors, name, seen.")
    String sort = "rate";

    @Option(names = "--color", paramLabel = "WHEN", description = "auto (the default), always, never.")
    String color = "auto";

    @Option(names = "--no-color", hidden = true)
    boolean noColor;

    @Mixin
    DaemonArguments daemon = new DaemonArguments();

    @Override
    public Integer call() throws InterruptedException {
        Surroundings around = Surroundings.ofProcess();
        AppOrder order = AppOrder.parse(sort);
        Duration every = delay(delay);
        if (iterations != null && iterations < 1) {
            throw new BadValueException("--iterations", iterations.toString(), "a number from 1");
        }
        Ink ink = Ink.of(noColor ? "never" : color, around);
        var client = new DaemonClient(daemon.resolve(around), SILENCE);
        var view = new TopView(() -> client.daemon().toString(), ink, around.zone());
        var poll = new Poll(client);
        boolean isBatch = batch || iterations != null || !around.terminal();
        if (!isBatch) {
            return show(new TopLoop(poll, view, ink, every, order, poll.now()));
        }
        long times = iterations != null ? iterations : batch ? Long.MAX_VALUE : 1;
        print(poll, view, order, every, times, TerminalSize.of(around).columns());
        return ExitCode.OK;
    }

    private static int show(TopLoop loop) throws InterruptedException {
        try {
            return loop.run();
        } catch (IOException e) {
            throw new UsageException(
                    "this terminal cannot be set up (" + e.getMessage() + "); without it: logtail top -b");
        }
    }

    /** Until its reader is gone at the latest. */
    private static void print(Poll poll, TopView view, AppOrder order, Duration every, long times, int columns)
            throws InterruptedException {
        for (long i = 0; i < times && !System.out.checkError(); i++) {
            if (i > 0) {
                Thread.sleep(every);
                System.out.println();
            }
            view.whole(poll.now(), order, Instant.now(), columns).forEach(System.out::println);
        }
    }

    static Duration delay(String value) {
        String text = value.strip();
        Optional<Duration> span = text.matches("\\d{1,4}([.]\\d{1,3})?")
                ? Optional.of(Duration.ofMillis(Math.round(Double.parseDouble(text) * 1_000)))
                : Durations.parse(text);
        return span.filter(one -> one.compareTo(LEAST_DELAY) >= 0 && one.compareTo(MOST_DELAY) <= 0)
                .orElseThrow(() -> new BadValueException("--delay", value, "a span from 100ms to 1h, or seconds"));
    }
}
