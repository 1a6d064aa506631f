package logtail.cli.admin.drains;

import picocli.CommandLine.Option;

/** With which event a drain begins. */
final class StartArguments {
    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Begin with the events since then: 15m, 2h, an RFC 3339 time, or all.")
    String since = "";

    @Option(names = "--after", paramLabel = "ID", description = "Begin behind the event with this id.")
    String after = "";
}
