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

    private static final byte[] TRACEBACK = Text.of("Traceback (most recent call last):");
    private static final byte[] GROUP_TRACEBACK = Text.of("+ Exception Group Traceback (most recent call last):");
    private static final byte[] FILE = Text.of("  File \"");
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
        return Text.startsWithAny(bytes, from, to, ANNOUNCEMENTS) ? ANNOUNCED : NONE;
    }

    @Override
    public int enter(boolean isLog, int empty, byte[] bytes, int from, int to) {
        if (!isLog) {
            return NONE;
        }
        return Text.startsWith(bytes, from, to, FUTURE) ? ANNOUNCED : traceback(bytes, from, to);
    }

    @Override
    public int next(int state, int empty, byte[] bytes, int from, int to) {
        boolean isInside = empty == 0 && Text.isIndented(bytes, from, to);
        return switch (state) {
            case FRAMES -> isInside ? FRAMES : empty == 0 && isError(bytes, from, to) ? DONE : NONE;
            case GROUP -> isInside ? GROUP : chain(bytes, from, to);
            case DONE -> {
                int text = Text.skipBlanks(bytes, from, to);
                boolean isNext =
                        Text.startsWith(bytes, text, to, GROUP_TRACEBACK) || Text.startsWith(bytes, from, to, FILE);
                yield isInside && !isNext ? DONE : chain(bytes, from, to);
            }
            case ANNOUNCED ->
                Text.startsWith(bytes, from, to, FUTURE) ? ANNOUNCED : empty == 0 ? traceback(bytes, from, to) : NONE;
            default -> traceback(bytes, from, to);
        };
    }

    @Override
    public String entering() {
        return "Tf";
    }

    private static int traceback(byte[] bytes, int from, int to) {
        if (Text.startsWith(bytes, from, to, TRACEBACK)) {
            return FRAMES;
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
