package logtail.cli;

import java.util.Locale;

/** What {@code -o} chooses from. */
enum OutputFormat {
    TEXT,
    RAW,
    JSON,
    LOGFMT;

    static OutputFormat parse(String value) {
        for (OutputFormat format : values()) {
            if (format.name().equals(value.toUpperCase(Locale.ROOT))) {
                return format;
            }
        }
        throw new BadValueException("--output", value, "text, raw, json, logfmt");
    }
}
