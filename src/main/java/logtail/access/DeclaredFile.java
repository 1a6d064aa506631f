package logtail.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import logtail.runtime.OwnLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that {@code LOGTAIL_TOKENS_FILE} names, read again when it has changed. A new version that cannot be used is refused
 * as a whole and said once; the old one goes on. One thread at a time.
 */
final class DeclaredFile {
    private static final Logger LOG = LoggerFactory.getLogger(DeclaredFile.class);
    private static final String SETTING = "LOGTAIL_TOKENS_FILE";
    private static final int MOST_BYTES = 4 << 20;

    private final Path file;
    private Optional<Version> seen = Optional.empty();

    /** What changes when a file is written or another takes its place. */
    private record Version(long modifiedNs, long bytes, String key) {}

    DeclaredFile(Path file) {
        this.file = file;
    }

    /**
     * Reads the file.
     *
     * @throws TokenException when it cannot be read or used, or all may write to it
     */
    List<Token> read() {
        try {
            PosixFileAttributes attributes = attributes();
            seen = Optional.of(version(attributes));
            if (attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
                throw TokenException.invalid(file + ": all may write to it, and so let themselves in: chmod o-w");
            }
            String text = text();
            if (attributes.permissions().contains(PosixFilePermission.OTHERS_READ) && text.contains("\"token\"")) {
                LOG.warn(
                        "at=tokens.readable setting={} file={} msg=\"all may read the tokens in it: chmod o-r, or declare them by sha256\"",
                        SETTING,
                        OwnLog.quoted(file.toString()));
            }
            return TokenLines.read(text, file.toString(), true);
        } catch (IOException e) {
            String why = e instanceof NoSuchFileException ? "there is no such file" : e.toString();
            throw new TokenException("%s: %s".formatted(file, why), e);
        }
    }

    /** Whether it is another one than {@link #read} saw. A file that is gone is told once, and is no other one. */
    boolean isChanged() {
        try {
            Version now = version(attributes());
            boolean isChanged = !seen.equals(Optional.of(now));
            seen = Optional.of(now);
            return isChanged;
        } catch (IOException e) {
            if (seen.isPresent()) {
                LOG.warn(
                        "at=tokens.kept setting={} reason={} msg=\"the tokens of before go on\"",
                        SETTING,
                        OwnLog.quoted(e.toString()));
                seen = Optional.empty();
            }
            return false;
        }
    }

    private String text() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw TokenException.invalid("%s: more than %d bytes".formatted(file, MOST_BYTES));
            }
            return new String(bytes, UTF_8);
        }
    }

    private PosixFileAttributes attributes() throws IOException {
        return Files.readAttributes(file, PosixFileAttributes.class);
    }

    private static Version version(PosixFileAttributes attributes) {
        return new Version(
                attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
                attributes.size(),
                String.valueOf(attributes.fileKey()));
    }
}
