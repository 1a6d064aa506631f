package logtail.cli.count;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import logtail.cli.base.AnyCommand;
import logtail.cli.base.BadValueException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Notices;
import logtail.cli.base.Surroundings;
import logtail.cli.base.UsageException;
import logtail.cli.client.DaemonAddress;
import logtail.cli.client.DaemonAddresses;
import logtail.cli.client.DaemonArguments;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.RefusedException;
import logtail.cli.client.UrlQuery;
import logtail.cli.tail.Selection;
import logtail.cli.tail.SelectionArguments;
import logtail.runtime.Durations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logtail open}: the daemon's page. */
@Command(
        name = "logtail open",
        sortOptions = false,
        description = {
            "Prints the address of the daemon's page with these lines, and opens it at a terminal with a display.",
        },
        parameterListHeading = "%n",
        optionListHeading = "%n",
        footer = {
            "",
            "Examples:",
            "  logtail open",
            "  logtail open -a web,api -l warn -S 15m timeout",
            "  logtail open --id 48211             with this line in view",
            "  logtail open --view status --print",
            "",
            "It is opened with $$BROWSER, xdg-open or open. A token is never in it: the page asks for one.",
            "Exit codes: 0 done, 2 mistake in arguments or filter.",
        })
public final class OpenCommand extends AnyCommand {
    private static final List<String> VIEWS = List.of("live", "drains", "status");

    @Parameters(arity = "0..*", paramLabel = "QUERY", description = "Words the message must contain, as in a tail.")
    List<String> words = new ArrayList<>();

    @Mixin
    SelectionArguments selection = new SelectionArguments();

    @Option(names = "--view", paramLabel = "VIEW", description = "live (the default), drains, status.")
    String view = "live";

    @Option(names = "--id", paramLabel = "ID", description = "The line to show.")
    @Nullable
    String id;

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            description = "arrival (the default), or time: by the senders' clocks.")
    String order = "arrival";

    @Option(names = "--window", paramLabel = "SPAN", description = "How long --order time waits for late lines.")
    @Nullable
    String window;

    @Option(names = "--print", description = "Print the address only.")
    boolean print;

    @Mixin
    DaemonArguments daemon = new DaemonArguments();

    @Override
    public Integer call() throws InterruptedException {
        Surroundings around = Surroundings.ofProcess();
        if (!VIEWS.contains(view)) {
            throw new BadValueException("--view", view, String.join(", ", VIEWS));
        }
        Selection which = selection.resolve(words, around);
        String url = PageUrl.of(home(around), view, which, others());
        System.out.println(url);
        System.out.flush();
        if (!print && around.terminal()) {
            List<List<String>> commands = Browser.commands(around, System.getProperty("os.name", ""), url);
            if (!commands.isEmpty() && !Browser.open(commands)) {
                new Notices(System.err, false).note("nothing here opens it: set BROWSER, or open it yourself");
            }
        }
        return ExitCode.OK;
    }

    /** Where the page is: of several addresses the first that answers, whether or not it lets us in, else the first. */
    private DaemonAddress home(Surroundings around) {
        DaemonAddresses all = daemon.addresses(around);
        if (!all.areSeveral()) {
            return all.first();
        }
        var client = new DaemonClient(daemon.withoutToken(around), DaemonClient.SILENCE);
        try (var answer = client.stream("/healthz", new UrlQuery(), "*/*")) {
            return answer.daemon();
        } catch (RefusedException | IOException e) {
            return client.daemon();
        }
    }

    private UrlQuery others() {
        var others = new UrlQuery();
        if (!order.equals("arrival") && !order.equals("time")) {
            throw new BadValueException("--order", order, "arrival, time");
        }
        if (order.equals("time")) {
            others.add("order", "time");
        } else if (window != null) {
            throw new UsageException("--window needs --order time: in the order of arrival nothing waits");
        }
        if (window != null) {
            if (Durations.parse(window).isEmpty()) {
                throw new BadValueException("--window", window, "a span, as in 500ms or 2s");
            }
            others.add("window", window);
        }
        if (id != null && !id.matches("[\\w.~-]{1,64}")) {
            throw new BadValueException("--id", id, "the id of a line");
        }
        return id == null ? others : others.add("id", id);
    }
}
