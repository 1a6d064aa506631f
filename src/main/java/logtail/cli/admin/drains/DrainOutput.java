package logtail.cli.admin.drains;

import logtail.cli.base.BadValueException;
import picocli.CommandLine.Option;

/** In which form a command shows what the daemon says. */
final class DrainOutput {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUTPUT",
            defaultValue = "text",
            description = "text or json.")
    String output = "text";

    boolean isJson() {
        if (!output.equals("text") && !output.equals("json")) {
            throw new BadValueException("--output", output, "text, json");
        }
        return output.equals("json");
    }
}
