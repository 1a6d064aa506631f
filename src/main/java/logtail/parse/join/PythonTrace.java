package logtail.parse.join;

/**
 * Python: {@code Traceback}, its indented lines, the error that ends it, chains of them with empty lines between, groups, and
 * the lines that stand before a traceback of a thread or task.
 */
final class PythonTrace implements TraceShape {
    private static final int FRAMES = 1;
    private static final int DONE = 2; // the error was named
    private static final int CHAIN = 3; // another traceback was announced
    private static final int GROUP = 4;
    private static final int ANNOUNCED = 5; // the line before a traceback
    private static final int STACK = 6; // frames alone, without an error
    private static final int WARNED = 7; // a warning, whose source line follows
    private static final int FATAL = 8; // the interpreter has crashed

    private static final byte[] TRACEBACK = Text.of("Traceback (most recent call last):");
    private static final byte[] GROUP_TRACEBACK = Text.of("+ Exception Group Traceback (most recent call last):");
    private static final byte[] FILE = Text.of("  File \"");
    private static final byte[] STACK_HEAD = Text.of("Stack (most recent call last):");
    private static final byte[] WARNING = Text.of("Warning: ");
    private static final byte[] FATAL_ERROR = Text.of("Fatal Python error: ");
    private static final byte[][] IN_FATAL = {
        Text.of("Current thread 0x"),
        Text.of("Thread 0x"),
        Text.of("Python runtime state: "),
        Text.of("Extension modules: "),
        Text.of("<no Python frame>")
    };
    private static final byte[] BLANK = Text.of(" ");
    private static final byte[] GROUP_RULE = Text.of("----------------");
    private static final byte[] FUTURE = Text.of("future: <");
    private static final byte[][] ANNOUNCEMENTS = {Text.of("Exception in thread "), Text.of("Exception ignored in")};
    private static final byte[][] CHAINS = {
        Text.of("During handling of the above exception, another exception occurred:"),
        Text.of("The above exception was the direct cause of the following exception:")
    };

    @Override
    public int begin(byte[] bytes, int from, int to) {
        int traceback = traceback(bytes, from, to);
        if (traceback != NONE) {
            return traceback;
        }
        if (Text.startsWith(bytes, from, to, FILE)) {
            return FRAMES; // of a file that cannot be compiled
        }
        if (Text.startsWith(bytes, from, to, FATAL_ERROR)) {
            return FATAL;
        }
        if (isWarning(bytes, from, to)) {
            return WARNED;
        }
        return Text.startsWithAny(bytes, from, to, ANNOUNCEMENTS) ? ANNOUNCED : NONE;
    }

    @Override
    public int enter(boolean isLog, int empty, byte[] bytes, int from, int to) {
        if (Text.startsWith(bytes, from, to, FUTURE)) {
            return ANNOUNCED;
        }
        if (chain(bytes, from, to) == CHAIN) {
            return CHAIN; // behind an error that has no frames, or a message of several lines
        }
        return isLog ? traceback(bytes, from, to) : NONE;
    }

    @Override
    public int next(int state, int empty, byte[] bytes, int from, int to) {
        boolean isInside = empty == 0 && Text.isIndented(bytes, from, to);
        return switch (state) {
            case FRAMES -> isInside ? FRAMES : empty == 0 && isError(bytes, from, to) ? DONE : NONE;
            case GROUP -> isInside ? inGroup(bytes, from, to) : chain(bytes, from, to);
            case STACK -> isInside ? STACK : NONE;
            case WARNED -> isInside ? DONE : NONE;
            case FATAL ->
                Text.isIndented(bytes, from, to) || Text.startsWithAny(bytes, from, to, IN_FATAL) ? FATAL : NONE;
            case DONE -> {
                int text = Text.skipBlanks(bytes, from, to);
                boolean isNext =
                        Text.startsWith(bytes, text, to, GROUP_TRACEBACK) || Text.startsWith(bytes, from, to, FILE);
                yield isInside && !isNext ? inGroup(bytes, from, to) : chain(bytes, from, to);
            }
            case ANNOUNCED ->
                Text.startsWith(bytes, from, to, FUTURE) ? ANNOUNCED : empty == 0 ? traceback(bytes, from, to) : NONE;
            default -> traceback(bytes, from, to);
        };
    }

    @Override
    public int inMessage(int state) {
        return state == GROUP ? GROUP : NONE; // the rule that ends the group follows for sure
    }

    @Override
    public String entering() {
        return "DSTf";
    }

    /** Behind a line of a group, or one that is indented like those: the rule with a number begins an error, that without ends them. */
    private static int inGroup(byte[] bytes, int from, int to) {
        int text = Text.skipBlanks(bytes, from, to);
        int end = Text.trimEnd(bytes, from, to);
        if (text == end || (bytes[text] != '+' && bytes[text] != '|')) {
            return DONE;
        }
        boolean isEnd = bytes[text] == '+'
                && Text.indexOf(bytes, text, end, GROUP_RULE) >= 0
                && Text.indexOf(bytes, text, end, BLANK) < 0;
        return isEnd ? DONE : GROUP;
    }

    /** As in {@code /srv/shop.py:7: DeprecationWarning: x}. */
    private static boolean isWarning(byte[] bytes, int from, int to) {
        int warning = Text.indexOf(bytes, from, to, WARNING);
        int name = warning;
        while (name > from && Text.isNamePart(bytes[name - 1])) {
            name--;
        }
        return name > from + 3
                && bytes[name - 1] == ' '
                && bytes[name - 2] == ':'
                && Text.isDigit(bytes[name - 3])
                && !Text.isIndented(bytes, from, to);
    }

    private static int traceback(byte[] bytes, int from, int to) {
        if (Text.startsWith(bytes, from, to, TRACEBACK)) {
            return FRAMES;
        }
        if (Text.startsWith(bytes, from, to, STACK_HEAD)) {
            return STACK;
        }
        int text = Text.skipBlanks(bytes, from, to);
        return text > from && Text.startsWith(bytes, text, to, GROUP_TRACEBACK) ? GROUP : NONE;
    }

    private static int chain(byte[] bytes, int from, int to) {
        return Text.startsWithAny(bytes, from, to, CHAINS) ? CHAIN : NONE;
    }

    /** A name, and a colon or nothing behind it. */
    private static boolean isError(byte[] bytes, int from, int to) {
        int end = Text.nameEnd(bytes, from, to);
        int last = Text.trimEnd(bytes, from, to);
        return end > from && !Text.isDigit(bytes[from]) && (end >= last || bytes[end] == ':');
    }
}
