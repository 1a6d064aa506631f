package logtail.cli.admin.drains;

import picocli.CommandLine.Command;

/** {@code drains resume}. */
@Command(name = "resume", description = "Lets a drain go on.")
final class ResumeDrain extends DrainOrder {
    ResumeDrain() {
        super("POST", "/resume");
    }
}
