package logtail.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What all nodes that share a journal know and nobody else ({@code LOGTAIL_SECRET}), from which they derive their keys. Without it each
 * node makes keys of its own. Any thread.
 */
public final class Secret {
    private static final String SETTING = "LOGTAIL_SECRET";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int LEAST_BYTES = 16;

    private final SecretKeySpec key;

    private Secret(byte[] bytes) {
        key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /** Reads it; a short one is a mistake. */
    public static Optional<Secret> from(Env env) {
        Optional<byte[]> bytes = env.text(SETTING).map(text -> text.getBytes(UTF_8));
        if (bytes.isPresent() && bytes.get().length < LEAST_BYTES) {
            env.reject(SETTING, "has %d bytes; takes %d or more".formatted(bytes.get().length, LEAST_BYTES));
            return Optional.empty();
        }
        return bytes.map(Secret::new);
    }

    /** 32 bytes for one purpose, which tell nothing of those for another. */
    public byte[] derive(String purpose) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(purpose.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** Tells nothing. */
    @Override
    public String toString() {
        return "…";
    }
}
