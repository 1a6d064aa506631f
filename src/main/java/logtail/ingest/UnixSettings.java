package logtail.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import logtail.net.Limits;
import logtail.runtime.Env;

/**
 * The Unix sockets for lines.
 *
 * @param sockets in the order in which they are opened
 * @param mode who may use them
 * @param group that the files get; empty for that of the process
 * @param limits for the connections of each
 */
public record UnixSettings(List<Socket> sockets, Set<PosixFilePermission> mode, Optional<String> group, Limits limits) {
    static final String NAME = "LOGTAIL_UNIX";

    private static final int MAX_PATH_BYTES = 107; // sun_path of unix(7), without the NUL at its end
    private static final int MODE_BITS = 9;

    /** What is sent over a socket. */
    public enum Kind {
        /** One message a datagram, as syslog(3) sends to {@code /dev/log}. */
        DGRAM,
        /** Messages that LF, NUL or an octet count ends. */
        STREAM
    }

    /** Of one kind, found at an absolute path. */
    public record Socket(Kind kind, Path path) {}

    /** How many sockets the environment asks for that take connections, whether it can have them or not. */
    static int streams(Env env) {
        return (int) Arrays.stream(env.text(NAME).orElse("").split(",", -1))
                .filter(socket -> socket.strip().startsWith("stream:"))
                .count();
    }

    static UnixSettings from(Env env, Limits limits) {
        var sockets = new ArrayList<Socket>();
        env.text(NAME).filter(value -> !value.equalsIgnoreCase("off")).ifPresent(value -> {
            for (String one : value.split(",", -1)) {
                socket(env, one.strip()).ifPresent(sockets::add);
            }
        });
        return new UnixSettings(List.copyOf(sockets), mode(env), env.text("LOGTAIL_UNIX_GROUP"), limits);
    }

    private static Optional<Socket> socket(Env env, String value) {
        int colon = value.indexOf(':');
        String kind = colon < 0 ? "dgram" : value.substring(0, colon);
        String path = value.substring(colon + 1);
        boolean isKind = kind.equals("dgram") || kind.equals("stream");
        if (!isKind || !path.startsWith("/") || path.indexOf('\0') >= 0) {
            env.reject(
                    NAME,
                    value,
                    "off, or absolute paths with commas between, each with dgram: (as without) or stream: before it");
        } else if (path.getBytes(UTF_8).length > MAX_PATH_BYTES) {
            env.reject(
                    NAME, value, "a path of at most %d bytes, the longest of a Unix socket".formatted(MAX_PATH_BYTES));
        } else {
            try {
                return Optional.of(new Socket(Kind.valueOf(kind.toUpperCase(Locale.ROOT)), Path.of(path)));
            } catch (InvalidPathException e) {
                env.reject(NAME, value, "a path");
            }
        }
        return Optional.empty();
    }

    private static Set<PosixFilePermission> mode(Env env) {
        String name = "LOGTAIL_UNIX_MODE";
        String value = env.text(name).orElse("0666");
        var mode = EnumSet.noneOf(PosixFilePermission.class);
        if (!value.matches("0?[0-7]{3}")) {
            env.reject(name, value, "three octal digits, such as 0660");
            return mode;
        }
        int bits = Integer.parseInt(value, 8);
        PosixFilePermission[] permissions = PosixFilePermission.values(); // OWNER_READ first, OTHERS_EXECUTE last
        for (int i = 0; i < MODE_BITS; i++) {
            if ((bits >> (MODE_BITS - 1 - i) & 1) == 1) {
                mode.add(permissions[i]);
            }
        }
        return mode;
    }
}
