package logtail.cli;

import java.time.ZoneId;
import java.util.Locale;

/** What {@code -o} chooses from. */
enum OutputFormat {
    TEXT,
    RAW,
    JSON;

    static OutputFormat parse(String value) {
        for (OutputFormat format : values()) {
            if (format.name().equals(value.toUpperCase(Locale.ROOT))) {
                return format;
            }
        }
        throw new BadValueException("--output", value, "text, raw, json");
    }

    LineFormat lines(boolean color, boolean terminal, ZoneId zone) {
        return switch (this) {
            case TEXT -> new TextFormat(color, zone);
            case RAW -> new RawFormat(terminal);
            case JSON -> new JsonFormat(terminal);
        };
    }
}
