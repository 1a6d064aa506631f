package logtail.cli.admin.drains;

import java.util.Map;
import java.util.TreeMap;
import logtail.cli.base.ExitCode;
import logtail.cli.client.FilterArgument;
import logtail.cli.client.RefusedException;
import logtail.cli.client.UrlQuery;
import logtail.runtime.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code drains add}. */
@Command(name = "add", description = "Begins to forward, with new events unless it is told otherwise.")
final class AddDrain extends DrainCall {
    @Parameters(index = "0", paramLabel = "NAME", description = "Small letters, digits and -.")
    String name = "";

    @Parameters(index = "1", paramLabel = "URL", description = "Where to, such as syslog://logs.example.com:514.")
    String url = "";

    @Option(names = "--filter", paramLabel = "EXPR", description = "Which events. Default: all.")
    String filter = "";

    @Option(names = "--option", paramLabel = "KEY=VALUE", description = "An option of the destination; repeat it.")
    Map<String, String> options = new TreeMap<>();

    @Mixin
    StartArguments start = new StartArguments();

    @Override
    public Integer call() {
        FilterArgument.check(filter);
        Json drain = Json.object().with("name", name).with("url", url);
        put(drain, "filter", filter);
        put(drain, "since", start.since);
        put(drain, "after", start.after);
        try {
            ask("POST", PATH, new UrlQuery(), drain.with("options", options).toString());
        } catch (RefusedException e) {
            throw FilterArgument.refused(e, filter);
        }
        System.out.println("added " + name + "; see: logtail drains info " + name);
        return ExitCode.OK;
    }

    private static void put(Json drain, String member, String value) {
        if (!value.isEmpty()) {
            drain.with(member, value);
        }
    }
}
