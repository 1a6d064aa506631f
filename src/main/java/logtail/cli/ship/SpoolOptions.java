package logtail.cli.ship;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import logtail.cli.base.Notices;
import logtail.cli.base.Surroundings;
import logtail.cli.base.UsageException;
import logtail.cli.client.DaemonAddress;
import logtail.cli.client.DaemonAddresses;
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

    private static final int MAX_LENGTH = 255; // of a name in a file system, in bytes
    private static final int MAX_APP_LENGTH = 128;

    /**
     * Default directory, one per app and daemon, so that left lines never go to another daemon. In which order the addresses of
     * nodes are given makes no difference.
     */
    static Path home(String app, DaemonAddresses daemon, Surroundings around) {
        String all = daemon.all().stream().map(DaemonAddress::toString).sorted().collect(joining(","));
        String name = fileName(app, MAX_APP_LENGTH) + "@";
        return around.stateDirectory().resolve("spool").resolve(name + fileName(all, MAX_LENGTH - name.length()));
    }

    /** Short enough for a file system, and another for every text. */
    private static String fileName(String text, int maxLength) {
        String name = URLEncoder.encode(text, UTF_8);
        return name.length() <= maxLength
                ? name
                : name.substring(0, maxLength / 2) + "-" + UUID.nameUUIDFromBytes(text.getBytes(UTF_8));
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
