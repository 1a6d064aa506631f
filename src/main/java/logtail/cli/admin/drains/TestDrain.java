package logtail.cli.admin.drains;

import picocli.CommandLine.Command;

/** {@code drains test}. */
@Command(name = "test", description = "Sends one event and says what came of it; ends with 1 when it was not taken.")
final class TestDrain extends NamedDrainCall {
    @Override
    public Integer call() {
        return tell(ask("POST", at("/test")));
    }
}
