package logtail.cli.admin.tokens;

import java.nio.file.Path;
import java.time.Duration;
import logtail.cli.base.AnyCommand;
import logtail.cli.base.BadValueException;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Surroundings;
import logtail.cli.client.DaemonArguments;
import logtail.cli.client.DaemonClient;
import logtail.runtime.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all commands below {@code logtail tokens} have in common: where the tokens are. */
abstract class TokenCall extends AnyCommand {
    private static final Duration SILENCE = Duration.ofSeconds(60);

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The data directory of a daemon that is stopped, to work there instead of asking a running one.")
    @Nullable
    Path data;

    @Mixin
    DaemonArguments daemon = new DaemonArguments();

    TokenStore store() {
        Surroundings around = Surroundings.ofProcess();
        return data == null
                ? new RunningDaemonTokens(new DaemonClient(daemon.resolve(around), SILENCE))
                : new StoppedDaemonTokens(data, around.env());
    }

    static String checkedName(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new BadValueException(
                    "NAME", name, "letters, digits, '.', '_' and '-', a letter or digit first, at most 64");
        }
        return name;
    }

    static Json read(String answer) {
        try {
            return Json.read(answer);
        } catch (Json.MalformedException e) {
            throw new CommandFailedException(ExitCode.LOST, "the daemon answers with something else than JSON");
        }
    }
}
