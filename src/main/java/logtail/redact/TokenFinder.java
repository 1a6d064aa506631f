package logtail.redact;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds tokens: after their well-known prefixes ({@code ghp_…}), as JSON web tokens, behind {@code Authorization}, {@code Bearer}
 * and {@code Basic}, as the value of a name such as {@code api_key}, and passwords in URLs.
 *
 * <p>Every {@link TokenMark} is three bytes long or more, so one of its first two pairs of bytes begins at an even distance from
 * the begin of the text: only those pairs are looked up, in one table for all marks, with letters folded.
 */
final class TokenFinder extends Finder {
    private static final int FOLD = Bytes.CASE << 8 | Bytes.CASE;
    private static final int PAIRS = 1 << 16;
    private static final int LEAST_CREDENTIALS = 6;
    private static final int LEAST_VALUE = 8;
    private static final int SURE_VALUE = 24; // so many letters without a digit are no word either
    private static final int MOST_USER_INFO = 256;
    private static final int MOST_BASIC = 4096;
    private static final byte[] ENCODED_SPACE = "%20".getBytes(US_ASCII);
    private static final List<byte[]> SCHEMES = schemes("bearer", "basic", "token", "splunk", "apikey", "negotiate");
    private static final List<byte[]> LISTS = schemes("digest", "aws4-hmac-sha256", "oauth", "hawk"); // name=value, …

    /** By folded pair: 0, or the number of its list of marks. */
    private static final byte[] TABLE = new byte[PAIRS];

    private static final List<List<Place>> PLACES = places();

    /** A mark of which a pair was seen {@code offset} bytes behind its begin. */
    private record Place(TokenMark mark, int offset) {}

    @Override
    boolean next(int at) {
        for (int pair = from + ((at - from) & ~1); pair + 1 < to; pair += 2) {
            int places = TABLE[((bytes[pair] << 8) & 0xFF00) | (bytes[pair + 1] & 0xFF) | FOLD];
            if (places != 0 && isToken(PLACES.get(places), pair, at)) {
                return true;
            }
        }
        return false;
    }

