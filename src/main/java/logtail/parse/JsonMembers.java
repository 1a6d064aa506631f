package logtail.parse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of the members that say when and how bad a line is, or who wrote it, in the JSON of common loggers. */
final class JsonMembers {
    /** What a member means. */
    enum Meaning {
        TIME,
        LEVEL,
        /** A level whose numbers are syslog's, or Google Cloud's from 100 on. */
        SEVERITY,
        /** A level whose numbers are those of Python's {@code logging}. */
        PYTHON_LEVEL,
        /** A level whose numbers are those of .NET's {@code LogLevel}. */
        DOTNET_LEVEL,
        /** A level whose numbers are those of OpenTelemetry. */
        OTEL_LEVEL,
        /** A level of one letter, when the time is MongoDB's. */
        MONGODB_LEVEL,
        /** An object with a level inside (ECS), or the text that a container wrote (Docker). */
        LOG,
        /** An object with a level inside. */
        FIELDS,
        /** OTLP: several records in one line. */
        OTLP,
        /** Only Nextcloud's lines have it. */
        OF_NEXTCLOUD,
        /** Only Monolog's lines have it beside a level. */
        OF_MONOLOG,
        APP,
        PROCESS,
        HOST
    }

    private static final Map<Meaning, List<String>> NAMES = new EnumMap<>(Map.ofEntries(
            Map.entry(
                    Meaning.TIME,
                    List.of(
                            "time",
                            "timestamp",
                            "ts",
                            "@timestamp",
                            "Timestamp",
                            "@t",
                            "t",
                            "asctime",
                            "datetime",
                            "date",
                            "instant",
                            "timeMillis",
                            "timeUnixNano",
                            "__REALTIME_TIMESTAMP",
                            "time_iso8601",
                            "time_local",
                            "eventTime",
                            "EdgeStartTimestamp")),
            Map.entry(
                    Meaning.LEVEL,
                    List.of(
                            "level",
                            "lvl",
                            "log.level",
                            "Level",
                            "@l",
                            "@level",
                            "levelname",
                            "level_name",
                            "severity_text",
                            "severityText",
                            "loglevel",
                            "log_level",
                            "logLevel")),
            Map.entry(Meaning.SEVERITY, List.of("severity", "Severity", "PRIORITY", "priority")),
            Map.entry(Meaning.PYTHON_LEVEL, List.of("levelno")),
            Map.entry(Meaning.DOTNET_LEVEL, List.of("LogLevel")),
            Map.entry(Meaning.OTEL_LEVEL, List.of("severityNumber", "severity_number", "SeverityNumber")),
            Map.entry(Meaning.MONGODB_LEVEL, List.of("s")),
            Map.entry(Meaning.LOG, List.of("log")),
            Map.entry(Meaning.FIELDS, List.of("@fields")),
            Map.entry(Meaning.OTLP, List.of("resourceLogs")),
            Map.entry(Meaning.OF_NEXTCLOUD, List.of("reqId")),
            Map.entry(Meaning.OF_MONOLOG, List.of("channel")),
            Map.entry(Meaning.APP, List.of("app")),
            Map.entry(Meaning.PROCESS, List.of("process")),
            Map.entry(Meaning.HOST, List.of("host", "hostname"))));

    private static final int TABLE_SIZE = 256;
    private static final byte[][] KEYS = new byte[TABLE_SIZE][];
    private static final Meaning[] MEANINGS = new Meaning[TABLE_SIZE];
    private static final int[] LENGTHS = new int[128]; // by first letter: bit n for a name of n bytes

    static {
        NAMES.forEach(
                (meaning, names) -> names.forEach(name -> add(name.getBytes(StandardCharsets.US_ASCII), meaning)));
    }

    private JsonMembers() {}

    /** What the member with the name {@code bytes[from, to)} means, or null. */
    static @Nullable Meaning of(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == 0 || bytes[from] < 0 || length >= Integer.SIZE || (LENGTHS[bytes[from]] >>> length & 1) == 0) {
            return null;
        }
        for (int slot = slot(bytes, from, to); KEYS[slot] != null; slot = (slot + 1) % TABLE_SIZE) {
            byte[] key = KEYS[slot];
            if (key.length == to - from && Arrays.equals(bytes, from, to, key, 0, key.length)) {
                return MEANINGS[slot];
            }
        }
        return null;
    }

    private static void add(byte[] key, Meaning meaning) {
        LENGTHS[key[0]] |= 1 << key.length;
        int slot = slot(key, 0, key.length);
        while (KEYS[slot] != null) {
            slot = (slot + 1) % TABLE_SIZE;
        }
        KEYS[slot] = key;
        MEANINGS[slot] = meaning;
    }

    private static int slot(byte[] bytes, int from, int to) {
        int hash = (bytes[from] * 31 + bytes[to - 1]) * 31 + bytes[from + (to - from) / 2] + (to - from) * 67;
        return ((hash * 0x9E3779B9) >>> 24) & (TABLE_SIZE - 1);
    }
}
