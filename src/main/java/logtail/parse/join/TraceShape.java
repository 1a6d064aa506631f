package logtail.parse.join;

/**
 * What the stack traces of one language look like, as a state machine over lines. States are 1 to {@value #MAX_STATE}; {@link #NONE}
 * where there is no trace. Pure; one instance serves all.
 */
interface TraceShape {
    /** No trace, or no part of it. */
    int NONE = 0;

    int MAX_STATE = 0x7F;

    /** The state that the first line of an event begins, or {@link #NONE}. */
    int begin(byte[] bytes, int from, int to);

    /**
     * The state of a line that continues one which is no trace yet, or {@link #NONE}.
     *
     * @param isLog whether that is the only line so far and a logger's: it states a time or a level, which is warn or worse unless
     *     {@link #mayFollowAnyLevel}
     * @param empty how many empty lines stand between
     */
    int enter(boolean isLog, int empty, byte[] bytes, int from, int to);

    /** The state of a line that continues a trace, or {@link #NONE} when it is no part of it. */
    int next(int state, int empty, byte[] bytes, int from, int to);

    /**
     * The state of a further line of an error's message, which may read like anything but a logger's line, or {@link #NONE} where no
     * message is known to go on. Asked when no shape knows the line.
     */
    default int inMessage(int state) {
        return NONE;
    }

    /**
     * Whether an error below a logger's line of info or debug is that line's. Not so in languages that print an error which nobody
     * caught with no word before it: it is no part of what somebody logged just then.
     */
    default boolean mayFollowAnyLevel() {
        return false;
    }

    /** The bytes with which lines begin that {@link #enter} may take, beside white space. */
    String entering();
}
