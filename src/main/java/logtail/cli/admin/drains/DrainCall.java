package logtail.cli.admin.drains;

import java.io.IOException;
import java.time.Duration;
import logtail.cli.base.AnyCommand;
import logtail.cli.base.BadValueException;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Surroundings;
import logtail.cli.base.UsageException;
import logtail.cli.base.VisibleText;
import logtail.cli.client.DaemonArguments;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.RefusedException;
import logtail.cli.client.UrlQuery;
import logtail.runtime.Json;
import picocli.CommandLine.Mixin;

/** One question about drains to the daemon: what all commands below {@code logtail drains} have in common. */
abstract class DrainCall extends AnyCommand {
    static final String PATH = "/drains";

    private static final Duration SILENCE = Duration.ofSeconds(60);

    @Mixin
    DaemonArguments daemon = new DaemonArguments();

    /** Gives the answer. */
    String ask(String method, String path) {
        return ask(method, path, new UrlQuery(), "");
    }

    String ask(String method, String path, UrlQuery query, String json) {
        var client = new DaemonClient(daemon.resolve(Surroundings.ofProcess()), SILENCE);
        try {
            return client.ask(method, path, query, json);
        } catch (RefusedException e) {
            throw e.isOfName() ? new UsageException(e.getMessage()) : e; // the daemon is there; the name is the mistake
        } catch (IOException e) {
            throw client.unreachable(e);
        }
    }

    /** The path of what belongs to a drain; {@code what} is empty or begins with a slash. */
    static String at(String name, String what) {
        if (!name.matches("[a-z0-9-]+")) {
            throw new BadValueException("NAME", name, "the name of a drain: small letters, digits and -");
        }
        return PATH + "/" + name + what;
    }

    static Json read(String answer) {
        try {
            return Json.read(answer);
        } catch (Json.MalformedException e) {
            throw new CommandFailedException(ExitCode.LOST, "the daemon answers with something else than JSON");
        }
    }

    /** Prints what came of sending something; gives the exit code. */
    static int tell(String answer) {
        Json result = read(answer);
        System.out.printf("%s (%d ms)%n", VisibleText.of(result.text("message")), result.number("took_ms"));
        return result.text("ok").equals("true") ? ExitCode.OK : ExitCode.NO_MATCH;
    }
}
