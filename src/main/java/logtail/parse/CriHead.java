package logtail.parse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.event.Line;
import logtail.event.Severity;

/**
 * The head of a line as container runtimes write it (Kubernetes CRI): {@code TIME stdout|stderr P|F[:…] TEXT}, single spaces, the text
 * possibly empty. P says that the text goes on in the next line of the same stream. One thread.
 */
public final class CriHead {
    private static final byte[] STREAM_NAME = "stream".getBytes(US_ASCII);
    private static final byte[] STDOUT = " stdout ".getBytes(US_ASCII);
    private static final byte[] STDERR = " stderr ".getBytes(US_ASCII);
    private static final int LEAST_TIME_BYTES = 20; // 2016-10-06T00:17:09Z
    private static final int MOST_TIME_BYTES = 35;

    private byte[] bytes = {};
    private int name; // where that of the stream begins
    private int text;
    private int to;
    private boolean isStderr;
    private boolean isPart;

    /** Whether {@code bytes[from, to)} has such a head, which {@link #open} then uses. */
    public boolean read(byte[] bytes, int from, int to) {
        if (to - from < LEAST_TIME_BYTES || bytes[from + 4] != '-' || bytes[from + 10] != 'T') {
            return false;
        }
        int timeEnd = ByteScan.indexOf(bytes, from, Math.min(to, from + MOST_TIME_BYTES + 1), (byte) ' ');
        if (timeEnd < from + LEAST_TIME_BYTES) {
            return false;
        }
        isStderr = Words.startsWith(bytes, timeEnd, to, STDERR);
        int tag = timeEnd + STDOUT.length;
        if ((!isStderr && !Words.startsWith(bytes, timeEnd, to, STDOUT)) || tag >= to) {
            return false;
        }
        isPart = bytes[tag] == 'P';
        int tagEnd = Words.end(bytes, tag, to);
        boolean isTag = (isPart || bytes[tag] == 'F') && (tagEnd == tag + 1 || bytes[tag + 1] == ':');
        this.bytes = bytes;
        this.to = to;
        name = timeEnd + 1;
        text = Math.min(to, tagEnd + 1);
        return isTag;
    }

    /** Where the text begins. */
    public int textFrom() {
        return text;
    }

    /** {@link Line#STDOUT} or {@link Line#STDERR}. */
    public int stream() {
        return isStderr ? Line.STDERR : Line.STDOUT;
    }

    /** Whether the text goes on in the next line of its stream. */
    public boolean isPart() {
        return isPart;
    }

    /**
     * Makes {@code line}, which {@code parser} has made of the whole, that of its text. A time or level that the text states is
     * stronger; what stderr says without a level is an error.
     */
    public void open(LineParser parser, long nowNs, Line line) {
        long timeNs = line.timeNs;
        long textTimeNs = line.textTimeNs;
        parser.parse(bytes, text, to, nowNs, line);
        if (line.timeNs == Line.NO_TIME) {
            line.timeNs = timeNs;
        }
        if (line.textTimeNs == Line.NO_TIME) {
            line.textTimeNs = textTimeNs;
        }
        if (line.severity == Severity.NONE && isStderr) {
            line.severity = Severity.ERROR.code();
        }
        line.attributes.begin(STREAM_NAME, 0, 0, 0, STREAM_NAME.length);
        line.attributes.append(bytes, name, name + STDOUT.length - 2);
        line.attributes.end();
        line.stream = stream();
        line.isUnfinished = isPart;
    }
}
