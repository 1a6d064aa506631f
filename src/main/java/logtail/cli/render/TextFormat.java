package logtail.cli.render;

import logtail.cli.base.LineOutput;
import logtail.cli.client.StreamLine;
import org.jspecify.annotations.Nullable;

/**
 * A line for people: {@code HH:MM:SS.mmm app[process]: message}, in local time; of {@code web[web.1]} the process says it all.
 * On a terminal the rest of an event that was cut stands below it, indented like its other lines.
 */
public final class TextFormat implements LineFormat {
    private static final String UNKNOWN_APP = "unknown";

    private final Look look;
    private final Painter painter;
    private final MessageText message;
    private StreamLine.@Nullable Event before; // shown right above

    TextFormat(Look look) {
        this.look = look;
        painter = new Painter(look.color(), look.highlights());
        message = new MessageText(painter, look.terminal());
    }

    @Override
    public void event(StreamLine.Event event, byte[] json, int from, int length, LineOutput out) {
        StreamLine.Event above = before;
        if (look.terminal() && look.prefix() && above != null && event.goesOnWith(above)) {
            message.putFurther(event, out);
        } else {
            if (look.prefix()) {
                prefix(event, out);
            }
            message.put(event, out);
        }
        out.ascii('\n');
        before = event;
    }

    @Override
    public boolean gap(StreamLine.Gap gap, byte[] json, int from, int length, LineOutput out) {
        before = null;
        painter.put("-- " + LineFormat.words(gap) + " --", Painter.WARN, out);
        out.ascii('\n');
        return true;
    }

    @Override
    public void apart(LineOutput out) {
        before = null;
        painter.put("--", Painter.DIM, out);
        out.ascii('\n');
    }

    /** The colour of what an event comes from. */
    static String nameStyle(StreamLine.Event event, Look.ColorBy by) {
        return switch (by) {
            case APP -> Painter.ofName(event.app());
            case PROCESS -> Painter.ofName(event.process().isEmpty() ? event.app() : event.process());
            case HOST -> Painter.ofName(event.host());
            case LEVEL -> Painter.ofLevel(event.level());
        };
    }

    /** Whether the line has no time, or is text that tells it itself. */
    private static boolean isTold(StreamLine.Event event) {
        return event.time().equals(event.received())
                || (event.app().equals(UNKNOWN_APP) && !event.message().startsWith("{"));
    }

    /**
     * As grep has it, what is only context has a dash where a match has a colon. A local line without time or app is left
     * without, but for that dash; so is a line of text, which begins with its time.
     */
    private void prefix(StreamLine.Event event, LineOutput out) {
        if (look.time().isShown() && !(look.local() && isTold(event))) {
            painter.begin(Painter.DIM, out);
            look.time().put(event.time(), out);
            painter.end(out);
            out.ascii(' ');
        }
        if (look.local() && event.app().equals(UNKNOWN_APP)) {
            out.ascii(event.context() ? "- " : "");
            return;
        }
        String style = nameStyle(event, look.colorBy());
        painter.begin(style, out);
        boolean isNamedByProcess = event.process().startsWith(event.app() + ".");
        out.visible(isNamedByProcess ? event.process() : event.app());
        if (!event.process().isEmpty() && !isNamedByProcess) {
            out.ascii('[').visible(event.process()).ascii(']');
        }
        if (!style.isEmpty()) {
            painter.end(out);
        }
        out.ascii(event.late() ? " (late)" : "").ascii(event.context() ? "- " : ": ");
    }
}
