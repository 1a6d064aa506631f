package logtail.cli.render;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import logtail.cli.base.LineOutput;
import logtail.cli.base.VisibleText;
import logtail.cli.client.StreamLine;

/**
 * The NDJSON line as received; on a terminal, what JSON leaves unescaped of the control characters is escaped.
 *
 * @param fields the only ones, in this order, as text; none: the line as it is
 */
public record JsonFormat(boolean terminal, List<String> fields, ShownMembers members) implements LineFormat {
    @Override
    public void event(StreamLine.Event event, byte[] json, int from, int length, LineOutput out) {
        if (fields.isEmpty()) {
            line(json, from, length, out);
            return;
        }
        members.of(json, from, length);
        String separator = "{";
        for (String name : fields) {
            String value = members.get(name);
            if (!value.isEmpty()) {
                out.ascii(separator).asIs(VisibleText.quoted(name)).ascii(':').asIs(VisibleText.quoted(value));
                separator = ",";
            }
        }
        out.ascii(separator.equals("{") ? "{}\n" : "}\n");
    }

    @Override
    public boolean gap(StreamLine.Gap gap, byte[] json, int from, int length, LineOutput out) {
        line(json, from, length, out);
        return true;
    }

    private void line(byte[] json, int from, int length, LineOutput out) {
        if (terminal) {
            out.asIs(VisibleText.ofJson(new String(json, from, length, UTF_8)));
        } else {
            out.bytes(json, from, length);
        }
        out.ascii('\n');
    }
}
