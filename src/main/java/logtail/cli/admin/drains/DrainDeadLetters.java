package logtail.cli.admin.drains;

import logtail.cli.base.ExitCode;
import logtail.cli.client.UrlQuery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drains dead-letters}. */
@Command(
        name = "dead-letters",
        description = "Shows the events that the destination will never take as they are, as NDJSON.")
final class DrainDeadLetters extends NamedDrainCall {
    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "100",
            description = "The newest N. Default: 100.")
    int lines = 100;

    @Option(names = "--replay", description = "Send them again and forget those that are taken.")
    boolean replay;

    @Option(names = "--forget", description = "Forget them all.")
    boolean forget;

    @Override
    public Integer call() {
        if (replay) {
            return tell(ask("POST", at("/dead-letters/replay")));
        }
        if (forget) {
            ask("DELETE", at("/dead-letters"));
        } else {
            UrlQuery newest = new UrlQuery().add("lines", Integer.toString(lines));
            System.out.print(ask("GET", at("/dead-letters"), newest, ""));
        }
        return ExitCode.OK;
    }
}
