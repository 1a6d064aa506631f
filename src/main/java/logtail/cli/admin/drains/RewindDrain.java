package logtail.cli.admin.drains;

import logtail.cli.base.ExitCode;
import logtail.cli.client.UrlQuery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drains rewind}. */
@Command(name = "rewind", description = "Sends again from a time or an event on, or skips to there.")
final class RewindDrain extends NamedDrainCall {
    @Option(names = "--since", paramLabel = "TIME", description = SINCE_TEXT)
    String since = "";

    @Option(names = "--after", paramLabel = "ID", description = AFTER_TEXT)
    String after = "";

    @Override
    public Integer call() {
        UrlQuery where = new UrlQuery().addUnlessEmpty("since", since).addUnlessEmpty("after", after);
        ask("POST", at("/rewind"), where, "");
        return ExitCode.OK;
    }
}
