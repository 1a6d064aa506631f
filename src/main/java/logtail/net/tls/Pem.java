package logtail.net.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a PEM file (RFC 7468). What stands between blocks is passed over, as files of several tools have explanations there.
 *
 * @param label such as {@code CERTIFICATE}
 * @param isEncrypted whether a header of the block says so, as in {@code Proc-Type: 4,ENCRYPTED} (RFC 1421 section 4.6.1.1)
 * @param bytes DER; empty when it is encrypted
 */
record Pem(String label, boolean isEncrypted, byte[] bytes) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----([^-]*+(?:-(?!----END )[^-]*+)*+)-----END \\1-----");
    private static final Pattern HEADERS =
            Pattern.compile("^\\s*(?:[A-Za-z0-9-]+: [^\\n]*\\n|[ \\t]+[^\\n]*\\n)+\\s*\\n");

    /**
     * All blocks of a file, in their order.
     *
     * @throws IllegalArgumentException when a block is not base64
     */
    static List<Pem> parse(byte[] file) {
        var blocks = new ArrayList<Pem>();
        Matcher block = BLOCK.matcher(new String(file, ISO_8859_1).replace("\r\n", "\n"));
        while (block.find()) {
            String label = block.group(1);
            Matcher headers = HEADERS.matcher(block.group(2));
            boolean hasHeaders = headers.lookingAt();
            if (hasHeaders && headers.group().contains("ENCRYPTED")) {
                blocks.add(new Pem(label, true, new byte[0]));
            } else {
                String body = block.group(2).substring(hasHeaders ? headers.end() : 0);
                blocks.add(new Pem(
                        label,
                        label.startsWith("ENCRYPTED"),
                        Base64.getMimeDecoder().decode(body)));
            }
        }
        return blocks;
    }
}
