package logtail.journal.files;

import java.nio.file.Path;

/** The directory holds no journal; the message says which setting names it. */
public final class NoJournalException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoJournalException(Path directory) {
        super("no journal in %s; --data or LOGTAIL_DATA names the daemon's data directory"
                .formatted(directory.toAbsolutePath().normalize()));
    }
}
