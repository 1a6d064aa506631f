package logtail.cli.admin.drains;

import logtail.cli.base.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code drains info}. */
@Command(name = "info", description = "Everything of one drain.")
final class ShowDrain extends NamedDrainCall {
    @Mixin
    DrainOutput output = new DrainOutput();

    @Override
    public Integer call() {
        output.print(this, at(""), DrainsView::details);
        return ExitCode.OK;
    }
}
