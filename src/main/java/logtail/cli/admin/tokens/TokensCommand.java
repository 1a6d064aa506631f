package logtail.cli.admin.tokens;

import logtail.cli.base.CommandGroup;
import picocli.CommandLine.Command;

/** {@code logtail tokens …}: who may do what, by way of the daemon's {@code /tokens} or, while it is stopped, its directory. */
@Command(
        name = "logtail tokens",
        subcommands = {
            CreateToken.class,
            ListTokens.class,
            RevokeToken.class,
        },
        description = {
            "Says who may send, read and manage. Without any token everybody may who reaches the daemon; with the first one, "
                    + "nobody may without.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  logtail tokens create me --right admin --data /var/lib/logtail   the first, before the daemon is started",
            "  logtail tokens create web --right ingest --app 'web-*' --expires 90d",
            "  logtail tokens create grafana --right metrics,tail > token",
            "  logtail tokens list",
            "  logtail tokens revoke web",
            "",
            "Environment: LOGTAIL_TOKEN lets us in, see --token. docs/security.md tells more.",
            "Exit codes: 0 done, 2 mistake in arguments or names, 3 cannot connect or not allowed.",
        })
public final class TokensCommand extends CommandGroup {}
