package logtail.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import logtail.runtime.DurableFiles;
import logtail.runtime.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of the page, which are not kept: the value of a cookie is {@code TOKEN-ID.EXPIRY.MAC}, the expiry in seconds since
 * 1970, the MAC an HMAC-SHA-256 of both by a key that nodes derive from what they share, or one in the data directory. So a restart
 * ends none, and a session ends with its token. A key in the directory is made for the first session. Any thread; {@link #begin} may wait for the disk.
 */
public final class Sessions {
    /** How long a session lasts without use. */
    public static final Duration LIFE = Duration.ofHours(12);

    /** Name of the file of the key, below the data directory. */
    public static final String FILE = "session-key";

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PURPOSE = "logtail session 1 ";
    private static final String KEY_PURPOSE = "logtail sessions 1";
    private static final int KEY_BYTES = 32;
    private static final int LONGEST = 256;

    private final Path file;
    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable SecretKeySpec key;

    private Sessions(Path file) {
        this.file = file;
    }

    /** As {@link #open(Path)}, or with the key of this secret. */
    public static Sessions open(Optional<Secret> secret, Path directory) {
        if (secret.isEmpty()) {
            return open(directory);
        }
        var sessions = new Sessions(directory.resolve(FILE));
        sessions.key = new SecretKeySpec(secret.get().derive(KEY_PURPOSE), ALGORITHM);
        return sessions;
    }

    /**
     * Reads the key, if there is one.
     *
     * @throws TokenException when it cannot be read
     */
    public static Sessions open(Path directory) {
        var sessions = new Sessions(directory.resolve(FILE));
        try {
            byte[] bytes = Files.readAllBytes(sessions.file);
            if (bytes.length == KEY_BYTES) { // else made anew: all sessions end, which is safe
                sessions.key = new SecretKeySpec(bytes, ALGORITHM);
            }
            return sessions;
        } catch (NoSuchFileException e) {
            return sessions;
        } catch (IOException e) {
            throw new TokenException("cannot read the key of sessions in %s: %s".formatted(sessions.file, e), e);
        }
    }

    /**
     * The value of a new session's cookie.
     *
     * @throws TokenException when the key of the first one cannot be written
     */
    String begin(Token token, Instant now) {
        Instant end = token.expires().filter(now.plus(LIFE)::isAfter).orElse(now.plus(LIFE));
        String signed = token.id() + '.' + end.getEpochSecond();
        return signed + '.' + mac(made(), signed);
    }

    /** The id of the token that a session was begun with; empty when the value is none of ours, or its time is over. */
    Optional<String> tokenId(String value, Instant now) {
        SecretKeySpec known = key;
        int last = value.lastIndexOf('.');
        int first = value.indexOf('.');
        if (known == null || value.length() > LONGEST || first < 0 || first == last) {
            return Optional.empty();
        }
        String expected = mac(known, value.substring(0, last));
        boolean isOurs = MessageDigest.isEqual(
                expected.getBytes(US_ASCII), value.substring(last + 1).getBytes(US_ASCII));
        return isOurs && now.getEpochSecond() < Long.parseLong(value, first + 1, last, 10)
                ? Optional.of(value.substring(0, first))
                : Optional.empty();
    }

    /** When a session that is {@linkplain #tokenId valid} ends. */
    static Instant end(String value) {
        return Instant.ofEpochSecond(Long.parseLong(value, value.indexOf('.') + 1, value.lastIndexOf('.'), 10));
    }

    private SecretKeySpec made() {
        making.lock();
        try {
            SecretKeySpec known = key;
            if (known != null) {
                return known;
            }
            byte[] bytes = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(bytes);
            DurableFiles.replace(file, out -> out.write(bytes));
            var made = new SecretKeySpec(bytes, ALGORITHM);
            key = made;
            return made;
        } catch (IOException e) {
            throw new TokenException("cannot write the key of sessions in %s: %s".formatted(file, e), e);
        } finally {
            making.unlock();
        }
    }

    private static String mac(SecretKeySpec key, String signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal((PURPOSE + signed).getBytes(US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e); // every JDK has it
        }
    }
}