    private boolean isToken(List<Place> places, int pair, int least) {
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            TokenMark mark = place.mark();
            int begin = pair - place.offset();
            if (begin >= least
                    && Bytes.isAt(bytes, begin, to, mark.text(), mark.ignoreCase())
                    && (!mark.startsWord() || isWordStart(begin))
                    && mark.secret().isAt(this, begin, begin + mark.text().length)) {
                return true;
            }
        }
        return false;
    }

    /** A prefix and what follows it. */
    boolean isRun(int mark, int markEnd, TokenMark.Letters letters, int least) {
        int last = markEnd;
        boolean hasDigit = false;
        while (last < to && letters.has(bytes[last])) {
            hasDigit |= Bytes.isDigit(bytes[last++]);
        }
        return last - markEnd >= least && hasDigit && found(mark, last);
    }

    /** A JSON web token (RFC 7519): two parts or more. */
    boolean isJwt(int mark, int markEnd) {
        int last = markEnd;
        int points = 0;
        int partFrom = mark;
        while (last < to && TokenMark.Letters.DOTTED.has(bytes[last])) {
            if (bytes[last] == '.') {
                if (last - partFrom < LEAST_VALUE && points < 1) {
                    return false;
                }
                points++;
                partFrom = last + 1;
            }
            last++;
        }
        while (last > mark && bytes[last - 1] == '.') {
            last--; // the end of a sentence
        }
        return points > 0 && last - mark >= 2 * LEAST_VALUE && found(mark, last);
    }

    /** {@code Bearer} and credentials that are no word of a sentence. */
    boolean isBearer(int mark, int markEnd) {
        int first = behindSpaces(markEnd);
        return first > markEnd && isValue(first, credentialsEnd(first));
    }

    /** {@code Basic} and base64 of a user and a password (RFC 7617). */
    boolean isBasic(int mark, int markEnd) {
        int first = behindSpaces(markEnd);
        int last = credentialsEnd(first);
        return first > markEnd && hasColonInside(first, Math.min(last, first + MOST_BASIC)) && found(first, last);
    }

    /** {@code Authorization}, and then what a scheme is followed by, or a value without a scheme. */
    boolean isAuthorization(int mark, int markEnd) {
        int value = behindAssignment(markEnd);
        if (value < 0) {
            return false;
        }
        for (byte[] scheme : LISTS) {
            if (Bytes.isAt(bytes, value, to, scheme, true) && behindSpaces(value + scheme.length) < to) {
                return found(behindSpaces(value + scheme.length), lineEnd(value));
            }
        }
        for (byte[] scheme : SCHEMES) {
            int first = behindSpaces(value + scheme.length);
            if (Bytes.isAt(bytes, value, to, scheme, true) && first > value + scheme.length) {
                int last = credentialsEnd(first);
                return last - first >= LEAST_CREDENTIALS && found(first, last);
            }
        }
        return isValue(value, valueEnd(value));
    }

    /** The value of a name that says that it is secret. */
    boolean isNamed(int mark, int markEnd) {
        int value = behindAssignment(markEnd);
        return value >= 0 && isValue(value, valueEnd(value));
    }

    /** The password of {@code scheme://user:password@host} (RFC 3986, section 3.2.1). */
    boolean isPasswordOfUrl(int mark, int markEnd) {
        int colon = -1;
        int limit = Math.min(to, markEnd + MOST_USER_INFO);
        for (int at = markEnd; at < limit; at++) {
            byte b = bytes[at];
            if (b == '@') {
                return colon >= 0 && at > colon + 1 && found(colon + 1, at);
            }
            if (b == ':' && colon < 0) {
                colon = at;
            } else if (b == '/' || b == '?' || b == '#' || b == '"' || b == '\'' || b == '<' || Bytes.isSpace(b)) {
                return false;
            }
        }
        return false;
    }

    private boolean isValue(int first, int last) {
        boolean hasDigit = false;
        for (int at = first; at < last; at++) {
            hasDigit |= Bytes.isDigit(bytes[at]);
        }
        return last - first >= (hasDigit ? LEAST_VALUE : SURE_VALUE) && found(first, last);
    }

    /** Where the value of a name that ends before {@code at} begins, or -1: behind {@code =}, {@code :} or {@code =>}. */
    private int behindAssignment(int at) {
        int sign = behindQuotes(at);
        if (sign == to || (bytes[sign] != '=' && bytes[sign] != ':')) {
            return -1;
        }
        sign++;
        return behindQuotes(sign < to && bytes[sign] == '>' ? sign + 1 : sign);
    }

    /** Behind white space, quotes, and the backslashes of JSON inside of JSON. */
    private int behindQuotes(int at) {
        int behind = at;
        while (behind < to
                && (bytes[behind] == '"' || bytes[behind] == '\'' || bytes[behind] == '\\' || bytes[behind] == ' ')) {
            behind++;
        }
        return behind;
    }

    /** Behind spaces, also those of URLs. */
    private int behindSpaces(int at) {
        int behind = at;
        while (behind < to) {
            if (Bytes.isAt(bytes, behind, to, ENCODED_SPACE, false)) {
                behind += ENCODED_SPACE.length;
            } else if (bytes[behind] == ' ' || bytes[behind] == '+' || bytes[behind] == '\t') {
                behind++;
            } else {
                break;
            }
        }
        return behind;
    }

    /** The end of a token68 (RFC 9110, section 11.2), with the percent signs and backslashes of its escapes. */
    private int credentialsEnd(int first) {
        int last = first;
        while (last < to) {
            byte b = bytes[last];
            boolean isEscape = b == '%' || (b == '\\' && last + 1 < to && bytes[last + 1] == '/');
            if (!Bytes.isBase64(b) && b != '.' && b != '~' && b != ':' && !isEscape) {
                break;
            }
            last++;
        }
        while (last > first && (bytes[last - 1] == '.' || bytes[last - 1] == ':')) {
            last--; // of the sentence
        }
        return last;
    }

    private int valueEnd(int first) {
        int last = first;
        while (last < to && !isDelimiter(bytes[last])) {
            last++;
        }
        return last;
    }

    private static boolean isDelimiter(byte b) {
        return Bytes.isSpace(b) || "\"'`&,;()[]{}<>|\\".indexOf(b) >= 0;
    }

    private int lineEnd(int at) {
        int last = at;
        while (last < to && bytes[last] != '\n' && bytes[last] != '\r') {
            last++;
        }
        return last;
    }

    /** Whether this is base64 of printable text with a colon. */
    private boolean hasColonInside(int first, int last) {
        int bits = 0;
        int count = 0;
        boolean hasColon = false;
        for (int at = first; at < last && bytes[at] != '='; at++) {
            int value = sextet(bytes[at]);
            if (value < 0) {
                return false;
            }
            bits = bits << 6 | value;
            count += 6;
            if (count >= 8) {
                count -= 8;
                int decoded = bits >>> count & 0xFF;
                if (decoded < ' ') {
                    return false;
                }
                hasColon |= decoded == ':';
            }
        }
        return hasColon && last - first >= LEAST_CREDENTIALS;
    }

    private static int sextet(byte b) {
        if (Bytes.isUpper(b)) {
            return b - 'A';
        }
        if (Bytes.isLetter(b)) {
            return b - 'a' + 26;
        }
        if (Bytes.isDigit(b)) {
            return b - '0' + 52;
        }
        return switch (b) {
            case '+', '-' -> 62;
            case '/', '_' -> 63;
            default -> -1;
        };
    }

    private static List<byte[]> schemes(String... names) {
        return java.util.Arrays.stream(names)
                .map(name -> name.getBytes(US_ASCII))
                .toList();
    }

    private static List<List<Place>> places() {
        var lists = new ArrayList<List<Place>>(List.of(List.of()));
        for (TokenMark mark : TokenMark.ALL) {
            for (int offset = 0; offset < 2; offset++) {
                int pair = ((mark.text()[offset] & 0xFF) << 8 | (mark.text()[offset + 1] & 0xFF)) | FOLD;
                if (TABLE[pair] == 0) {
                    TABLE[pair] = (byte) lists.size(); // fewer than 128, as a test holds
                    lists.add(new ArrayList<>());
                }
                lists.get(TABLE[pair]).add(new Place(mark, offset));
            }
        }
        return lists;
    }
}
