package logtail.parse;

import java.time.ZoneId;
import logtail.event.Line;
import logtail.event.Severity;

/**
 * Parses one syslog message: as RFC 5424 when {@code 1 SP} follows the PRI, else as RFC 3164 with its variations, else
 * as {@link Line#MALFORMED}. APP-NAME or tag becomes the app, PROCID or {@code [pid]} the process, HOSTNAME the host. A
 * missing PRI defaults to 13 (user, notice). Not part of the message: one LF, CR LF or NUL at the end, a BOM before the
 * text of RFC 5424, an octet count that a sender put into a datagram, the token of a sender ({@link SentToken}).
 */
public final class SyslogParser implements LineParser {
    private static final int MAX_PRI = 191;
    private static final int PRI_DIGITS = 3;
    private static final int DEFAULT_FACILITY = 1;

    private final Rfc5424Parser rfc5424;
    private final Rfc3164Parser rfc3164;

    /** @param zone the zone of times without one, such as those of RFC 3164 */
    public SyslogParser(ZoneId zone) {
        var local = new LocalZone(zone);
        rfc5424 = new Rfc5424Parser(new IsoTime(local));
        rfc3164 = new Rfc3164Parser(new HeaderTime(local));
    }

    @Override
    public void parse(byte[] bytes, int from, int to, long nowNs, Line line) {
        line.clear();
        int end = trimEnd(bytes, from, to);
        int start = skipCount(bytes, from, end);
        int at = readPri(bytes, start, end, line);
        boolean hasPri = at > start;
        if (at >= 0 && end - at >= 2 && bytes[at] == '1' && bytes[at + 1] == ' ') {
            if (!hasPri || !HeaderTime.isEpoch(bytes, at + 2, end)) {
                parseVersion1(bytes, start, at, end, line);
                maskToken(bytes, start, end, line);
                return;
            }
            SentToken.mask(bytes, start, end);
            if (!rfc3164.parse(bytes, at + 2, end, true, nowNs, line)) { // Meraki
                keepWhole(bytes, start, end, line);
            }
        } else {
            SentToken.mask(bytes, start, end);
            if (at < 0 || !rfc3164.parse(bytes, at, end, hasPri, nowNs, line)) {
                keepWhole(bytes, start, end, line);
            }
        }
    }

    /**
     * A token that stands where none belongs is kept from the event: in a broken header or broken structured data, or in a text, as
     * when a relay sends a whole message as that of its own.
     */
    private static void maskToken(byte[] bytes, int from, int to, Line line) {
        boolean isRead = (line.flags & Line.MALFORMED) == 0 && !line.token.isEmpty();
        SentToken.mask(bytes, isRead ? line.message.from() : from, to);
    }

    private void parseVersion1(byte[] bytes, int start, int version, int end, Line line) {
        boolean isParsed = rfc5424.parse(bytes, version + 2, end, line);
        boolean isMeant = version > start || line.timeNs != Line.NO_TIME; // "1 of 2 done" is no header
        if (!isParsed || !isMeant) {
            keepWhole(bytes, start, end, line);
        }
    }

    private static void keepWhole(byte[] bytes, int from, int to, Line line) {
        int severity = line.severity;
        int facility = line.facility;
        line.clear();
        line.severity = severity;
        line.facility = facility;
        line.flags = Line.MALFORMED;
        line.message.set(bytes, from, to - from);
    }

    /** Returns the position after {@code <PRI>}, {@code from} when there is none, -1 when it is broken. */
    private static int readPri(byte[] bytes, int from, int to, Line line) {
        if (from == to || bytes[from] != '<') {
            line.facility = DEFAULT_FACILITY;
            line.severity = Severity.NOTICE.code();
            return from;
        }
        int at = from + 1;
        int pri = 0;
        int limit = Math.min(to, at + PRI_DIGITS);
        while (at < limit && Digits.isDigit(bytes[at])) {
            pri = pri * 10 + bytes[at++] - '0';
        }
        if (at == from + 1 || at == to || bytes[at] != '>' || pri > MAX_PRI) {
            return -1;
        }
        line.facility = pri >>> 3;
        line.severity = pri & 7;
        return at + 1;
    }

    private static int trimEnd(byte[] bytes, int from, int to) {
        int end = to;
        if (end > from && bytes[end - 1] == 0) {
            end--;
        }
        if (end > from && bytes[end - 1] == '\n') {
            end--;
            if (end > from && bytes[end - 1] == '\r') {
                end--;
            }
        }
        return end;
    }

    /**
     * Skips the octet count that {@code logger -d --octet-count} puts into a datagram, if it counts exactly the rest.
     */
    private static int skipCount(byte[] bytes, int from, int to) {
        int body = OctetCount.bodyFrom(bytes, from, to);
        return body > 0 && OctetCount.value(bytes, from, body) == to - body ? body : from;
    }
}
