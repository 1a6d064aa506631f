package logtail.parse.join;

/**
 * Node.js: an error and its frames, its properties in braces, causes; of one that nobody caught also the source line with
 * carets before it and the version behind it.
 */
final class NodeTrace implements TraceShape {
    private static final int PLACE = 1; // file and line
    private static final int SOURCE = 2; // the source line
    private static final int CARETS = 3;
    private static final int TRACE = 4;
    private static final int PROPERTIES = 5; // inside of the braces

    private static final byte[][] PLACES = {
        Text.of("/"), Text.of("file:///"), Text.of("node:"), Text.of("[eval]:"), Text.of("[stdin]:")
    };
    private static final byte[][] BEHIND = {Text.of("Node.js v"), Text.of("(Use `node "), Text.of("Thrown at:")};
    private static final byte[] ERROR = Text.of("Error");

    @Override
    public int begin(byte[] bytes, int from, int to) {
        if (isPlace(bytes, from, to)) {
            return PLACE;
        }
        return isError(bytes, from, to) ? behind(bytes, from, to) : NONE;
    }

    @Override
    public int enter(boolean isLog, int empty, byte[] bytes, int from, int to) {
        int text = Text.skipBlanks(bytes, from, to);
        boolean isPart = text > from ? Frames.isAt(bytes, text, to) : isLog && empty == 0 && isError(bytes, from, to);
        return isPart ? behind(bytes, from, to) : NONE;
    }

    @Override
    public int next(int state, int empty, byte[] bytes, int from, int to) {
        boolean isIndented = Text.isIndented(bytes, from, to);
        return switch (state) {
            case PLACE -> empty == 0 ? SOURCE : NONE;
            case SOURCE -> empty == 0 && Carets.isLine(bytes, from, to) ? CARETS : NONE;
            case CARETS -> behind(bytes, from, to);
            case PROPERTIES -> isIndented ? PROPERTIES : from < to && isClosing(bytes[from]) ? TRACE : NONE;
            default -> {
                boolean isPart = isIndented ? empty == 0 : Text.startsWithAny(bytes, from, to, BEHIND);
                yield isPart ? behind(bytes, from, to) : NONE;
            }
        };
    }

    @Override
    public String entering() {
        return ExceptionLine.FIRST;
    }

    private static boolean isClosing(byte b) {
        return b == '}' || b == ']';
    }

    private static int behind(byte[] bytes, int from, int to) {
        int end = Text.trimEnd(bytes, from, to);
        return end - from > 1 && bytes[end - 1] == '{' && bytes[end - 2] == ' ' ? PROPERTIES : TRACE;
    }

    /** As in {@code /srv/shop.js:7}. */
    private static boolean isPlace(byte[] bytes, int from, int to) {
        int end = Text.trimEnd(bytes, from, to);
        int digits = end;
        while (digits > from && Text.isDigit(bytes[digits - 1])) {
            digits--;
        }
        boolean hasLine = digits < end && digits > from + 1 && bytes[digits - 1] == ':';
        return hasLine && (Text.startsWithAny(bytes, from, end, PLACES) || isDrive(bytes, from));
    }

    private static boolean isDrive(byte[] bytes, int from) {
        return Text.isUpper(bytes[from]) && bytes[from + 1] == ':';
    }

    /** As in {@code TypeError: x}, {@code Error [ERR_X]: x} or {@code Error}: a name without packages that ends with Error. */
    private static boolean isError(byte[] bytes, int from, int to) {
        int end = from;
        while (end < to && Text.isNamePart(bytes[end]) && bytes[end] != '.' && bytes[end] != '/') {
            end++;
        }
        if (end == from || !Text.isUpper(bytes[from]) || !Text.endsWith(bytes, from, end, ERROR)) {
            return false;
        }
        return end == Text.trimEnd(bytes, from, to)
                || bytes[end] == ':'
                || (end + 1 < to && bytes[end] == ' ' && bytes[end + 1] == '[');
    }
}
