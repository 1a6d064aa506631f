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
        boolean isJson = output.isJson();
        String answer = ask("GET", at(""));
        System.out.print(isJson ? answer : DrainsView.details(read(answer)));
        return ExitCode.OK;
    }
}
