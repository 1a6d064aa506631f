package logtail.drain.sink.file;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import logtail.drain.sink.Destination;

/** Where a {@code file:///…} destination is. */
final class DrainFile {
    private DrainFile() {}

    /**
     * The absolute path of its file, without {@code .} and {@code ..}; symbolic links are as they stand.
     *
     * @throws IllegalArgumentException when the destination names no file; the message says what is taken
     */
    static Path path(Destination to) {
        String path = to.url().getPath();
        boolean isLocal = to.url().getRawAuthority() == null && to.url().getRawQuery() == null;
        if (!isLocal || path == null || !path.startsWith("/") || path.endsWith("/")) {
            throw new IllegalArgumentException(
                    "%s names no file; it takes an absolute path, file:///var/log/all.log".formatted(to));
        }
        try {
            Path file = Path.of(path).normalize();
            if (file.getFileName() == null) {
                throw new IllegalArgumentException("%s names no file but a directory".formatted(to));
            }
            return file;
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("%s names no file: %s".formatted(to, e.getMessage()), e);
        }
    }
}
