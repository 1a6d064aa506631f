package logtail.cli.render;

import java.util.Set;
import logtail.cli.base.LineOutput;
import logtail.cli.client.StreamLine;

/** How an event looks on the way out. One thread. */
public sealed interface LineFormat permits TextFormat, TemplateFormat, RawFormat, JsonFormat, LogfmtFormat {
    static LineFormat of(Look look) {
        Template template = look.template();
        return switch (look.output()) {
            case TEXT -> template == null ? new TextFormat(look) : new TemplateFormat(template, look);
            case RAW -> new RawFormat(look.terminal(), new Painter(look.color(), look.highlights()));
            case JSON -> new JsonFormat(look.terminal(), look.fields(), new ShownMembers());
            case LOGFMT -> new LogfmtFormat(look.fields(), new ShownMembers());
        };
    }

    /**
     * Writes one event.
     *
     * @param json where it came from: the NDJSON line in {@code json[from, from + length)}, without its end
     */
    void event(StreamLine.Event event, byte[] json, int from, int length, LineOutput out);

    /** Tells of lost lines in the output itself; {@code false} when this format has no place for that. */
    boolean gap(StreamLine.Gap gap, byte[] json, int from, int length, LineOutput out);

    /** Tells that lines are left out between two groups of matches with their context; only where people read. */
    default void apart(LineOutput out) {}

    /** The fields that were asked for and are in no event so far. */
    default Set<String> unseenFields() {
        return Set.of();
    }

    /** How people are told of lost lines. */
    static String words(StreamLine.Gap gap) {
        if (gap.isVeiled()) {
            return "lines are missing here (" + gap.reason() + "), how many of yours is not known";
        }
        String lines = switch ((int) Math.min(2, gap.count())) {
            case 0 -> "an unknown number of lines is";
            case 1 -> "1 line is";
            default -> gap.count() + " lines are";
        };
        return lines + " missing here" + (gap.reason().isEmpty() ? "" : " (" + gap.reason() + ")");
    }
}
