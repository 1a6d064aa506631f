package logtail.cli.render;

import java.util.List;
import logtail.cli.base.LineOutput;
import logtail.cli.base.VisibleText;
import logtail.cli.client.StreamLine;

/**
 * All that an event says as {@code key=value}, or just some of it.
 *
 * @param fields the only ones, in this order; none: all
 */
public record LogfmtFormat(List<String> fields, ShownMembers members) implements LineFormat {
    @Override
    public void event(StreamLine.Event event, byte[] json, int from, int length, LineOutput out) {
        members.of(json, from, length);
        String separator = "";
        for (String name : fields.isEmpty() ? List.copyOf(members.all().keySet()) : fields) {
            String value = members.get(name);
            if (!value.isEmpty()) {
                out.ascii(separator).asIs(key(name)).ascii('=').asIs(Member.logfmt(value));
                separator = " ";
            }
        }
        out.ascii('\n');
    }

    @Override
    public boolean gap(StreamLine.Gap gap, byte[] json, int from, int length, LineOutput out) {
        if (gap.isVeiled()) {
            out.ascii("gap=unknown reason=").asIs(Member.logfmt(gap.reason())).ascii('\n');
            return true;
        }
        out.ascii("gap=" + gap.count()).ascii(" from=").asIs(Member.logfmt(gap.from()));
        out.ascii(" to=").asIs(Member.logfmt(gap.to()));
        out.ascii(" reason=").asIs(Member.logfmt(gap.reason())).ascii('\n');
        return true;
    }

    /** A key cannot be quoted, so what would end it becomes an underscore. */
    private static String key(String name) {
        var key = new StringBuilder(name);
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c <= ' ' || c == '=' || c == '"' || !VisibleText.isHarmless(c)) {
                key.setCharAt(i, '_');
            }
        }
        return key.toString();
    }
}
