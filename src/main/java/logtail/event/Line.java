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
        hasNamesAsSent = false;
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
        copy.timeNs = timeNs;
        copy.textTimeNs = textTimeNs;
        copy.codes = codes;
        copy.isComplete = isComplete;
        copy.severity = severity;
        copy.facility = facility;
        copy.flags = flags;
        copy.wireBytes = wireBytes;
        copy.hasNamesAsSent = hasNamesAsSent;
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
