package logtail.cli.admin.drains;

import picocli.CommandLine.Command;

/** {@code drains remove}. */
@Command(name = "remove", description = "Forgets a drain, its place and its dead letters.")
final class RemoveDrain extends DrainOrder {
    RemoveDrain() {
        super("DELETE", "");
    }
}
