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
    private static final int MESSAGE = 6; // of an error whose frames follow for sure
    private static final int HEAP = 7; // out of memory

    private static final byte[][] PLACES = {
        Text.of("/"), Text.of("file:///"), Text.of("node:"), Text.of("[eval]:"), Text.of("[stdin]:")
    };
    private static final byte[][] BEHIND = {
        Text.of("Node.js v"), Text.of("(Use `node "), Text.of("Thrown at:"), Text.of("Emitted '")
    };
    private static final byte[][] EXTENSIONS = {
        Text.of(".js"), Text.of(".mjs"), Text.of(".cjs"), Text.of(".ts"), Text.of(".mts"), Text.of(".cts")
    };
    private static final byte[] WARNING = Text.of("(node:");
    private static final byte[] LAST_COLLECTIONS = Text.of("<--- Last few GCs --->");
    private static final byte[] FATAL = Text.of("FATAL ERROR: ");
    private static final byte[][] IN_HEAP = {FATAL, Text.of("<--- "), Text.of("----- "), Text.of("[")};
    private static final byte[] ERROR = Text.of("Error");
    private static final byte[] NATIVE = Text.of(": 0x");
    private static final byte[] BLANK = Text.of(" ");

    @Override
    public int begin(byte[] bytes, int from, int to) {
        if (isPlace(bytes, from, to)) {
            return PLACE;
        }
        if (Text.startsWith(bytes, from, to, LAST_COLLECTIONS) || Text.startsWith(bytes, from, to, FATAL)) {
            return HEAP;
        }
        if (Text.startsWith(bytes, from, to, WARNING)) {
            return TRACE;
        }
        return isError(bytes, from, to) ? behind(bytes, from, to) : NONE;
    }

    @Override
    public int enter(boolean isLog, int empty, byte[] bytes, int from, int to) {
        int text = Text.skipBlanks(bytes, from, to);
        if (text > from) {
            return Frames.isAt(bytes, text, to) ? behind(bytes, from, to) : NONE;
        }
        return isLog && empty == 0 && isError(bytes, from, to) ? message(bytes, from, to) : NONE;
    }

    @Override
    public int next(int state, int empty, byte[] bytes, int from, int to) {
        boolean isIndented = Text.isIndented(bytes, from, to);
        return switch (state) {
            case PLACE -> empty == 0 ? SOURCE : NONE;
            case SOURCE -> empty == 0 && Carets.isLine(bytes, from, to) ? CARETS : NONE;
            case CARETS -> message(bytes, from, to);
            case MESSAGE -> {
                int text = Text.skipBlanks(bytes, from, to);
                boolean isPart = text > from || Text.startsWithAny(bytes, from, to, BEHIND);
                boolean isEnd = isPart && (text == from || Frames.isAt(bytes, text, to));
                yield isEnd ? behind(bytes, from, to) : isPart ? MESSAGE : NONE;
            }
            case HEAP ->
                isIndented || Text.startsWithAny(bytes, from, to, IN_HEAP) || isNative(bytes, from, to) ? HEAP : NONE;
            case PROPERTIES -> isIndented ? PROPERTIES : from < to && isClosing(bytes[from]) ? TRACE : NONE;
            default -> {
                boolean isPart = isIndented ? empty == 0 : Text.startsWithAny(bytes, from, to, BEHIND);
                yield isPart ? behind(bytes, from, to) : NONE;
            }
        };
    }

    @Override
    public int inMessage(int state) {
        return state == MESSAGE ? MESSAGE : NONE;
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

    /** As in {@code 10: 0x10b7fb4 v8::internal}. */
    private static boolean isNative(byte[] bytes, int from, int to) {
        int digits = Text.skipDigits(bytes, from, to);
        return digits > from && Text.startsWith(bytes, digits, to, NATIVE);
    }

    private static int message(byte[] bytes, int from, int to) {
        int behind = behind(bytes, from, to);
        return behind == TRACE ? MESSAGE : behind;
    }

    /** As in {@code /srv/shop.js:7}. */
    private static boolean isPlace(byte[] bytes, int from, int to) {
        int end = Text.trimEnd(bytes, from, to);
        int digits = end;
        while (digits > from && Text.isDigit(bytes[digits - 1])) {
            digits--;
        }
        boolean hasLine = digits < end && digits > from + 1 && bytes[digits - 1] == ':';
        return hasLine
                && (Text.startsWithAny(bytes, from, end, PLACES)
                        || isDrive(bytes, from)
                        || isScript(bytes, from, digits - 1));
    }

    private static boolean isScript(byte[] bytes, int from, int to) {
        for (byte[] extension : EXTENSIONS) {
            if (Text.endsWith(bytes, from, to, extension)) {
                return Text.indexOf(bytes, from, to, BLANK) < 0;
            }
        }
        return false;
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
