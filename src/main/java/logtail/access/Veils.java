package logtail.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Supplier;
import logtail.runtime.DurableFiles;
import logtail.runtime.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Makes the {@link Veil} of each scope, from a key that nodes derive from what they share, or else one in the file {@code veil.key} of
 * the data directory, which only its owner may read. That is made when it is needed first; without it, veiled ids that readers keep are
 * void. Any thread.
 */
public final class Veils {
    /** Its name. */
    public static final String FILE = "veil.key";

    private static final int KEY_BYTES = 32;
    private static final String PURPOSE = "logtail veils 1";

    private final String journal;
    private final Supplier<byte[]> source;
    private byte @Nullable [] secret;

    private Veils(String journal, Supplier<byte[]> source) {
        this.journal = journal;
        this.source = source;
    }

    /**
     * Veils with the key of this secret, or with that in a data directory.
     *
     * @param journal the id of the journal
     */
    public static Veils of(Optional<Secret> secret, Path data, String journal) {
        return new Veils(
                journal, () -> secret.map(shared -> shared.derive(PURPOSE)).orElseGet(() -> keyIn(data.resolve(FILE))));
    }

    /** Veils with the key in a data directory. */
    public static Veils in(Path data, String journal) {
        return of(Optional.empty(), data, journal);
    }

    /** Veils with a new key that is kept nowhere. */
    public static Veils unkept(String journal) {
        return new Veils(journal, Veils::random);
    }

    /**
     * The veil of those who may read these apps; empty for all apps, which need none.
     *
     * @throws UncheckedIOException when the key can neither be read nor made
     */
    public Optional<Veil> of(AppScope scope) {
        return scope.isAll() ? Optional.empty() : Optional.of(new Veil(secret(), journal, scope));
    }

    private synchronized byte[] secret() {
        byte[] known = secret;
        if (known == null) {
            known = source.get();
            secret = known;
        }
        return known;
    }

    private static byte[] keyIn(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] key = random();
                DurableFiles.replace(file, out -> out.write(key));
                return key;
            }
            byte[] key = Files.readAllBytes(file);
            if (key.length != KEY_BYTES) {
                throw new IOException(
                        "%s has %d bytes instead of %d: without the file a new key is made, and ids that limited tokens were shown are void"
                                .formatted(file, key.length, KEY_BYTES));
            }
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] random() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }
}
