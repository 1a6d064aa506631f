package logtail.cli.ship;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.Optional;
import logtail.cli.base.Notices;
import logtail.cli.base.Surroundings;
import logtail.cli.base.UsageException;
import logtail.cli.client.DaemonAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where lines wait while the daemon is away.
 *
 * @param directory the one that the user names, or {@code null} for one of our own
 * @param home where those of our own are, for this app and this daemon
 * @param bytes how many at most; 0 for no spool
 * @param drop whether lines that find no room are dropped; otherwise no more are read
 */
public record SpoolOptions(@Nullable Path directory, Path home, long bytes, boolean drop) {
    public static final SpoolOptions NONE = new SpoolOptions(null, Path.of(""), 0, false);

    /** Each app has its own for each daemon, so that what is left there goes where it was meant to. */
    static Path home(String app, DaemonAddress daemon, Surroundings around) {
        String name = URLEncoder.encode(app, UTF_8) + "@" + URLEncoder.encode(daemon.toString(), UTF_8);
        return around.stateDirectory().resolve("spool").resolve(name);
    }

    /** The spool, with what is left in it; none when it may hold nothing. */
    Optional<Spool> open(Notices notices) {
        if (bytes == 0) {
            return Optional.empty();
        }
        if (directory == null) {
            return Optional.of(new SpoolHome(home, notices).open(bytes));
        }
        try {
            return Optional.of(Spool.open(directory, bytes));
        } catch (IOException e) {
            throw new UsageException("cannot spool to " + directory + ": " + e.getMessage());
        }
    }

    /** How what is left in it gets to the daemon after all. */
    String advice(Spool spool) {
        return directory == null
                ? "the next pipe or run with this app and address sends them first"
                : "send them with: logtail pipe --spool " + spool + " </dev/null";
    }
}
