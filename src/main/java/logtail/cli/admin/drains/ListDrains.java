package logtail.cli.admin.drains;

import logtail.cli.base.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code drains list}. */
@Command(
        name = "list",
        description = {
            "All drains: state, LAG in events and how far BEHIND the oldest of them is, events SENT, sent AGAIN as they may have been lost, "
                    + "RETRIES, DEAD letters, LOST before they could be sent."
        })
final class ListDrains extends DrainCall {
    @Mixin
    DrainOutput output = new DrainOutput();

    @Override
    public Integer call() {
        output.print(this, PATH, drains -> DrainsView.table(drains.items()));
        return ExitCode.OK;
    }
}
