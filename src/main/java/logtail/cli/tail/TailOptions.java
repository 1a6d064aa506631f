package logtail.cli.tail;

import java.nio.file.Path;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Notices;
import logtail.cli.base.Surroundings;
import logtail.cli.base.UsageException;
import logtail.cli.client.DaemonAccess;
import logtail.cli.render.Look;
import logtail.query.TailQuery;
import org.jspecify.annotations.Nullable;

/**
 * Resolved options of a tail: what to show and how. All values are valid.
 *
 * @param query the query
 * @param cursor file that keeps the cursor of the last line, or {@code null}
 * @param tellsMatch whether to exit with {@link ExitCode#NO_MATCH} when nothing matched
 * @param tellsNothingFound whether to tell on stderr, where a person reads, that nothing was found
 * @param strict whether to exit with {@link ExitCode#GAP} when lines are lost
 */
public record TailOptions(
        DaemonAccess daemon,
        TailQuery query,
        @Nullable Path cursor,
        Look look,
        boolean quiet,
        boolean verbose,
        boolean tellsMatch,
        boolean strict,
        boolean retries,
        boolean tellsNothingFound) {
    static TailOptions resolve(LogtailCommand typed, Surroundings around) {
        if (typed.quiet && typed.verbose) {
            throw new UsageException("--quiet and --verbose exclude each other");
        }
        if (typed.stdin) {
            LocalTail.check(typed.when);
        }
        return new TailOptions(
                typed.daemon.resolve(around),
                QueryArguments.resolve(typed, around, Look.zone(typed.look, around)),
                typed.when.cursor,
                Look.resolve(typed.look, typed.stdin, around),
                typed.quiet,
                typed.verbose,
                typed.exitStatus,
                typed.strict,
                retries(typed.when),
                !typed.quiet && !typed.stdin && Notices.isOnTerminal());
    }

    private static boolean retries(WhenArguments when) {
        if (when.retry && when.noRetry) {
            throw new UsageException("--retry and --no-retry exclude each other");
        }
        return !when.noRetry;
    }
}
