package logtail.cli.admin.drains;

import logtail.cli.base.ExitCode;
import picocli.CommandLine.Command;

/** {@code drains remove}. */
@Command(name = "remove", description = "Forgets a drain, its place and its dead letters.")
final class RemoveDrain extends NamedDrainCall {
    @Override
    public Integer call() {
        ask("DELETE", at(""));
        return ExitCode.OK;
    }
}
