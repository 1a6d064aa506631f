package logtail.cli.render;

import java.util.LinkedHashSet;
import java.util.Set;
import logtail.cli.base.LineOutput;
import logtail.cli.client.StreamLine;

/** Lines of the user's own form. One thread. */
public final class TemplateFormat implements LineFormat {
    /** What every event may have, so it need not be in those shown. */
    private static final Set<String> OF_EVENTS = Set.of(
            "", "id", "time", "received", "app", "process", "host", "level", "facility", "msgid", "message", "flags");

    private final Template template;
    private final Look look;
    private final Painter painter;
    private final MessageText message;
    private final ShownMembers members = new ShownMembers();
    private final Set<String> unseen = new LinkedHashSet<>();

    TemplateFormat(Template template, Look look) {
        this.template = template;
        this.look = look;
        template.parts().forEach(part -> unseen.add(part.name()));
        unseen.removeAll(OF_EVENTS);
        painter = new Painter(look.color(), look.highlights());
        message = new MessageText(painter, look.terminal() && template.endsWithMessage());
    }

    @Override
    public void event(StreamLine.Event event, byte[] json, int from, int length, LineOutput out) {
        members.of(json, from, length);
        for (Template.Part part : template.parts()) {
            String value = part.name().isEmpty() ? "" : members.get(part.name());
            if (!unseen.isEmpty() && !value.isEmpty()) {
                unseen.remove(part.name());
            }
            if (value.isEmpty()) {
                out.asIs(part.text()); // the user's own, control characters and all
            } else {
                field(part.name(), value, event, out);
            }
        }
        out.ascii('\n');
    }

    @Override
    public Set<String> unseenFields() {
        return unseen;
    }

    @Override
    public boolean gap(StreamLine.Gap gap, byte[] json, int from, int length, LineOutput out) {
        return false; // lines of this form are likely for a program
    }

    private void field(String name, String value, StreamLine.Event event, LineOutput out) {
        switch (name) {
            case "message" -> message.put(event, out);
            case "time", "received" -> {
                painter.begin(Painter.DIM, out);
                look.time().put(value, out);
                painter.end(out);
            }
            case "level" -> painter.put(value, Painter.ofLevel(value), out);
            case "app", "process", "host" -> painter.put(value, TextFormat.nameStyle(event, look.colorBy()), out);
            default -> painter.put(value, Painter.NONE, out);
        }
    }
}
