package logtail.parse.join;

/**
 * .NET: frames behind {@code at}, inner exceptions behind {@code --->}, {@code --- End of …}, and the indented lines of its
 * console logger.
 */
final class DotnetTrace implements TraceShape {
    private static final int HEAD = 1;
    private static final int FRAMES = 2;
    private static final int CONSOLE = 3;

    private static final byte[][] UNHANDLED = {Text.of("Unhandled exception. "), Text.of("Unhandled Exception: ")};
    private static final byte[][] CONSOLE_LEVELS = {
        Text.of("trce: "), Text.of("dbug: "), Text.of("info: "), Text.of("warn: "), Text.of("fail: "), Text.of("crit: ")
    };
    private static final byte[] CONSOLE_INDENT = Text.of("      ");
    private static final byte[] INNER = Text.of("---> ");
    private static final byte[] END_OF = Text.of("--- End of ");

    @Override
    public int begin(byte[] bytes, int from, int to) {
        if (Text.startsWithAny(bytes, from, to, UNHANDLED) || ExceptionLine.isQualified(bytes, from, to)) {
            return HEAD;
        }
        return isConsole(bytes, from, to) ? CONSOLE : NONE;
    }

    @Override
    public int enter(boolean isLog, int empty, byte[] bytes, int from, int to) {
        int text = Text.skipBlanks(bytes, from, to);
        if (Text.startsWith(bytes, text, to, END_OF) || (text > from && Frames.isAt(bytes, text, to))) {
            return FRAMES;
        }
        if (text > from && Text.startsWith(bytes, text, to, INNER)) {
            return HEAD;
        }
        return isLog && empty == 0 && ExceptionLine.isQualified(bytes, from, to) ? HEAD : NONE;
    }

    @Override
    public int next(int state, int empty, byte[] bytes, int from, int to) {
        if (state == CONSOLE && Text.startsWith(bytes, from, to, CONSOLE_INDENT)) {
            return CONSOLE;
        }
        return enter(false, empty, bytes, from, to);
    }

    @Override
    public boolean mayFollowAnyLevel() {
        return true; // one that nobody caught begins with "Unhandled exception"
    }

    @Override
    public String entering() {
        return "-" + ExceptionLine.FIRST;
    }

    /** As in {@code fail: Shop.Orders[7]}. */
    private static boolean isConsole(byte[] bytes, int from, int to) {
        int end = Text.trimEnd(bytes, from, to);
        return Text.startsWithAny(bytes, from, end, CONSOLE_LEVELS) && bytes[end - 1] == ']';
    }
}
