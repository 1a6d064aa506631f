package logtail.cli.ship;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import logtail.cli.base.Notices;
import logtail.cli.base.Surroundings;
import logtail.cli.base.UsageException;
import logtail.cli.client.DaemonAddress;
import org.jspecify.annotations.Nullable;

/**
 * Resolved options of the spool.
 *
 * @param directory directory named by the user, or {@code null} for the default
 * @param home default parent directory for this app and daemon
 * @param bytes size limit; 0 for no spool
 * @param drop whether to drop lines when the spool is full, rather than stop reading
 */
public record SpoolOptions(@Nullable Path directory, Path home, long bytes, boolean drop) {
    public static final SpoolOptions NONE = new SpoolOptions(null, Path.of(""), 0, false);

    private static final int MAX_NAME_LENGTH = 128;

    /** Default directory, one per app and daemon, so that left lines never go to another daemon. */
    static Path home(String app, DaemonAddress daemon, Surroundings around) {
        String name = fileName(app) + "@" + URLEncoder.encode(daemon.toString(), UTF_8);
        return around.stateDirectory().resolve("spool").resolve(name);
    }

    /** Short enough for a file system, which takes 255 bytes, and another for every app. */
    private static String fileName(String app) {
        String name = URLEncoder.encode(app, UTF_8);
        return name.length() <= MAX_NAME_LENGTH
                ? name
                : name.substring(0, MAX_NAME_LENGTH / 2) + "-" + UUID.nameUUIDFromBytes(app.getBytes(UTF_8));
    }

    /** Opens the spool; empty when its limit is 0. */
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

    /** How the user can send the lines left in the spool. */
    String advice(Spool spool) {
        return directory == null
                ? "the next pipe or run with this app and address sends them first"
                : "send them with: logtail pipe --spool " + spool + " </dev/null";
    }
}
