package logtail.cli.base;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only has others below it, and says so when it is given alone. */
public abstract class CommandGroup extends AnyCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public final Integer call() {
        if (spec == null) {
            throw new IllegalStateException("not run by picocli");
        }
        var names = List.copyOf(spec.subcommands().keySet());
        String butTheLast = String.join(", ", names.subList(0, names.size() - 1));
        throw new ParameterException(spec.commandLine(), "Say what: " + butTheLast + " or " + names.getLast());
    }
}
