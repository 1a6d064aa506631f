package logtail.cli.admin.drains;

import picocli.CommandLine.Parameters;

/** A question about one drain. */
abstract class NamedDrainCall extends DrainCall {
    @Parameters(paramLabel = "NAME")
    String name = "";

    /** The path of what belongs to the drain; {@code what} is empty or begins with a slash. */
    String at(String what) {
        return at(name, what);
    }
}
