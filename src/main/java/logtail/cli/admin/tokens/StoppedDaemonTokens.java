package logtail.cli.admin.tokens;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.UsageException;
import logtail.daemon.TokenTools;

/** Those in the directory of a stopped daemon. The one class of this package that knows the daemon. */
final class StoppedDaemonTokens implements TokenStore {
    private final TokenTools tools;

    StoppedDaemonTokens(Path data, Map<String, String> environment) {
        tools = new TokenTools(data, environment);
    }

    @Override
    public String list() {
        return attempt(tools::list);
    }

    @Override
    public String create(String description) {
        return attempt(() -> tools.create(description));
    }

    @Override
    public void revoke(String name) {
        attempt(() -> tools.revoke(name));
    }

    private static String attempt(Supplier<String> work) {
        try {
            return work.get();
        } catch (TokenTools.RefusedException e) {
            String message = String.valueOf(e.getMessage());
            throw e.isMistake() ? new UsageException(message) : new CommandFailedException(ExitCode.NO_ACCESS, message);
        }
    }
}
