package logtail.cli.admin.tokens;

import logtail.cli.base.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tokens revoke}. */
@Command(name = "revoke", description = "Ends a token, and the sessions that were begun with it, at once.")
final class RevokeToken extends TokenCall {
    @Parameters(paramLabel = "NAME")
    String name = "";

    @Override
    public Integer call() {
        store().revoke(checkedName(name));
        return ExitCode.OK;
    }
}
