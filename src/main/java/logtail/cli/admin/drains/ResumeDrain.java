package logtail.cli.admin.drains;

import logtail.cli.base.ExitCode;
import picocli.CommandLine.Command;

/** {@code drains resume}. */
@Command(name = "resume", description = "Lets a drain go on.")
final class ResumeDrain extends NamedDrainCall {
    @Override
    public Integer call() {
        ask("POST", at("/resume"));
        return ExitCode.OK;
    }
}
