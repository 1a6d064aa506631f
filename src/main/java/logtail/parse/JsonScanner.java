package logtail.parse;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.event.Slice;
import logtail.parse.JsonMembers.Meaning;
import org.jspecify.annotations.Nullable;

/**
 * Scans one JSON object in place for the members that set an event's fields ({@link JsonMembers} has their names); of
 * each kind the first valid one counts:
 *
 * <ul>
 *   <li>times: as {@link WrittenTime} reads them, a number since the epoch, or an object such as log4j2's
 *       {@code instant} and MongoDB's {@code $date};
 *   <li>levels: a name in any usual spelling, or a number of the dialect that {@link JsonLevel} tells; without one, that
 *       of the text in Docker's {@code log};
 *   <li>{@code app}, {@code process}, {@code host} or {@code hostname}: a string.
 * </ul>
 *
 * Members of other nested values do not count. Checks the structure (RFC 8259), but neither the UTF-8 nor escapes; numbers
 * may have leading zeros, strings may hold control characters; deeper nesting than {@value JsonSkip#MAX_DEPTH} counts
 * as ill-formed.
 */
final class JsonScanner {
    private static final int ILL_FORMED = JsonSkip.ILL_FORMED;
    private static final int TEXT_BYTES = 4096; // of a container's text that is looked at
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final byte[] SECONDS = ascii("seconds");
    private static final byte[] EPOCH_SECOND = ascii("epochSecond");
    private static final byte[] NANOS = ascii("nanos");
    private static final byte[] NANO_OF_SECOND = ascii("nanoOfSecond");
    private static final byte[] DATE = ascii("date");
    private static final byte[] MONGODB_DATE = ascii("$date");
    private static final byte[] MONGODB_NUMBER = ascii("$numberLong");
    private static final byte[] TIME_UNIX_NANO = ascii("timeUnixNano");

    private final LineTime times;
    private final JsonSkip skip = new JsonSkip();
    private final JsonLevel level = new JsonLevel();
    private final Slice app = new Slice();
    private final Slice process = new Slice();
    private final Slice host = new Slice();
    private byte[] plain = {}; // what had escapes, in the places where the line has it
    private long timeNs;
    private int textFrom;
    private int textTo;
    private long seconds;
    private long nanos;
    private boolean isOfMongoDb;

    JsonScanner() {
        this(ZoneOffset.UTC);
    }

    /** @param zone the zone of times without one */
    JsonScanner(ZoneId zone) {
        times = new LineTime(zone);
    }

    /**
     * Sets the fields of {@code line} from the object {@code bytes[from, to)}; false, with nothing set, when it is no
     * JSON object. Names with escapes are valid until the next scan.
     */
    boolean scan(byte[] bytes, int from, int to, Line line) {
        app.clear();
        process.clear();
        host.clear();
        level.clear();
        timeNs = Line.NO_TIME;
        textTo = 0;
        isOfMongoDb = false;
        int end = scanObject(bytes, from, to, null);
        if (end == ILL_FORMED || JsonSkip.spaces(bytes, end, to) != to) {
            return false;
        }
        if (textTo > 0 && !level.isFound()) {
            takeText(bytes);
        }
        line.app.set(app);
        line.process.set(process);
        line.host.set(host);
        line.timeNs = timeNs;
        line.severity = level.code();
        return true;
    }

