package logtail.parse.join;

/**
 * Java and what else runs on its machine: frames behind {@code at}, {@code Caused by:}, {@code Suppressed:}, {@code ... 12 more}, the
 * exception's own line, also below the line of a logger, and the two lines of {@code java.util.logging}.
 */
final class JavaTrace implements TraceShape {
    private static final int HEAD = 1; // an exception's own line
    private static final int FRAMES = 2;
    private static final int JUL_HEAD = 3; // the time and place of java.util.logging
    private static final int JUL_MESSAGE = 4;
    private static final int MESSAGE = 5; // an exception's own line with a message, of which frames follow for sure

    private static final byte[] UNCAUGHT = Text.of("Exception in thread ");
    private static final byte[] SUPPRESSED = Text.of("Suppressed: ");
    private static final byte[][] CAUSES = {Text.of("Caused by: "), Text.of("Wrapped by: "), SUPPRESSED};
    private static final byte[][] LEFT_OUT = {Text.of(" more"), Text.of(" common frames omitted")};
    private static final byte[][] JUL_LEVELS = {
        Text.of("SEVERE: "),
        Text.of("WARNING: "),
        Text.of("INFO: "),
        Text.of("CONFIG: "),
        Text.of("FINE: "),
        Text.of("FINER: "),
        Text.of("FINEST: ")
    };
    private static final byte[] DOTS = Text.of("... ");
    private static final byte[] COLON = Text.of(": ");

    @Override
    public int begin(byte[] bytes, int from, int to) {
        if (Text.startsWith(bytes, from, to, UNCAUGHT)) {
            return withMessage(bytes, from, to);
        }
        return ExceptionLine.isQualified(bytes, from, to) ? HEAD : isJulHead(bytes, from, to) ? JUL_HEAD : NONE;
    }

    @Override
    public int enter(boolean isLog, int empty, byte[] bytes, int from, int to) {
        int text = Text.skipBlanks(bytes, from, to);
        if (text > from && (Frames.isAt(bytes, text, to) || isLeftOut(bytes, text, to))) {
            return FRAMES;
        }
        int cause = Text.behindAny(bytes, text, to, CAUSES);
        if (cause > text) {
            return withMessage(bytes, cause, to);
        }
        return isLog && empty == 0 && ExceptionLine.isQualified(bytes, from, to) ? withMessage(bytes, from, to) : NONE;
    }

    @Override
    public int next(int state, int empty, byte[] bytes, int from, int to) {
        if (state == JUL_HEAD) {
            return empty == 0 && Text.startsWithAny(bytes, from, to, JUL_LEVELS) ? JUL_MESSAGE : NONE;
        }
        int entered = enter(state == JUL_MESSAGE, empty, bytes, from, to);
        boolean isDetail = state != JUL_MESSAGE && empty == 0 && from < to && bytes[from] == '\t'; // such as "- locked"
        return entered == NONE && isDetail ? state : entered;
    }

    @Override
    public int inMessage(int state) {
        return state == MESSAGE ? MESSAGE : NONE;
    }

    @Override
    public boolean mayFollowAnyLevel() {
        return true; // of an exception that nobody caught the thread is named
    }

    @Override
    public String entering() {
        return "CSW" + ExceptionLine.FIRST;
    }

    private static int withMessage(byte[] bytes, int from, int to) {
        return Text.indexOf(bytes, from, to, COLON) >= 0 ? MESSAGE : HEAD;
    }

    private static boolean isLeftOut(byte[] bytes, int from, int to) {
        if (!Text.startsWith(bytes, from, to, DOTS)) {
            return false;
        }
        int digits = from + DOTS.length;
        int end = Text.skipDigits(bytes, digits, to);
        return end > digits && Text.startsWithAny(bytes, end, to, LEFT_OUT);
    }

    /** As in {@code Nov 30, 2026 7:32:37 PM com.example.Shop place}. */
    private static boolean isJulHead(byte[] bytes, int from, int to) {
        if (to - from < 24 || !Text.isUpper(bytes[from]) || bytes[from + 3] != ' ') {
            return false;
        }
        int day = Text.skipDigits(bytes, from + 4, to);
        if (day == from + 4 || day + 7 > to || bytes[day] != ',' || bytes[day + 1] != ' ') {
            return false;
        }
        int year = Text.skipDigits(bytes, day + 2, to);
        return year == day + 6 && bytes[year] == ' ' && Text.isDigit(bytes[year + 1]);
    }
}
