package logtail.cli.admin.drains;

import logtail.cli.base.ExitCode;
import picocli.CommandLine.Command;

/** {@code drains pause}. */
@Command(name = "pause", description = "Lets a drain rest, over restarts too; what comes meanwhile is sent later.")
final class PauseDrain extends NamedDrainCall {
    @Override
    public Integer call() {
        ask("POST", at("/pause"));
        return ExitCode.OK;
    }
}
