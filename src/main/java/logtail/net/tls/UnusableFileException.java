package logtail.net.tls;

import java.nio.file.Path;

/** A file that a setting names cannot be used for TLS. */
public final class UnusableFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String setting;

    UnusableFileException(String setting, Path file, String reason) {
        super("%s %s".formatted(file, reason));
        this.setting = setting;
    }

    /** The setting that names the file; the message begins with the file. */
    public String setting() {
        return setting;
    }
}
