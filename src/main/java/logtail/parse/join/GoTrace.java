package logtail.parse.join;

/** Go: a panic or fatal error, the signal behind it, and dumps of goroutines with the empty lines between them. */
final class GoTrace implements TraceShape {
    private static final int PANIC = 1;
    private static final int DUMP = 2;

    private static final byte[] GOROUTINE = Text.of("goroutine ");
    private static final byte[] FATAL = Text.of("fatal error: ");
    private static final byte[] CREATED_BY = Text.of("created by ");
    private static final byte[] HEX = Text.of("0x");
    private static final byte[][] PANICS = {
        Text.of("panic: "),
        FATAL,
        Text.of("SIGQUIT: "),
        Text.of("SIGABRT: "),
        Text.of("unexpected fault address "),
        Text.of("runtime: goroutine stack exceeds ")
    };
    private static final byte[][] BEHIND_PANIC = {
        FATAL,
        Text.of("[signal "),
        Text.of("runtime stack:"),
        Text.of("runtime: "),
        Text.of("sp="),
        Text.of("PC="),
        Text.of("exit status ")
    };
    private static final byte[][] IN_DUMP = {
        CREATED_BY, Text.of("exit status "), Text.of("runtime stack:"), Text.of("...")
    };

    @Override
    public int begin(byte[] bytes, int from, int to) {
        return Text.startsWithAny(bytes, from, to, PANICS) ? PANIC : goroutine(bytes, from, to);
    }

    @Override
    public int enter(boolean isLog, int empty, byte[] bytes, int from, int to) {
        return isLog ? goroutine(bytes, from, to) : NONE;
    }

    @Override
    public int next(int state, int empty, byte[] bytes, int from, int to) {
        if (goroutine(bytes, from, to) == DUMP) {
            return DUMP;
        }
        if (empty == 0 && Text.isIndented(bytes, from, to)) {
            return state;
        }
        if (state == PANIC && Text.startsWithAny(bytes, from, to, BEHIND_PANIC)) {
            return PANIC;
        }
        boolean isPart = Text.startsWithAny(bytes, from, to, IN_DUMP)
                || isFunction(bytes, from, to)
                || isRegister(bytes, from, to);
        return isPart ? DUMP : NONE;
    }

    @Override
    public int inMessage(int state) {
        return state == PANIC ? PANIC : NONE; // a goroutine follows for sure
    }

    @Override
    public String entering() {
        return "g";
    }

    /** As in {@code goroutine 18 [chan receive, 2 minutes]:}. */
    private static int goroutine(byte[] bytes, int from, int to) {
        if (!Text.startsWith(bytes, from, to, GOROUTINE)) {
            return NONE;
        }
        int number = from + GOROUTINE.length;
        int end = Text.skipDigits(bytes, number, to);
        int last = Text.trimEnd(bytes, from, to);
        boolean isHead = end > number && last > end && bytes[last - 1] == ':';
        return isHead && Text.indexOf(bytes, end, last, Text.of(" [")) >= 0 ? DUMP : NONE;
    }

    /** As in {@code net/http.(*conn).serve(0xc0000a4000, {0x6b, 0xc0})}: a name without blanks, and its arguments. */
    private static boolean isFunction(byte[] bytes, int from, int to) {
        int end = Text.trimEnd(bytes, from, to);
        if (end - from < 3 || bytes[end - 1] != ')') {
            return false;
        }
        int at = from;
        while (at < end && isPartOfFunction(bytes[at])) {
            at++;
        }
        return at > from && at < end && bytes[at] == '(' && !Text.isDigit(bytes[from]);
    }

    private static boolean isPartOfFunction(byte b) {
        return Text.isNamePart(b) || b == '-' || b == '~' || b == '%';
    }

    /** As in {@code rax    0xca}. */
    private static boolean isRegister(byte[] bytes, int from, int to) {
        int name = Text.nameEnd(bytes, from, to);
        int value = Text.skipBlanks(bytes, name, to);
        return name > from && name - from <= 6 && value > name && Text.startsWith(bytes, value, to, HEX);
    }
}
