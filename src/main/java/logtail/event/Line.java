package logtail.event;

/**
 * One parsed line, as slices of the buffer it was read into. A parser fills it, the {@link BlockEncoder} copies it into
 * a block, and the next line reuses it, so nothing is allocated per line. Its names are as sent; the encoder makes
 * them fit (see {@link Names}).
 */
public final class Line {
    /** {@link #timeNs} of a line without a time: the time of receipt is used instead. */
    public static final long NO_TIME = Long.MIN_VALUE;
    /** {@link #facility} of a line without one. */
    public static final int NO_FACILITY = 255;
    /** The message was longer than the limit and was cut. */
    public static final int TRUNCATED = 1;
    /** The line could not be parsed: the message is the whole line. */
    public static final int MALFORMED = 2;
    /** The line continues the one before. */
    public static final int CONTINUED = 4;
    /** Names were cut or changed to be stored; attributes {@code meta.app} and the like hold them as sent. */
    public static final int RENAMED = 8;

    /** {@link #codes} of a message that nobody has looked through. */
    public static final int MAY_HAVE_CODES = 0;
    /** {@link #codes} of a message without the byte ESC. */
    public static final int NO_CODES = 1;
    /** {@link #codes} of a message with the byte ESC, with which colours and other terminal codes begin. */
    public static final int HAS_CODES = 2;

    /** {@link #stream} of a line whose protocol has none. */
    public static final int NO_STREAM = 0;

    public static final int STDOUT = 1;
    public static final int STDERR = 2;

    private static final int COPY_OBJECTS_BYTES = 512; // the line, its slices and their arrays

    public final Slice app = new Slice();
    public final Slice process = new Slice();
    public final Slice host = new Slice();
    public final Slice msgId = new Slice();
    public final Slice message = new Slice();
    public final Attributes attributes;

    /** The token that its sender put into it, which is no part of the event and never copied. */
    public final Slice token = new Slice();

    /** The sender's time in nanoseconds since the Unix epoch, or {@link #NO_TIME}. */
    public long timeNs = NO_TIME;
    /** The time that its text states, for whoever wants to use it instead of none, or {@link #NO_TIME}. */
    public long textTimeNs = NO_TIME;
    /** {@link #MAY_HAVE_CODES}, {@link #NO_CODES} or {@link #HAS_CODES}. */
    public int codes;
    /** Whether it was an event before, so that nothing is missing that its sender's address could tell. */
    public boolean isComplete;
    /** 0 to 7, or {@link Severity#NONE} when the sender gave none. */
    public int severity = Severity.NONE;
    /** 0 to 23, or {@link #NO_FACILITY}. */
    public int facility = NO_FACILITY;
    /** Any of {@link #TRUNCATED}, {@link #MALFORMED}, {@link #CONTINUED}, {@link #RENAMED}. */
    public int flags;
    /** Its length on the wire in bytes, without its delimiter. */
    public int wireBytes;
    /** How many lines it was joined from. */
    public int lines = 1;
    /** When the first of its lines was received, if it was held back since, or {@link #NO_TIME}. */
    public long heldSinceNs = NO_TIME;
    /** Which stream of its process it comes from: {@link #STDOUT}, {@link #STDERR} or {@link #NO_STREAM}. */
    public int stream;
    /** Whether somebody has cut it, and the next line of the same source goes on right where it ends. */
    public boolean isUnfinished;

    boolean hasNamesAsSent; // among its attributes, as they are not stored so

    public Line() {
        this(new Attributes());
    }

    private Line(Attributes attributes) {
        this.attributes = attributes;
    }

    public void clear() {
        app.clear();
        process.clear();
        host.clear();
        msgId.clear();
        message.clear();
        attributes.clear();
        token.clear();
        timeNs = NO_TIME;
        textTimeNs = NO_TIME;
        codes = MAY_HAVE_CODES;
        isComplete = false;
        severity = Severity.NONE;
        facility = NO_FACILITY;
        flags = 0;
        wireBytes = 0;
        lines = 1;
        heldSinceNs = NO_TIME;
        stream = NO_STREAM;
        isUnfinished = false;
        hasNamesAsSent = false;
    }

    /** Makes this line the same as {@code other}, whose bytes it refers to; its attributes are copied. */
    public void set(Line other) {
        app.set(other.app);
        process.set(other.process);
        host.set(other.host);
        msgId.set(other.msgId);
        message.set(other.message);
        token.set(other.token);
        attributes.set(other.attributes);
        setNumbers(other);
    }

    private void setNumbers(Line other) {
        timeNs = other.timeNs;
        textTimeNs = other.textTimeNs;
        codes = other.codes;
        isComplete = other.isComplete;
        severity = other.severity;
        facility = other.facility;
        flags = other.flags;
        wireBytes = other.wireBytes;
        lines = other.lines;
        heldSinceNs = other.heldSinceNs;
        stream = other.stream;
        isUnfinished = other.isUnfinished;
        hasNamesAsSent = other.hasNamesAsSent;
    }

    /** What {@link #codes} is of the message {@code bytes[from, to)}. */
    public static int codes(byte[] bytes, int from, int to) {
        return ControlCodes.areIn(bytes, from, to) ? HAS_CODES : NO_CODES;
    }

    /** A copy with bytes of its own, which outlives the buffer. */
    public Line copy() {
        var copy = new Line(attributes.copy());
        copy.app.setCopy(app);
        copy.process.setCopy(process);
        copy.host.setCopy(host);
        copy.msgId.setCopy(msgId);
        copy.message.setCopy(message);
        copy.setNumbers(this);
        return copy;
    }

    /** About how much memory a {@link #copy} takes, in bytes. */
    public int copyBytes() {
        return COPY_OBJECTS_BYTES
                + app.length()
                + process.length()
                + host.length()
                + msgId.length()
                + message.length()
                + attributes.length();
    }
}
