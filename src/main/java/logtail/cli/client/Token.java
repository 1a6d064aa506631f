package logtail.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import logtail.cli.base.UsageException;
import logtail.cli.base.VisibleText;

/**
 * What lets us into the daemon. Never shown, so it is no record.
 */
public final class Token {
    static final Token NONE = new Token("", "");

    private static final int MOST_CHARS = 4 * 1024;
    private static final String TAKES = " takes one word of visible ASCII, at most " + MOST_CHARS + " characters";

    private final String text;
    private final String source;

    private Token(String text, String source) {
        this.text = text;
        this.source = source;
    }

    /**
     * A token as the user gave it, without the space around it.
     *
     * @param source where it is from, as the user knows it
     */
    static Token of(String text, String source) {
        String word = text.strip();
        boolean isUsable =
                !word.isEmpty() && word.length() <= MOST_CHARS && word.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (!isUsable) { // not shown, as it may be a secret all the same
            throw new UsageException(source + TAKES);
        }
        return new Token(word, source);
    }

    static Token read(Path file) {
        String source = "--token-file " + VisibleText.of(file.toString());
        try (InputStream in = Files.newInputStream(file)) {
            return of(new String(in.readNBytes(2 * MOST_CHARS), UTF_8), source);
        } catch (IOException e) {
            throw new UsageException("cannot read " + source);
        }
    }

    boolean isGiven() {
        return !text.isEmpty();
    }

    /** The value of the header {@code Authorization} (RFC 6750, section 2.1). */
    String authorization() {
        return "Bearer " + text;
    }

    /** Where it is from, as the user knows it. */
    @Override
    public String toString() {
        return "the token of " + source;
    }
}
