package logtail.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;
import logtail.query.BadQueryException;

/**
 * The name that a browser gives to the file which it makes of an answer. What could lead out of its folder, hide the file or
 * show it as something else is taken out: a path, control and formatting characters, dots and blanks around it.
 *
 * @param text not empty
 */
record DownloadName(String text) {
    private static final int MOST_CHARS = 200;
    private static final Pattern PATH = Pattern.compile("(?s).*[/\\\\]");
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");
    private static final Pattern RESERVED = Pattern.compile("[<>:\"|?*]");
    private static final Pattern AROUND = Pattern.compile("^[. ]+|[. ]+$");
    private static final Pattern NOT_PLAIN = Pattern.compile("[^ -~]|[%;]"); // some clients decode or cut there
    private static final String ATTR_CHARS = "!#$&+-.^_`|~"; // besides letters and digits: RFC 8187, section 3.2.1

    /**
     * The name in {@code given}, cleaned.
     *
     * @throws BadQueryException when it is too long or nothing is left of it
     */
    static DownloadName of(String given) {
        if (given.length() > MOST_CHARS) {
            throw new BadQueryException("parameter download has %d characters; it takes a file name of at most %d"
                    .formatted(given.length(), MOST_CHARS));
        }
        String seen = UNSEEN.matcher(given).replaceAll("");
        String file = PATH.matcher(seen).replaceFirst("");
        String clean = AROUND.matcher(RESERVED.matcher(file).replaceAll("_")).replaceAll("");
        if (clean.isEmpty()) {
            throw new BadQueryException(
                    "parameter download is '%s'; it takes a file name, such as errors.csv".formatted(given));
        }
        return new DownloadName(clean);
    }

    /** The value of {@code Content-Disposition}: RFC 6266, with the name in ASCII for old clients and in full for others. */
    String disposition() {
        String plain = NOT_PLAIN.matcher(text).replaceAll("_");
        return "attachment; filename=\"%s\"; filename*=UTF-8''%s".formatted(plain, encoded());
    }

    private String encoded() {
        var encoded = new StringBuilder();
        for (byte b : text.getBytes(UTF_8)) {
            boolean isPlain = b > 0 && (isLetterOrDigit(b) || ATTR_CHARS.indexOf(b) >= 0);
            encoded.append(isPlain ? Character.toString(b) : "%%%02X".formatted(b & 0xFF));
        }
        return encoded.toString();
    }

    private static boolean isLetterOrDigit(byte b) {
        return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
    }
}
