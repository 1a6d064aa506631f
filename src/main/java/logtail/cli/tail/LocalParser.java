package logtail.cli.tail;

import java.time.ZoneId;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.event.Slice;
import logtail.parse.LineParser;
import logtail.parse.PlainLineParser;
import logtail.parse.SyslogParser;

/**
 * Understands a line of a file: a syslog message with its PRI, what syslog daemons write into files (time, host, tag, and
 * no PRI), a JSON object, or any other text. One thread.
 */
public final class LocalParser implements LineParser {
    private final LineParser plain = new PlainLineParser();
    private final LineParser syslog;
    private final Line text = new Line();

    /** @param zone of the times that tell none */
    LocalParser(ZoneId zone) {
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
        line.severity = text.severity; // the file does not tell it, the text may
    }

    /** Whether this is no host but the level that many apps write behind their time. */
    private static boolean isLevel(Slice word) {
        return Severity.codeOf(word.bytes(), word.from(), word.from() + word.length()) != Severity.NONE;
    }
}
