package logtail.cli.tail;

import java.time.ZoneId;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.event.Slice;
import logtail.parse.LineParser;
import logtail.parse.PlainLineParser;
import logtail.parse.SyslogParser;

/**
 * Parses a line of a file: a syslog message with PRI, the format of syslog files (time, host and tag, without PRI), a JSON
 * object, or other text. One thread.
 */
public final class LocalParser implements LineParser {
    private final LineParser plain;
    private final LineParser syslog;
    private final Line text = new Line();

    /** @param zone time zone of times without one */
    LocalParser(ZoneId zone) {
        plain = new PlainLineParser(zone, true);
        syslog = new SyslogParser(zone);
    }

    @Override
    public void parse(byte[] bytes, int from, int to, long nowNs, Line line) {
        syslog.parse(bytes, from, to, nowNs, line);
        boolean isWhole = (line.flags & Line.MALFORMED) == 0 && !line.app.isEmpty();
        if (isWhole && bytes[from] == '<') {
            return;
        }
        if (!isWhole || line.timeNs == Line.NO_TIME || line.host.isEmpty() || isLevel(line.host)) {
            plain.parse(bytes, from, to, nowNs, line);
            return;
        }
        int message = line.message.from();
        plain.parse(line.message.bytes(), message, message + line.message.length(), nowNs, text);
        line.severity = text.severity; // the file format has no level, but the text may
    }

    /** Whether the word after the time is a level, as many apps write it, and not a host. */
    private static boolean isLevel(Slice word) {
        return Severity.codeOf(word.bytes(), word.from(), word.from() + word.length()) != Severity.NONE;
    }
}
