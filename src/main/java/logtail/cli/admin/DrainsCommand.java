package logtail.cli.admin;

import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import logtail.cli.base.BadValueException;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.ShownVersion;
import logtail.cli.base.Surroundings;
import logtail.cli.base.VisibleText;
import logtail.cli.client.DaemonArguments;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.UnreachableException;
import logtail.cli.client.UrlQuery;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** {@code logtail drains …}: what forwards events to other stores, by way of the daemon's {@code /drains}. */
@Command(
        name = "logtail drains",
        mixinStandardHelpOptions = true,
        versionProvider = ShownVersion.class,
        usageHelpAutoWidth = true,
        description = {
            "Forwards events to other stores: syslog, RELP, HTTP, Kafka, files.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  logtail drains add eu syslog+tls://logs.example.com:6514 --filter 'level>=warn'",
            "  logtail drains add web https://example.com/in --option format=ndjson --since 1h",
            "  logtail drains list",
            "  logtail drains test eu                  send one event and say what came of it",
            "  logtail drains rewind eu --since 1h     send the last hour again",
            "  logtail drains dead-letters eu          what the other side will never take",
            "",
            "docs/drains.md has the kinds of destinations and their options.",
        })
public final class DrainsCommand implements Callable<Integer> {
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final JsonFactory JSON = new JsonFactory();
    private static final String PATH = "/drains";
    private static final String NAME = "NAME";
    private static final String SINCE_TEXT = "Begin with the events since then: 15m, 2h, an RFC 3339 time, or all.";
    private static final String AFTER_TEXT = "Begin behind the event with this id.";

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("not run by picocli");
        }
        throw new ParameterException(
                spec.commandLine(), "Say what: add, list, info, test, pause, resume, rewind, remove or dead-letters");
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true,
            description = {
                "All drains: state, LAG in events and how far BEHIND the oldest of them is, events SENT, sent AGAIN as they may have been lost, "
                        + "RETRIES, DEAD letters, LOST before they could be sent."
            })
    int list(
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "OUTPUT",
                            defaultValue = "text",
                            description = "text or json.")
                    String output,
            @Mixin DaemonArguments daemon) {
        String answer = ask("GET", PATH, new UrlQuery(), "", daemon);
        System.out.print(isJson(output) ? answer : DrainsView.table(read(answer)));
        return ExitCode.OK;
    }

    @Command(
            name = "info",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true,
            description = "Everything of one drain.")
    int info(
            @Parameters(paramLabel = NAME) String name,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "OUTPUT",
                            defaultValue = "text",
                            description = "text or json.")
                    String output,
            @Mixin DaemonArguments daemon) {
        String answer = ask("GET", at(name, ""), new UrlQuery(), "", daemon);
        System.out.print(
                isJson(output) ? answer : DrainsView.details(read(answer).getFirst()));
        return ExitCode.OK;
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true,
            description = "Begins to forward, with new events unless it is told otherwise.")
    int add(
            @Parameters(paramLabel = NAME, description = "Small letters, digits and -.") String name,
            @Parameters(paramLabel = "URL", description = "Where to, such as syslog://logs.example.com:514.")
                    String url,
            @Option(
                            names = "--filter",
                            paramLabel = "EXPR",
                            defaultValue = "",
                            description = "Which events. Default: all.")
                    String filter,
            @Option(
                            names = "--option",
                            paramLabel = "KEY=VALUE",
                            description = "An option of the destination; repeat it.")
                    @Nullable
                    Map<String, String> options,
            @Option(names = "--since", paramLabel = "TIME", defaultValue = "", description = SINCE_TEXT) String since,
            @Option(names = "--after", paramLabel = "ID", defaultValue = "", description = AFTER_TEXT) String after,
            @Mixin DaemonArguments daemon) {
        var members = new TreeMap<String, String>();
        members.put("name", name);
        members.put("url", url);
        put(members, "filter", filter);
        put(members, "since", since);
        put(members, "after", after);
        ask("POST", PATH, new UrlQuery(), json(members, options == null ? Map.of() : options), daemon);
        System.out.println("added " + name + "; see: logtail drains info " + name);
        return ExitCode.OK;
    }

    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true,
            description = "Sends one event and says what came of it; ends with 1 when it was not taken.")
    int test(@Parameters(paramLabel = NAME) String name, @Mixin DaemonArguments daemon) {
        return tell(ask("POST", at(name, "/test"), new UrlQuery(), "", daemon));
    }

    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true,
            description = "Lets a drain rest, over restarts too; what comes meanwhile is sent later.")
    int pause(@Parameters(paramLabel = NAME) String name, @Mixin DaemonArguments daemon) {
        ask("POST", at(name, "/pause"), new UrlQuery(), "", daemon);
        return ExitCode.OK;
    }

    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true,
            description = "Lets a drain go on.")
    int resume(@Parameters(paramLabel = NAME) String name, @Mixin DaemonArguments daemon) {
        ask("POST", at(name, "/resume"), new UrlQuery(), "", daemon);
        return ExitCode.OK;
    }

    @Command(
            name = "rewind",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true,
            description = "Sends again from a time or an event on, or skips to there.")
    int rewind(
            @Parameters(paramLabel = NAME) String name,
            @Option(names = "--since", paramLabel = "TIME", defaultValue = "", description = SINCE_TEXT) String since,
            @Option(names = "--after", paramLabel = "ID", defaultValue = "", description = AFTER_TEXT) String after,
            @Mixin DaemonArguments daemon) {
        UrlQuery where = new UrlQuery().addUnlessEmpty("since", since).addUnlessEmpty("after", after);
        ask("POST", at(name, "/rewind"), where, "", daemon);
        return ExitCode.OK;
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true,
            description = "Forgets a drain, its place and its dead letters.")
    int remove(@Parameters(paramLabel = NAME) String name, @Mixin DaemonArguments daemon) {
        ask("DELETE", at(name, ""), new UrlQuery(), "", daemon);
        return ExitCode.OK;
    }

    @Command(
            name = "dead-letters",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true,
            description = "Shows the events that the destination will never take as they are, as NDJSON.")
    int deadLetters(
            @Parameters(paramLabel = NAME) String name,
            @Option(
                            names = {"-n", "--lines"},
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "The newest N. Default: 100.")
                    int lines,
            @Option(names = "--replay", description = "Send them again and forget those that are taken.")
                    boolean replay,
            @Option(names = "--forget", description = "Forget them all.") boolean forget,
            @Mixin DaemonArguments daemon) {
        if (replay) {
            return tell(ask("POST", at(name, "/dead-letters/replay"), new UrlQuery(), "", daemon));
        }
        if (forget) {
            ask("DELETE", at(name, "/dead-letters"), new UrlQuery(), "", daemon);
        } else {
            UrlQuery newest = new UrlQuery().add("lines", Integer.toString(lines));
            System.out.print(ask("GET", at(name, "/dead-letters"), newest, "", daemon));
        }
        return ExitCode.OK;
    }

    private static int tell(String answer) {
        DrainInfo result = read(answer).getFirst();
        System.out.printf("%s (%s ms)%n", VisibleText.of(result.text("message")), result.text("took_ms"));
        return result.text("ok").equals("true") ? ExitCode.OK : ExitCode.NO_MATCH;
    }

    private static boolean isJson(String output) {
        if (!output.equals("text") && !output.equals("json")) {
            throw new BadValueException("--output", output, "text, json");
        }
        return output.equals("json");
    }

    private static void put(Map<String, String> members, String name, String value) {
        if (!value.isEmpty()) {
            members.put(name, value);
        }
    }

    private static String at(String name, String what) {
        if (!name.matches("[a-z0-9-]+")) {
            throw new BadValueException("NAME", name, "the name of a drain: small letters, digits and -");
        }
        return PATH + "/" + name + what;
    }

    private static String json(Map<String, String> members, Map<String, String> options) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            members.forEach(json::writeStringProperty);
            json.writeObjectPropertyStart("options");
            options.forEach(json::writeStringProperty);
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static java.util.List<DrainInfo> read(String answer) {
        try {
            return DrainInfo.list(answer);
        } catch (JacksonException e) {
            throw new CommandFailedException(ExitCode.LOST, "the daemon answers with something else than JSON");
        }
    }

    private static String ask(String method, String path, UrlQuery query, String json, DaemonArguments daemon) {
        var client = new DaemonClient(daemon.resolve(Surroundings.ofProcess()), SILENCE);
        try {
            return client.ask(method, path, query, json);
        } catch (IOException e) {
            throw new UnreachableException(client.daemon(), e);
        }
    }
}
