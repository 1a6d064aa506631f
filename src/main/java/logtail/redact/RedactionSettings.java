package logtail.redact;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import logtail.runtime.DurableFiles;
import logtail.runtime.Env;
import logtail.runtime.SettingsException;

/**
 * What is taken out of lines.
 *
 * @param rules as {@link RuleReader} reads them; empty for none
 * @param key of hashes; empty for one that is kept in the data directory
 */
public record RedactionSettings(String rules, Optional<String> key) {
    public static final String RULES = "LOGTAIL_REDACT";
    public static final String KEY = "LOGTAIL_REDACT_KEY";

    /** A shorter key could be guessed. */
    public static final int LEAST_KEY_BYTES = 16;

    /** The file of the data directory that holds a key of our own. */
    public static final String KEY_FILE = "redact-key";

    private static final int KEY_BYTES = 32;

    public static RedactionSettings from(Env env) {
        String rules = env.text(RULES).orElse("");
        Optional<String> key = env.text(KEY);
        key.filter(text -> !isLongEnough(text))
                .ifPresent(text -> env.reject(KEY, "takes %d bytes or more".formatted(LEAST_KEY_BYTES)));
        try {
            Redaction.hashes(rules);
        } catch (RuleSyntaxException e) {
            env.reject(RULES, String.valueOf(e.getMessage()));
        }
        return new RedactionSettings(rules, key);
    }

    /** Whether nobody guesses this key. */
    public static boolean isLongEnough(String key) {
        return key.getBytes(UTF_8).length >= LEAST_KEY_BYTES;
    }

    /**
     * Reads or makes the key where one is needed.
     *
     * @param data the directory in which the key is kept; call with it locked
     * @return empty without rules
     * @throws SettingsException when the key can be neither read nor made
     */
    public Optional<Redaction> open(Path data) {
        if (rules.isBlank()) {
            return Optional.empty();
        }
        if (!Redaction.hashes(rules)) {
            return Optional.of(Redaction.of(rules, (byte[]) null));
        }
        return Optional.of(
                Redaction.of(rules, key.map(text -> text.getBytes(UTF_8)).orElseGet(() -> kept(data))));
    }

    private static byte[] kept(Path data) {
        Path file = data.resolve(KEY_FILE);
        try {
            byte[] key =
                    HexFormat.of().parseHex(Files.readString(file, US_ASCII).strip());
            if (key.length < LEAST_KEY_BYTES) {
                throw new IllegalArgumentException("it holds " + key.length + " bytes");
            }
            return key;
        } catch (NoSuchFileException e) {
            return made(file);
        } catch (IOException | IllegalArgumentException e) {
            throw failed(file, e);
        }
    }

    private static byte[] made(Path file) {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        String text = HexFormat.of().formatHex(key) + "\n";
        try {
            DurableFiles.replace(file, out -> out.write(text.getBytes(US_ASCII)));
        } catch (IOException e) {
            throw failed(file, e);
        }
        return key;
    }

    private static SettingsException failed(Path file, Exception cause) {
        return new SettingsException(
                List.of("%s: hashes need the key in %s (%s); or set %s".formatted(RULES, file, cause, KEY)));
    }
}
