package logtail.cli.admin.drains;

import picocli.CommandLine.Command;

/** {@code drains pause}. */
@Command(name = "pause", description = "Lets a drain rest, over restarts too; what comes meanwhile is sent later.")
final class PauseDrain extends DrainOrder {
    PauseDrain() {
        super("POST", "/pause");
    }
}
