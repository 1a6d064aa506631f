package logtail.parse.join;

/** How far the event of one stream of lines has come, for those who only want to know where events begin. One thread. */
public final class StreamState {
    private final JoinRules rules;
    private long state = JoinRules.START; // no line yet
    private int empty;
    private boolean isUnfinished;

    public StreamState(JoinRules rules) {
        this.rules = rules;
    }

    /**
     * Takes the next line, {@code bytes[from, to)}.
     *
     * @param isPart whether the next line goes on in its middle
     * @return whether it begins an event; an empty line begins none
     */
    public boolean isStart(byte[] bytes, int from, int to, boolean isPart) {
        boolean wasUnfinished = isUnfinished;
        isUnfinished = isPart || (rules.joinsDocker() && to - from == Joiner.DOCKER_BYTES);
        if (wasUnfinished) {
            return false;
        }
        if (from == to) {
            empty++;
            return false;
        }
        long next = next(bytes, from, to);
        boolean isStart = next == JoinRules.START;
        state = isStart ? rules.begin(bytes, from, to, true, false) : next; // any line may be that of a logger
        empty = 0;
        return isStart;
    }

    private long next(byte[] bytes, int from, int to) {
        if (state == JoinRules.START) {
            return JoinRules.START;
        }
        long next = rules.next(state, empty, bytes, from, to);
        return next == JoinRules.START ? rules.inMessage(state) : next; // no logger may have written it
    }

    /** Whether a line of another kind may still belong to the event. */
    public boolean isOpen() {
        return isUnfinished || (state != JoinRules.START && JoinRules.isTrace(state));
    }

    public void forget() {
        state = JoinRules.START;
        empty = 0;
        isUnfinished = false;
    }
}
