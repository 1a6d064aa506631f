package logtail.parse.join;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which lines belong to the one before: the traces of some languages, indented lines, what follows a line that matches, and
 * the pieces that a container runtime made of a line. All shapes are tried side by side, each with a state of its own, as the first
 * line does not tell the language. Immutable; any thread.
 */
public final class JoinRules {
    /** No lines are joined. */
    public static final JoinRules NONE = new JoinRules("off", List.of(), null, false, false);

    /** What {@link #parse} takes, for messages. */
    public static final String ACCEPTED =
            "off or a list of java, python, go, ruby, node, dotnet, indent, docker, cri and, last, "
                    + "start=RE, an expression of RE2 of at most " + StartTest.MAX_CHARS
                    + " characters that the first line of an event matches";

    /** {@link #next} of a line that begins an event. */
    public static final long START = -1;

    private static final long IS_LOG = 1L << 56;
    private static final long IS_CALM = 1L << 57; // it states a level, notice or less
    private static final long OF_FIRST_LINE = IS_LOG | IS_CALM;
    private static final int STATE_BITS = 8;
    private static final String DOCKER = "docker";
    private static final String CRI = "cri";
    private static final String START_PREFIX = "start=";
    private static final Map<String, TraceShape> SHAPES = shapes();

    private final String text;
    private final TraceShape[] shapes;
    private final boolean[] entering =
            new boolean[256]; // what a line may begin with that continues one without a trace
    private final @Nullable StartTest start;
    private final boolean takesIndented;
    private final boolean joinsDocker;
    private final boolean readsCri;

    private JoinRules(
            String text, List<TraceShape> shapes, @Nullable StartTest start, boolean joinsDocker, boolean readsCri) {
        this.text = text;
        this.shapes = shapes.toArray(TraceShape[]::new);
        this.start = start;
        takesIndented = shapes.stream().anyMatch(IndentedLines.class::isInstance);
        this.joinsDocker = joinsDocker;
        this.readsCri = readsCri;
        for (TraceShape shape : shapes) {
            shape.entering().chars().forEach(c -> entering[c] = true);
            entering[' '] = true;
            entering['\t'] = true;
        }
    }

    /** Reads a list such as {@code java,python,start=^\d}; empty when it is not as {@link #ACCEPTED} says. */
    public static Optional<JoinRules> parse(String list) {
        if (list.equals(NONE.text)) {
            return Optional.of(NONE);
        }
        var shapes = new ArrayList<TraceShape>();
        boolean joinsDocker = false;
        boolean readsCri = false;
        StartTest start = null;
        for (String rest = list; !rest.isEmpty(); ) {
            boolean isStart = rest.startsWith(START_PREFIX);
            int comma = isStart ? -1 : rest.indexOf(',');
            String name = (comma < 0 ? rest : rest.substring(0, comma)).strip();
            rest = comma < 0 ? "" : rest.substring(comma + 1).strip();
            TraceShape shape = SHAPES.get(name);
            if (shape != null && !shapes.contains(shape)) {
                shapes.add(shape);
            } else if (isStart) {
                Optional<StartTest> test = StartTest.of(name.substring(START_PREFIX.length()));
                if (test.isEmpty()) {
                    return Optional.empty();
                }
                start = test.get();
            } else if (name.equals(DOCKER)) {
                joinsDocker = true;
            } else if (name.equals(CRI)) {
                readsCri = true;
            } else if (shape == null) {
                return Optional.empty();
            }
        }
        boolean isEmpty = shapes.isEmpty() && start == null && !joinsDocker && !readsCri;
        return isEmpty ? Optional.empty() : Optional.of(new JoinRules(list, shapes, start, joinsDocker, readsCri));
    }

    private static Map<String, TraceShape> shapes() {
        var shapes = new LinkedHashMap<String, TraceShape>();
        shapes.put("java", new JavaTrace());
        shapes.put("python", new PythonTrace());
        shapes.put("go", new GoTrace());
        shapes.put("ruby", new RubyTrace());
        shapes.put("node", new NodeTrace());
        shapes.put("dotnet", new DotnetTrace());
        shapes.put("indent", new IndentedLines());
        return shapes;
    }

    /** Whether nothing is joined. */
    public boolean isOff() {
        return this == NONE;
    }

    /** Whether lines of container runtimes (CRI) are read as such. */
    public boolean readsCri() {
        return readsCri;
    }

    /** Whether whole lines are joined, rather than pieces alone. */
    boolean joinsLines() {
        return start != null || shapes.length > 0;
    }

    /** Whether a line of as many bytes as Docker's limit goes on in the next one. */
    boolean joinsDocker() {
        return joinsDocker;
    }

    /**
     * The state behind the first line of an event.
     *
     * @param isLog whether it is a logger's: it states a level or a time
     * @param isCalm whether the level that it states is notice, info or debug
     */
    public long begin(byte[] bytes, int from, int to, boolean isLog, boolean isCalm) {
        long state = (isLog ? IS_LOG : 0) | (isCalm ? IS_CALM : 0);
        for (int i = 0; i < shapes.length; i++) {
            state |= (long) shapes[i].begin(bytes, from, to) << (i * STATE_BITS);
        }
        return state;
    }

    /**
     * The state behind one more line, or {@link #START} when it begins another event.
     *
     * @param empty how many empty lines stand before it
     */
    public long next(long state, int empty, byte[] bytes, int from, int to) {
        if (start != null) {
            return start.matches(bytes, from, to) ? START : state;
        }
        if (!isTrace(state) && !mayFollow(from < to ? bytes[from] : 0)) {
            return START;
        }
        long next = 0;
        for (int i = 0; i < shapes.length; i++) {
            TraceShape shape = shapes[i];
            int own = own(state, i);
            int after = own == TraceShape.NONE
                    ? shape.enter(isBelowLog(state, shape), empty, bytes, from, to)
                    : shape.next(own, empty, bytes, from, to);
            next |= (long) after << (i * STATE_BITS);
        }
        return next == 0 ? START : next;
    }

    /** The state behind a line that {@link #next} does not know and that no logger wrote, or {@link #START} when no message goes on. */
    public long inMessage(long state) {
        if (start != null) {
            return START;
        }
        long next = 0;
        for (int i = 0; i < shapes.length; i++) {
            next |= (long) shapes[i].inMessage(own(state, i)) << (i * STATE_BITS);
        }
        return next == 0 ? START : next;
    }

    private static int own(long state, int shape) {
        return (int) (state >>> (shape * STATE_BITS)) & TraceShape.MAX_STATE;
    }

    private static boolean isBelowLog(long state, TraceShape shape) {
        return (state & IS_LOG) != 0 && ((state & IS_CALM) == 0 || shape.mayFollowAnyLevel());
    }

    /** Whether the event is a trace so far, so that lines of any kind may be part of it. */
    public static boolean isTrace(long state) {
        return (state & ~OF_FIRST_LINE) != 0;
    }

    /** Whether an empty line between two is part of the event, if it goes on. */
    boolean takesEmpty(long state) {
        return start != null || isTrace(state);
    }

    /** Whether a line that begins so may continue one that is no trace; cheap, and never wrongly false. */
    boolean mayFollow(byte first) {
        return start != null || entering[first & 0xFF];
    }

    /** Whether a JSON object may be continued. */
    boolean mayFollowJson() {
        return start != null || takesIndented;
    }

    /** The list that it was read from. */
    @Override
    public String toString() {
        return text;
    }
}
