package logtail.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * How many datagrams the kernel has dropped because a socket's buffer was full: the last column of Linux's {@code
 * /proc/net/udp}; elsewhere always 0. One thread.
 */
final class KernelDrops {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));

    private final String port;
    private long told;

    KernelDrops(InetSocketAddress socket) {
        port = ":%04X".formatted(socket.getPort());
        told = total();
    }

    /** Drops since the last call. */
    long takeNew() {
        long total = total();
        long fresh = Math.max(0, total - told);
        told = total;
        return fresh;
    }

    private long total() {
        long sum = 0;
        for (Path table : TABLES) {
            if (Files.isReadable(table)) { // the address does not tell: a socket of both families is in the second one
                sum += drops(table);
            }
        }
        return sum;
    }

    private long drops(Path table) {
        try (var rows = Files.lines(table)) {
            return rows.map(row -> row.strip().split("\\s+"))
                    .filter(columns -> columns.length > 12
                            && columns[1].toUpperCase(Locale.ROOT).endsWith(port))
                    .mapToLong(columns -> Long.parseLong(columns[columns.length - 1]))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
