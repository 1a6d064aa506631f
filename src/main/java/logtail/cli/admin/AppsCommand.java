package logtail.cli.admin;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import logtail.cli.base.AnyCommand;
import logtail.cli.base.BadValueException;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Surroundings;
import logtail.cli.base.VisibleText;
import logtail.cli.client.DaemonArguments;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.UrlQuery;
import logtail.runtime.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code logtail apps}: who speaks. */
@Command(
        name = "logtail apps",
        sortOptions = false,
        description = "Shows which apps have sent lines, the busiest first.",
        optionListHeading = "%n",
        footer = {
            "",
            "Examples:",
            "  logtail apps",
            "  logtail apps --sort seen         who spoke last",
            "  logtail apps -o json | jq '.[] | select(.per_second > 10)'",
        })
public final class AppsCommand extends AnyCommand {
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    @Option(names = "--sort", paramLabel = "BY", description = "activity (the default), name, total, seen.")
    String sort = "activity";

    @Option(names = "--names", description = "Just the names, one a line.")
    boolean names;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUTPUT",
            description = "text (the default), or json: as the daemon answers.")
    String output = "text";

    @Mixin
    DaemonArguments daemon = new DaemonArguments();

    @Override
    public Integer call() {
        Surroundings around = Surroundings.ofProcess();
        Comparator<App> order = order();
        if (!output.equals("text") && !output.equals("json")) {
            throw new BadValueException("--output", output, "text, json");
        }
        var client = new DaemonClient(daemon.resolve(around), SILENCE);
        byte[] answer = fetch(client);
        try {
            if (output.equals("json") && !names) {
                System.out.write(answer, 0, answer.length);
            } else {
                List<App> apps = App.list(answer).stream().sorted(order).toList();
                System.out.print(names ? names(apps) : AppsTable.of(apps, around.now()));
            }
        } catch (Json.MalformedException e) {
            throw new CommandFailedException(ExitCode.LOST, client.daemon() + " answers /apps with something else");
        }
        System.out.flush();
        return ExitCode.OK;
    }

    private Comparator<App> order() {
        Comparator<App> byName = Comparator.comparing(App::name);
        return switch (sort.toLowerCase(Locale.ROOT)) {
            case "activity" ->
                Comparator.comparingDouble(App::perSecond)
                        .thenComparing(App::lastSeen)
                        .reversed()
                        .thenComparing(byName);
            case "total" -> Comparator.comparingLong(App::events).reversed().thenComparing(byName);
            case "seen" -> Comparator.comparing(App::lastSeen).reversed().thenComparing(byName);
            case "name" -> byName;
            default -> throw new BadValueException("--sort", sort, "activity, name, total, seen");
        };
    }

    private static byte[] fetch(DaemonClient client) {
        try (var stream = client.stream("/apps", new UrlQuery())) {
            return stream.body().readNBytes(MOST_BYTES);
        } catch (IOException e) {
            throw client.unreachable(e);
        }
    }

    private static String names(List<App> apps) {
        var names = new StringBuilder();
        apps.forEach(app -> names.append(VisibleText.of(app.name())).append('\n'));
        return names.toString();
    }
}
