package logtail.cli.admin.drains;

import logtail.cli.base.ExitCode;
import logtail.cli.client.UrlQuery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code drains rewind}. */
@Command(name = "rewind", description = "Sends again from a time or an event on, or skips to there.")
final class RewindDrain extends NamedDrainCall {
    @Mixin
    StartArguments start = new StartArguments();

    @Override
    public Integer call() {
        UrlQuery where = new UrlQuery().addUnlessEmpty("since", start.since).addUnlessEmpty("after", start.after);
        ask("POST", at("/rewind"), where, "");
        return ExitCode.OK;
    }
}
