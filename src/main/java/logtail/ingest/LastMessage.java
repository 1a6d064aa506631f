package logtail.ingest;

import logtail.event.Line;
import logtail.event.Severity;
import logtail.event.Slice;

/**
 * The names, level and time of the last message with a header on one connection, for lines behind it that have none: a message of
 * several lines whose sender does not count octets, such as a stack trace. Refers to the bytes of that message until
 * {@link #keep} copies them. Belongs to one connection.
 */
final class LastMessage {
    private static final int MAX_NAME_BYTES = 512; // more than is stored of any

    private final Slice app = new Slice();
    private final Slice process = new Slice();
    private final Slice host = new Slice();
    private int severity = Severity.NONE;
    private int facility = Line.NO_FACILITY;
    private long timeNs = Line.NO_TIME;
    private boolean isKnown;
    private boolean isKept = true;
    private byte[] kept = {};

    boolean isKnown() {
        return isKnown;
    }

    void note(Line line) {
        app.set(line.app);
        process.set(line.process);
        host.set(line.host);
        severity = line.severity;
        facility = line.facility;
        timeNs = line.timeNs;
        isKnown = true;
        isKept = false;
    }

    void forget() {
        isKnown = false;
        isKept = true;
    }

    /** Copies the names, as the bytes that they are in are about to be given away. */
    void keep() {
        if (isKept) {
            return;
        }
        int length = length(app) + length(process) + length(host);
        byte[] target = length > kept.length ? new byte[length] : kept;
        int at = keep(app, target, 0);
        at = keep(process, target, at);
        keep(host, target, at);
        kept = target;
        isKept = true;
    }

    /** Makes {@code line}, which has no header, go on with this message. */
    void continueIn(Line line) {
        line.app.set(app);
        line.process.set(process);
        line.host.set(host);
        line.severity = severity;
        line.facility = facility;
        line.timeNs = timeNs;
        line.flags = Line.CONTINUED;
    }

    private static int keep(Slice name, byte[] target, int at) {
        int length = length(name);
        System.arraycopy(name.bytes(), name.from(), target, at, length);
        name.set(target, at, length);
        return at + length;
    }

    private static int length(Slice name) {
        return Math.min(name.length(), MAX_NAME_BYTES);
    }
}