    /** @param of the member that the object is the value of; null for the line's own */
    private int scanObject(byte[] bytes, int from, int to, @Nullable Meaning of) {
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
            if (of == null) {
                take(bytes, at + 1, nameEnd - 1, value, valueEnd);
            } else {
                takeNested(of, bytes, at + 1, nameEnd - 1, value, valueEnd);
            }
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
        Meaning meaning = JsonMembers.of(bytes, nameFrom, nameTo);
        if (meaning == null) {
            return;
        }
        boolean isString = bytes[value] == '"';
        boolean isObject = bytes[value] == '{';
        int from = isString ? value + 1 : value;
        int to = isString ? valueEnd - 1 : valueEnd;
        switch (meaning) {
            case TIME -> takeTime(bytes, from, to, isObject);
            case LEVEL, SEVERITY, PYTHON_LEVEL, DOTNET_LEVEL, OTEL_LEVEL -> level.take(meaning, bytes, from, to);
            case MONGODB_LEVEL -> {
                if (isOfMongoDb) {
                    level.takeLetter(bytes, from, to);
                }
            }
            case OF_NEXTCLOUD, OF_MONOLOG -> level.note(meaning);
            case LOG -> {
                if (isObject && !level.isNamed()) {
                    scanObject(bytes, from, to, Meaning.LOG);
                } else if (isString) {
                    textFrom = from;
                    textTo = to;
                }
            }
            case FIELDS -> {
                if (isObject && !level.isNamed()) {
                    scanObject(bytes, from, to, Meaning.FIELDS);
                }
            }
            case OTLP -> takeRecords(bytes, from, to);
            case APP -> takeName(bytes, from, to, isString, app);
            case PROCESS -> takeName(bytes, from, to, isString, process);
            case HOST -> takeName(bytes, from, to, isString, host);
        }
    }

    private void takeNested(Meaning of, byte[] bytes, int nameFrom, int nameTo, int value, int valueEnd) {
        boolean isString = bytes[value] == '"';
        int from = isString ? value + 1 : value;
        int to = isString ? valueEnd - 1 : valueEnd;
        if (of != Meaning.TIME) {
            Meaning meaning = JsonMembers.of(bytes, nameFrom, nameTo);
            if (meaning == Meaning.LEVEL || meaning == Meaning.SEVERITY) {
                level.take(meaning, bytes, from, to);
            }
        } else if (is(bytes, nameFrom, nameTo, SECONDS) || is(bytes, nameFrom, nameTo, EPOCH_SECOND)) {
            seconds = EpochNumber.toNanos(bytes, from, to);
        } else if (is(bytes, nameFrom, nameTo, NANOS) || is(bytes, nameFrom, nameTo, NANO_OF_SECOND)) {
            nanos = number(bytes, from, to);
        } else if (is(bytes, nameFrom, nameTo, DATE)) {
            takeTime(bytes, from, to, false);
        } else if (is(bytes, nameFrom, nameTo, MONGODB_DATE)) {
            isOfMongoDb = true;
            takeTime(bytes, from, to, bytes[value] == '{');
        } else if (is(bytes, nameFrom, nameTo, MONGODB_NUMBER)) {
            takeTime(bytes, from, to, false);
        }
    }

    private void takeTime(byte[] bytes, int from, int to, boolean isObject) {
        if (timeNs != Line.NO_TIME || from == to) {
            return;
        }
        if (isObject) {
            seconds = Line.NO_TIME;
            nanos = 0;
            scanObject(bytes, from, to, Meaning.TIME);
            timeNs = timeNs == Line.NO_TIME && seconds != Line.NO_TIME ? seconds + nanos : timeNs;
            return;
        }
        timeNs = times.valueOf(bytes, from, to);
        timeNs = timeNs == Line.NO_TIME ? EpochNumber.toNanos(bytes, from, to) : timeNs;
    }

    /** The fraction of a second in nanoseconds, or 0. */
    private static long number(byte[] bytes, int from, int to) {
        long number = 0;
        for (int at = from; at < to; at++) {
            if (!Digits.isDigit(bytes[at]) || number >= NANOS_PER_SECOND) {
                return 0;
            }
            number = number * 10 + bytes[at] - '0';
        }
        return number < NANOS_PER_SECOND ? number : 0;
    }

