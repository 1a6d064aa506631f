package logtail.cli.admin.drains;

import java.util.function.Function;
import logtail.cli.base.BadValueException;
import logtail.runtime.Json;
import picocli.CommandLine.Option;

/** In which form a command shows what the daemon says. */
final class DrainOutput {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUTPUT",
            defaultValue = "text",
            description = "text or json.")
    String output = "text";

    /** Asks for {@code path} and prints the answer, as it is or as {@code view} shows it. */
    void print(DrainCall call, String path, Function<Json, String> view) {
        boolean isJson = isJson();
        String answer = call.ask("GET", path);
        System.out.print(isJson ? answer : view.apply(DrainCall.read(answer)));
    }

    private boolean isJson() {
        if (!output.equals("text") && !output.equals("json")) {
            throw new BadValueException("--output", output, "text, json");
        }
        return output.equals("json");
    }
}
