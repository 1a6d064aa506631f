package logtail.cli.render;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import logtail.cli.base.BadValueException;
import logtail.cli.base.Surroundings;
import logtail.cli.base.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * What lines look like, every value checked.
 *
 * @param color whether to use colours
 * @param terminal whether control characters must be kept from the output even when it is raw
 * @param prefix whether text begins with time and app
 * @param local whether the lines come from stdin, and so may have neither time nor app
 * @param fields the only ones to show, in this order; none: what the format shows by itself
 * @param template the form of a line, or {@code null} for the format's own
 */
public record Look(
        OutputFormat output,
        boolean color,
        boolean terminal,
        boolean prefix,
        boolean local,
        ShownTime time,
        ColorBy colorBy,
        List<String> fields,
        @Nullable Template template,
        List<Pattern> highlights) {
    /** Whether messages go out as the bytes that were sent. */
    public boolean isExact() {
        return output == OutputFormat.RAW && !terminal;
    }

    /** What gets a colour of its own. */
    enum ColorBy {
        APP,
        PROCESS,
        HOST,
        LEVEL
    }

    public static Look resolve(LookArguments typed, boolean local, Surroundings around) {
        Spoken spoken = Spoken.of(typed);
        OutputFormat output = output(typed, spoken);
        List<String> fields = fields(typed, output);
        boolean isText = output == OutputFormat.TEXT;
        if (typed.template != null && (!isText || !fields.isEmpty())) {
            throw new UsageException("--template is a form of text: it excludes --fields and other outputs");
        }
        Template template = typed.template != null
                ? Template.parse(typed.template)
                : isText && !fields.isEmpty() ? Template.ofFields(fields) : null;
        var highlights = typed.highlights.stream()
                .map(regex -> SmartRegex.compile("--highlight", regex))
                .toList();
        return new Look(
                output,
                color(typed.noColor ? "never" : typed.color, around),
                around.terminal(),
                !typed.noPrefix,
                local,
                ShownTime.parse(
                        typed.timeFormat == null ? spoken.times : typed.timeFormat, zone(typed, around), around.now()),
                colorBy(typed.colorBy),
                fields,
                template,
                highlights);
    }

    /** Where times without an offset are of, typed or shown. */
    public static ZoneId zone(LookArguments typed, Surroundings around) {
        return zone(typed.utc ? "UTC" : typed.zone, around);
    }

    /** The same for {@code --tz} with this value. */
    public static ZoneId zone(@Nullable String value, Surroundings around) {
        if (value == null || value.equals("local")) {
            return around.zone();
        }
        try {
            return ZoneId.of(value.equalsIgnoreCase("utc") ? "UTC" : value);
        } catch (DateTimeException e) {
            throw new BadValueException("--tz", value, "UTC, local, an offset (+02:00), or a zone as in Europe/Berlin");
        }
    }

    /**
     * What {@code -o} asks for; journalctl's words for it are known too.
     *
     * @param times the time format that goes with it
     */
    private record Spoken(OutputFormat output, String times) {
        static Spoken of(LookArguments typed) {
            String word = typed.output == null ? "text" : typed.output.toLowerCase(Locale.ROOT);
            return switch (word) {
                case "cat" -> new Spoken(OutputFormat.RAW, ShownTime.DEFAULT);
                case "short" -> new Spoken(OutputFormat.TEXT, ShownTime.DEFAULT);
                case "short-iso", "short-iso-precise" -> new Spoken(OutputFormat.TEXT, "iso");
                case "short-full", "short-precise" -> new Spoken(OutputFormat.TEXT, "full");
                case "short-unix" -> new Spoken(OutputFormat.TEXT, "epoch");
                default -> new Spoken(OutputFormat.parse(word), ShownTime.DEFAULT);
            };
        }
    }

    private static OutputFormat output(LookArguments typed, Spoken spoken) {
        if (!typed.json) {
            return spoken.output;
        }
        if (typed.output != null && spoken.output != OutputFormat.JSON) {
            throw new UsageException("-j means -o json, so it excludes -o " + typed.output);
        }
        return OutputFormat.JSON;
    }

    private static List<String> fields(LookArguments typed, OutputFormat output) {
        if (typed.fields == null) {
            return List.of();
        }
        if (output == OutputFormat.RAW) {
            throw new UsageException("--fields and -o raw exclude each other: raw is the message alone");
        }
        var names = new ArrayList<String>();
        for (String name : typed.fields.split(",", -1)) {
            if (name.isBlank()) {
                throw new BadValueException(
                        "--fields", typed.fields, "names with commas between, as in time,app,status");
            }
            names.add(name.strip());
        }
        return List.copyOf(names);
    }

    private static ColorBy colorBy(@Nullable String value) {
        if (value == null) {
            return ColorBy.APP;
        }
        for (ColorBy one : ColorBy.values()) {
            if (one.name().equals(value.toUpperCase(Locale.ROOT))) {
                return one;
            }
        }
        throw new BadValueException("--color-by", value, "app, process, host, level");
    }

    /** Whether {@code --color} means that there are colours. */
    public static boolean color(String when, Surroundings around) {
        return switch (when.toLowerCase(Locale.ROOT)) {
            case "always" -> true;
            case "never" -> false;
            case "auto" -> automaticColor(around);
            default -> throw new BadValueException("--color", when, "auto, always, never");
        };
    }

    /** As no-color.org and force-color.org have it. */
    private static boolean automaticColor(Surroundings around) {
        if (!around.env("NO_COLOR").isEmpty()) {
            return false;
        }
        String forced = around.env("FORCE_COLOR");
        if (!forced.isEmpty()) {
            return !forced.equals("0");
        }
        return around.terminal() && !around.env("TERM").equals("dumb");
    }
}
