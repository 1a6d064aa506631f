package logtail.access;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Files of tokens, for the fuzz targets. */
public final class TokenFiles {
    private TokenFiles() {}

    /** A file is refused with a reason, or read and written again as the same tokens. */
    public static void read(byte[] input) {
        read(new String(input, UTF_8), true);
        read(new String(input, UTF_8), false);
    }

    private static void read(String text, boolean isDeclared) {
        try {
            var tokens = TokenLines.read(text, "file", isDeclared);
            String written = TokenLines.write(tokens);
            if (!isDeclared
                    && !TokenLines.write(TokenLines.read(written, "file", false))
                            .equals(written)) {
                throw new AssertionError("written as " + written);
            }
        } catch (TokenException e) {
            if (String.valueOf(e.getMessage()).isBlank()) {
                throw new AssertionError("no reason", e);
            }
        }
    }
}