    /**
     * Takes the time of the first record of OTLP and the worst level of all. A name in quotes is a member wherever it
     * stands, because the quotes of a string inside of a string have backslashes.
     */
    private void takeRecords(byte[] bytes, int from, int to) {
        int worst = Severity.NONE;
        int at = ByteScan.indexOf(bytes, from, to, (byte) '"');
        while (at >= 0) {
            int end = JsonSkip.string(bytes, at, to);
            int colon = end == ILL_FORMED ? to : JsonSkip.spaces(bytes, end, to);
            if (end == ILL_FORMED) {
                break;
            }
            if (colon < to && bytes[colon] == ':') {
                worst = worse(worst, takeOfRecord(bytes, at + 1, end - 1, JsonSkip.spaces(bytes, colon + 1, to), to));
            }
            at = ByteScan.indexOf(bytes, end, to, (byte) '"');
        }
        level.take(worst);
    }

    /** Takes a time; returns a level, or {@link Severity#NONE}. */
    private int takeOfRecord(byte[] bytes, int nameFrom, int nameTo, int value, int to) {
        Meaning meaning = JsonMembers.of(bytes, nameFrom, nameTo);
        boolean isLevel = meaning == Meaning.OTEL_LEVEL || meaning == Meaning.LEVEL;
        if (!isLevel && !is(bytes, nameFrom, nameTo, TIME_UNIX_NANO)) {
            return Severity.NONE;
        }
        int end = skip.value(bytes, value, to);
        boolean isString = end != ILL_FORMED && bytes[value] == '"';
        int from = isString ? value + 1 : value;
        int valueTo = isString ? end - 1 : end;
        if (end == ILL_FORMED || meaning == null || meaning == Meaning.TIME) {
            takeTime(bytes, from, Math.max(from, valueTo), false);
            return Severity.NONE;
        }
        return JsonLevel.ofRecord(meaning, bytes, from, valueTo);
    }

    private static int worse(int one, int other) {
        return one == Severity.NONE || (other != Severity.NONE && other < one) ? other : one;
    }

    /** Takes the level of the text that a container wrote, which may be JSON itself. */
    private void takeText(byte[] bytes) {
        int end = decode(bytes, textFrom, Math.min(textTo, textFrom + TEXT_BYTES));
        int from = textFrom;
        if (TerminalCodes.areIn(plain, from, end)) {
            end = from + TerminalCodes.leaveOut(plain, from, end, plain, from);
        }
        end = ByteScan.indexOf(plain, from, end, (byte) '\n') < 0
                ? end
                : ByteScan.indexOf(plain, from, end, (byte) '\n');
        from = JsonSkip.spaces(plain, from, end);
        if (from == end) {
            return;
        }
        if (plain[from] == '{' && scanObject(plain, from, end, Meaning.LOG) != ILL_FORMED) {
            return;
        }
        int timeEnd = times.find(plain, from, end, Long.MAX_VALUE);
        level.take(LevelScanner.level(plain, from, end, timeEnd == LineTime.NONE ? from : timeEnd));
    }

    private void takeName(byte[] bytes, int from, int to, boolean isString, Slice target) {
        if (!isString || !target.isEmpty()) {
            return;
        }
        if (ByteScan.indexOf(bytes, from, to, (byte) '\\') < 0) {
            target.set(bytes, from, to - from);
        } else {
            target.set(plainFor(to), from, decode(bytes, from, to) - from);
        }
    }

    /** Decodes into {@link #plain}, at the same place; returns where it ends. */
    private int decode(byte[] bytes, int from, int to) {
        return JsonEscapes.decode(bytes, from, to, plainFor(to), from);
    }

    /** The array for what had escapes; only a longer line than all before needs a new one. */
    private byte[] plainFor(int to) {
        if (plain.length < to) {
            plain = Arrays.copyOf(plain, Math.max(to, 2 * plain.length));
        }
        return plain;
    }

    private static boolean is(byte[] bytes, int from, int to, byte[] name) {
        return to - from == name.length && Arrays.equals(bytes, from, to, name, 0, name.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
