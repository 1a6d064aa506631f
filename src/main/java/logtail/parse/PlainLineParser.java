package logtail.parse;

import java.time.ZoneId;
import logtail.event.Line;

/**
 * Parses a line of text as an app writes it: the message is the whole line. The members of a JSON object give time,
 * severity and names (see {@link JsonScanner}); other text may give a time (see {@link LineTime}) and a severity (see
 * {@link LevelScanner}), as if it had no colours. A line that logtail itself wrote as NDJSON is the event again (see
 * {@link OwnNdjson}). A byte order mark before the line is dropped. No line is malformed.
 */
public final class PlainLineParser implements LineParser {
    private static final int HEAD_BYTES = 512; // of a coloured line that are read

    private final JsonScanner json;
    private final OwnNdjson own = new OwnNdjson();
    private final LineTime times;
    private final byte[] head = new byte[HEAD_BYTES];
    private final boolean usesTextTimes;

    /** Uses the times of text, and the daemon's zone for those without one. */
    public PlainLineParser() {
        this(ZoneId.systemDefault(), true);
    }

    /**
     * Creates a parser.
     *
     * @param zone the zone of times without one
     * @param usesTextTimes whether the time that a text states is that of its line; JSON is always believed
     */
    public PlainLineParser(ZoneId zone, boolean usesTextTimes) {
        json = new JsonScanner(zone);
        times = new LineTime(zone);
        this.usesTextTimes = usesTextTimes;
    }

    @Override
    public void parse(byte[] bytes, int from, int to, long nowNs, Line line) {
        line.clear();
        int start = markEnd(bytes, from, to);
        line.message.set(bytes, start, to - start);
        int first = LineStart.of(bytes, start, to);
        if (first == to) {
            return;
        }
        if (bytes[first] == '{') {
            if (first == start && OwnNdjson.mayBeginAt(bytes, first, to) && own.read(bytes, first, to, line)) {
                return;
            }
            if (json.scan(bytes, first, to, line)) {
                return;
            }
        }
        line.codes = Line.codes(bytes, start, to);
        if (line.codes == Line.NO_CODES) {
            readText(bytes, first, to, nowNs, line);
        } else {
            int length = TerminalCodes.leaveOut(bytes, first, Math.min(to, first + HEAD_BYTES), head, 0);
            readText(head, 0, length, nowNs, line);
        }
    }

    private void readText(byte[] bytes, int from, int to, long nowNs, Line line) {
        if (from == to) {
            return;
        }
        int first = LevelHead.priEnd(bytes, from, to);
        int timeEnd = times.find(bytes, first, to, nowNs);
        line.textTimeNs = times.timeNs();
        line.timeNs = usesTextTimes ? times.timeNs() : Line.NO_TIME;
        line.severity = first > from
                ? LevelHead.level(bytes, from, to, from)
                : LevelScanner.level(bytes, from, to, timeEnd == LineTime.NONE ? from : timeEnd);
    }

    /** Where the byte order mark ends that the line may begin with. */
    private static int markEnd(byte[] bytes, int from, int to) {
        boolean isMark = to - from > 3
                && bytes[from] == (byte) 0xEF
                && bytes[from + 1] == (byte) 0xBB
                && bytes[from + 2] == (byte) 0xBF;
        return isMark ? from + 3 : from;
    }
}
