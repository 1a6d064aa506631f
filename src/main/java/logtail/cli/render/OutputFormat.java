package logtail.cli.render;

import java.util.Locale;
import logtail.cli.base.BadValueException;

/** What {@code -o} chooses from. */
public enum OutputFormat {
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
        String accepted = "text, raw, json, logfmt";
        throw new BadValueException(
                "--output", value, value.startsWith("json-") ? accepted + "; for people: -o json | jq" : accepted);
    }
}
