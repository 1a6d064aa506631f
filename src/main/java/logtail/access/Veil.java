package logtail.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Ids as those are shown them who may read some apps only. Ids are dense over all apps, so plain ones would count the lines of
 * the others. Two forms, in the letters of base32hex (RFC 4648, section 7) in lower case, good for one journal and one scope:
 *
 * <ul>
 *   <li>of an event, {@code e…}: one AES block of the id and of zeros, so the same for each time the event is shown;
 *   <li>of a place in the journal, {@code p…}: AES-GCM of the id with a random nonce, so it differs each time. A place may be
 *       that of another's event, and two of them must not tell whether others have written meanwhile. One in several lanes,
 *       {@code q…}, is sealed as its text.
 * </ul>
 *
 * What nobody was shown is no id: it fails its check. Immutable; any thread.
 */
public final class Veil {
    /** Length of a veiled id of an event. */
    public static final int EVENT_CHARS = 27;

    private static final char EVENT = 'e';
    private static final char PLACE = 'p';
    private static final char PLACE_IN_LANES = 'q';
    private static final int BLOCK_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int PLACE_BYTES = NONCE_BYTES + Long.BYTES + TAG_BYTES;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final AppScope scope;
    private final SecretKeySpec eventKey;
    private final SecretKeySpec placeKey;
    private final SecretKeySpec numberKey;

    /**
     * Derives its keys; equal arguments give equal veils.
     *
     * @param secret the key of this daemon
     * @param journal the journal that the ids belong to
     * @param scope the apps that may be read; the order of its globs does not matter
     */
    Veil(byte[] secret, String journal, AppScope scope) {
        this.scope = scope;
        eventKey = derive(secret, "event", journal, scope);
        placeKey = derive(secret, "place", journal, scope);
        numberKey = derive(secret, "number", journal, scope);
    }

    /** The apps that may be read. */
    public AppScope scope() {
        return scope;
    }

    /** Writes ids of events. For one thread, as it holds a cipher. */
    public final class Writer {
        private final Cipher cipher = cipher(eventKey, Cipher.ENCRYPT_MODE);
        private final byte[] plain = new byte[BLOCK_BYTES];
        private final byte[] veiled = new byte[BLOCK_BYTES];
        private final byte[] text = new byte[EVENT_CHARS];

        /** The veiled id of an event, {@value Veil#EVENT_CHARS} bytes of ASCII; valid until the next call. */
        public byte[] event(long id) {
            ByteBuffer.wrap(plain).putLong(0, id);
            try {
                cipher.doFinal(plain, 0, BLOCK_BYTES, veiled);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e); // a whole block always fits
            }
            text[0] = EVENT;
            Base32.encode(veiled, text, 1);
            return text;
        }
    }

    /** The veiled id of an event. */
    public String event(long id) {
        return new String(new Writer().event(id), US_ASCII);
    }

    /** A veiled place in the journal, different each time. */
    public String place(long id) {
        return PLACE
                + Base32.encode(
                        sealed(ByteBuffer.allocate(Long.BYTES).putLong(id).array()));
    }

    /** A veiled place in a journal of several lanes, different each time. */
    public String place(String text) {
        return PLACE_IN_LANES + Base32.encode(sealed(text.getBytes(US_ASCII)));
    }

    private byte[] sealed(byte[] plain) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = new byte[NONCE_BYTES + plain.length + TAG_BYTES];
        System.arraycopy(nonce, 0, sealed, 0, NONCE_BYTES);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, placeKey, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
            cipher.doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
        return sealed;
    }

    /** The id of the event that was shown as {@code text}; empty when none was. */
    public OptionalLong idOfEvent(String text) {
        byte[] veiled = text.length() == EVENT_CHARS && text.charAt(0) == EVENT
                ? Base32.decode(text.substring(1), BLOCK_BYTES)
                : new byte[0];
        if (veiled.length == 0) {
            return OptionalLong.empty();
        }
        try {
            var plain = ByteBuffer.wrap(cipher(eventKey, Cipher.DECRYPT_MODE).doFinal(veiled));
            long id = plain.getLong();
            return plain.getLong() == 0 && id >= 0 ? OptionalLong.of(id) : OptionalLong.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // a whole block has no padding that could be wrong
        }
    }

    /** The id of the event or place that was shown as {@code text}; empty when none was. */
    public OptionalLong idOf(String text) {
        return text.isEmpty() || text.charAt(0) != PLACE ? idOfEvent(text) : idOfPlace(text);
    }

    /** A number from 0 that stands for an event where only a number can; nobody can have the id again. Any thread. */
    public long number(long id) {
        var block = ByteBuffer.allocate(BLOCK_BYTES).putLong(0, id);
        try {
            byte[] veiled = cipher(numberKey, Cipher.ENCRYPT_MODE).doFinal(block.array());
            return ByteBuffer.wrap(veiled).getLong() >>> 2;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // a whole block always fits
        }
    }

    /** The place in several lanes that was shown as {@code text}; empty when none was. */
    public Optional<String> placeOf(String text) {
        if (text.isEmpty() || text.charAt(0) != PLACE_IN_LANES) {
            return Optional.empty();
        }
        int bytes = (text.length() - 1) * 5 / Byte.SIZE;
        return opened(Base32.decode(text.substring(1), bytes)).map(plain -> new String(plain, US_ASCII));
    }

    private OptionalLong idOfPlace(String text) {
        Optional<byte[]> plain = opened(Base32.decode(text.substring(1), PLACE_BYTES));
        return plain.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(ByteBuffer.wrap(plain.get()).getLong());
    }

    private Optional<byte[]> opened(byte[] sealed) {
        if (sealed.length <= NONCE_BYTES + TAG_BYTES) {
            return Optional.empty();
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE, placeKey, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, sealed, 0, NONCE_BYTES));
            return Optional.of(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** A single block of AES is a keyed permutation of numbers of 128 bits, which is all that is wanted here. */
    @SuppressWarnings("InsecureCryptoUsage") // "ECB" of one block has no second block to be compared with
    private static Cipher cipher(SecretKeySpec key, int mode) {
        try {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(mode, key);
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    private static SecretKeySpec derive(byte[] secret, String use, String journal, AppScope scope) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            part(mac, "logtail veil 1 " + use);
            part(mac, journal);
            List<String> globs = scope.globs().stream().distinct().sorted().toList();
            globs.forEach(glob -> part(mac, glob));
            return new SecretKeySpec(Arrays.copyOf(mac.doFinal(), BLOCK_BYTES), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** Each part is preceded by its length, so that no two lists of parts look alike. */
    private static void part(Mac mac, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        mac.update(bytes);
    }
}
