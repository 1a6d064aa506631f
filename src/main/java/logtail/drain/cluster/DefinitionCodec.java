package logtail.drain.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import logtail.drain.Drain;
import logtail.drain.DrainCodec;
import logtail.runtime.Json;
import logtail.runtime.Secret;

/**
 * A definition as the value of a record: JSON, or with {@code LOGTAIL_SECRET} the byte 1, a nonce of 12 bytes, and the JSON sealed by
 * AES-256-GCM with the drain's name as associated data. Any thread.
 */
final class DefinitionCodec {
    private static final String PURPOSE = "logtail drains 1";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final byte SEALED = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final Optional<SecretKeySpec> key;

    DefinitionCodec(Optional<Secret> secret) {
        key = secret.map(known -> new SecretKeySpec(known.derive(PURPOSE), "AES"));
    }

    byte[] write(Definition definition) {
        byte[] json = DrainCodec.json(definition.drain())
                .with("declared", definition.isDeclared())
                .with("paused", definition.isPaused())
                .with("order", definition.order())
                .with("start", definition.start())
                .with("letters", definition.lettersOrder())
                .toString()
                .getBytes(UTF_8);
        if (key.isEmpty()) {
            return json;
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed =
                apply(Cipher.ENCRYPT_MODE, key.get(), nonce, definition.drain().name(), json, 0);
        byte[] value = new byte[1 + NONCE_BYTES + sealed.length];
        value[0] = SEALED;
        System.arraycopy(nonce, 0, value, 1, NONCE_BYTES);
        System.arraycopy(sealed, 0, value, 1 + NONCE_BYTES, sealed.length);
        return value;
    }

    /**
     * Reads what {@link #write} made.
     *
     * @throws IllegalArgumentException when it cannot be read, saying why
     */
    Definition read(String name, byte[] value) {
        try {
            Json json = Json.read(open(name, value));
            Drain drain = DrainCodec.read(name, json, "the definition of drain '%s'".formatted(name));
            return new Definition(
                    drain,
                    json.text("declared").equals("true"),
                    json.text("paused").equals("true"),
                    json.number("order"),
                    json.text("start"),
                    json.number("letters"));
        } catch (Json.MalformedException e) {
            throw new IllegalArgumentException("its definition is no JSON: " + e.getMessage(), e);
        }
    }

    private byte[] open(String name, byte[] value) {
        if (value.length <= 1 + NONCE_BYTES || value[0] != SEALED) {
            return value;
        }
        SecretKeySpec known = key.orElseThrow(() ->
                new IllegalArgumentException("its definition is sealed, and LOGTAIL_SECRET is not set on this node"));
        try {
            return apply(
                    Cipher.DECRYPT_MODE,
                    known,
                    Arrays.copyOfRange(value, 1, 1 + NONCE_BYTES),
                    name,
                    value,
                    1 + NONCE_BYTES);
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException(
                    "its definition is sealed with another LOGTAIL_SECRET than this node's", e);
        }
    }

    private static byte[] apply(int mode, SecretKeySpec key, byte[] nonce, String name, byte[] bytes, int from) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(name.getBytes(UTF_8));
            return cipher.doFinal(bytes, from, bytes.length - from);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
