package logtail.parse;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Arrays;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.event.Slice;

/**
 * Scans one JSON object in place for the members that set an event's fields; of each kind the first valid one counts:
 *
 * <ul>
 *   <li>{@code time}, {@code timestamp}, {@code ts}, {@code @timestamp}: RFC 3339, or a number since the epoch;
 *   <li>{@code level}, {@code severity}, {@code lvl}, {@code log.level}: a name in any usual spelling, 0 to 7 as in
 *       syslog, or 10 to 60 as in pino and bunyan;
 *   <li>{@code app}, {@code process}, {@code host} or {@code hostname}: a string without escapes.
 * </ul>
 *
 * Members of nested values do not count. Checks the structure (RFC 8259), but neither the UTF-8 nor escapes; numbers
 * may have leading zeros, strings may hold control characters; deeper nesting than {@value JsonSkip#MAX_DEPTH} counts
 * as ill-formed.
 */
final class JsonScanner {
    private static final int ILL_FORMED = JsonSkip.ILL_FORMED;
    private static final byte[][] TIME = names("time", "timestamp", "ts", "@timestamp");
    private static final byte[][] LEVEL = names("level", "severity", "lvl", "log.level");
    private static final byte[][] APP = names("app");
    private static final byte[][] PROCESS = names("process");
    private static final byte[][] HOST = names("host", "hostname");

    private final IsoTime isoTime = new IsoTime(new LocalZone(ZoneOffset.UTC));
    private final JsonSkip skip = new JsonSkip();
    private final Slice app = new Slice();
    private final Slice process = new Slice();
    private final Slice host = new Slice();
    private long timeNs;
    private int severity;

    /**
     * Sets the fields of {@code line} from the object {@code bytes[from, to)}; false, with nothing set, when it is no
     * JSON object.
     */
    boolean scan(byte[] bytes, int from, int to, Line line) {
        app.clear();
        process.clear();
        host.clear();
        timeNs = Line.NO_TIME;
        severity = Severity.NONE;
        int end = scanObject(bytes, from, to);
        if (end == ILL_FORMED || JsonSkip.spaces(bytes, end, to) != to) {
            return false;
        }
        line.app.set(app);
        line.process.set(process);
        line.host.set(host);
        line.timeNs = timeNs;
        line.severity = severity;
        return true;
    }

    private int scanObject(byte[] bytes, int from, int to) {
        int at = JsonSkip.spaces(bytes, from + 1, to);
        if (at < to && bytes[at] == '}') {
            return at + 1;
        }
        while (at < to && bytes[at] == '"') {
            int nameEnd = JsonSkip.string(bytes, at, to);
            if (nameEnd == ILL_FORMED) {
                return ILL_FORMED;
            }
            int colon = JsonSkip.spaces(bytes, nameEnd, to);
            if (colon == to || bytes[colon] != ':') {
                return ILL_FORMED;
            }
            int value = JsonSkip.spaces(bytes, colon + 1, to);
            int valueEnd = skip.value(bytes, value, to);
            if (valueEnd == ILL_FORMED) {
                return ILL_FORMED;
            }
            take(bytes, at + 1, nameEnd - 1, value, valueEnd);
            at = JsonSkip.spaces(bytes, valueEnd, to);
            if (at == to || (bytes[at] != ',' && bytes[at] != '}')) {
                return ILL_FORMED;
            }
            if (bytes[at] == '}') {
                return at + 1;
            }
            at = JsonSkip.spaces(bytes, at + 1, to);
        }
        return ILL_FORMED;
    }

    private void take(byte[] bytes, int nameFrom, int nameTo, int value, int valueEnd) {
        boolean isString = bytes[value] == '"';
        int from = isString ? value + 1 : value;
        int to = isString ? valueEnd - 1 : valueEnd;
        switch (bytes[nameFrom]) {
            case 't', '@' -> takeTime(bytes, nameFrom, nameTo, from, to);
            case 'l', 's' -> takeLevel(bytes, nameFrom, nameTo, from, to);
            case 'a' -> takeName(bytes, nameFrom, nameTo, APP, value, valueEnd, app);
            case 'p' -> takeName(bytes, nameFrom, nameTo, PROCESS, value, valueEnd, process);
            case 'h' -> takeName(bytes, nameFrom, nameTo, HOST, value, valueEnd, host);
            default -> {
                // a member without a meaning here
            }
        }
    }

    private void takeTime(byte[] bytes, int nameFrom, int nameTo, int from, int to) {
        if (timeNs != Line.NO_TIME || !isOneOf(bytes, nameFrom, nameTo, TIME)) {
            return;
        }
        int end = isoTime.read(bytes, from, to);
        timeNs = end == to && isoTime.hasOffset() ? isoTime.timeNs() : EpochNumber.toNanos(bytes, from, to);
    }

    private void takeLevel(byte[] bytes, int nameFrom, int nameTo, int from, int to) {
        if (severity != Severity.NONE || !isOneOf(bytes, nameFrom, nameTo, LEVEL)) {
            return;
        }
        severity = Severity.codeOf(bytes, from, to);
        if (to - from == 1 && bytes[from] >= '0' && bytes[from] <= '7') {
            severity = bytes[from] - '0';
        } else if (to - from == 2 && bytes[from + 1] == '0') {
            severity = pinoLevel(bytes[from]);
        }
    }

    /** 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal. */
    private static int pinoLevel(byte tens) {
        return switch (tens) {
            case '1', '2' -> Severity.DEBUG.code();
            case '3' -> Severity.INFO.code();
            case '4' -> Severity.WARN.code();
            case '5' -> Severity.ERROR.code();
            case '6' -> Severity.CRIT.code();
            default -> Severity.NONE;
        };
    }

    private static void takeName(
            byte[] bytes, int nameFrom, int nameTo, byte[][] names, int value, int valueEnd, Slice target) {
        boolean isText = bytes[value] == '"' && ByteScan.indexOf(bytes, value, valueEnd, (byte) '\\') < 0;
        if (target.isEmpty() && isText && isOneOf(bytes, nameFrom, nameTo, names)) {
            target.set(bytes, value + 1, valueEnd - value - 2);
        }
    }

    private static boolean isOneOf(byte[] bytes, int from, int to, byte[][] names) {
        for (byte[] name : names) {
            if (name.length == to - from && Arrays.equals(bytes, from, to, name, 0, name.length)) {
                return true;
            }
        }
        return false;
    }

    private static byte[][] names(String... names) {
        return Arrays.stream(names)
                .map(name -> name.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }
}
