package logtail.net.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads the forms in which a private key stands in a PEM file: {@code PRIVATE KEY} (PKCS #8, RFC 5958), {@code RSA PRIVATE KEY}
 * (PKCS #1, RFC 8017 appendix A.1.2) and {@code EC PRIVATE KEY} (SEC 1, RFC 5915). The JDK reads PKCS #8 alone, so the others are
 * put into that form. Pure.
 */
final class PrivateKeys {
    private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xA0; // [0] of an ECPrivateKey
    private static final byte[] VERSION_0 = {INTEGER, 1, 0};
    /** SEQUENCE { OID rsaEncryption, NULL }. */
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    /** OID id-ecPublicKey. */
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    private PrivateKeys() {}

    static boolean isKey(Pem block) {
        return block.label().endsWith("PRIVATE KEY");
    }

    /**
     * The key of a block.
     *
     * @throws InvalidKeyException with a reason that completes a sentence about the file
     */
    static PrivateKey read(Pem block) throws InvalidKeyException {
        if (block.isEncrypted()) {
            throw new InvalidKeyException(
                    "holds an encrypted key, and nobody could enter its password at a restart; write it"
                            + " decrypted to a file of mode 0600: openssl pkey -in FILE -out FILE");
        }
        try {
            return switch (block.label()) {
                case "PRIVATE KEY" -> decode(block.bytes());
                case "RSA PRIVATE KEY" -> decode(tlv(SEQUENCE, VERSION_0, RSA, tlv(OCTET_STRING, block.bytes())));
                case "EC PRIVATE KEY" -> decode(ofEc(block.bytes()));
                default ->
                    throw new InvalidKeyException(
                            "holds a key of a kind that is not read: " + block.label() + "; use RSA, EC or Ed25519");
            };
        } catch (RuntimeException e) { // beyond the end of the buffer, of ours or of the JDK's reading
            throw new InvalidKeyException("holds a damaged key", e);
        }
    }

    private static PrivateKey decode(byte[] pkcs8) throws InvalidKeyException {
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                continue; // of another kind
            } catch (GeneralSecurityException e) {
                throw new InvalidKeyException("holds a key that this Java cannot read: " + e.getMessage(), e);
            }
        }
        throw new InvalidKeyException("holds a damaged key, or one that is neither RSA, EC nor Ed25519");
    }

    /** Puts an ECPrivateKey, which names its curve itself, into PKCS #8, which names it outside. */
    private static byte[] ofEc(byte[] der) throws InvalidKeyException {
        ByteBuffer key = content(ByteBuffer.wrap(der), SEQUENCE);
        content(key, INTEGER);
        content(key, OCTET_STRING);
        if (!key.hasRemaining() || (key.get(key.position()) & 0xFF) != PARAMETERS) {
            throw new InvalidKeyException("holds an EC key that does not name its curve");
        }
        ByteBuffer named = content(key, PARAMETERS);
        byte[] curve = new byte[named.remaining()];
        named.get(curve);
        return tlv(SEQUENCE, VERSION_0, tlv(SEQUENCE, EC, curve), tlv(OCTET_STRING, der));
    }

    /** The content of the next element, which must have this tag; moves {@code in} behind it. */
    private static ByteBuffer content(ByteBuffer in, int tag) {
        if ((in.get() & 0xFF) != tag) {
            throw new IllegalArgumentException("another element");
        }
        int length = in.get() & 0xFF;
        if (length > 0x80) {
            int bytes = length & 0x7F;
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = (length << 8) | (in.get() & 0xFF);
            }
        }
        ByteBuffer content = in.slice(in.position(), length);
        in.position(in.position() + length);
        return content;
    }

    /** One element of DER, with these contents behind one another. */
    private static byte[] tlv(int tag, byte[]... contents) {
        int length = 0;
        for (byte[] content : contents) {
            length += content.length;
        }
        var out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(length >>> (8 * i));
            }
        }
        for (byte[] content : contents) {
            out.writeBytes(content);
        }
        return out.toByteArray();
    }
}
