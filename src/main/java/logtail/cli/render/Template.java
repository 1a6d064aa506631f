package logtail.cli.render;

import java.util.ArrayList;
import java.util.List;
import logtail.cli.base.BadValueException;

/**
 * The form of a line as the user wrote it: text, and fields in braces with what to show when one is missing, as in {@code
 * {status|-}}. A doubled brace is a brace; {@code \t} and {@code \n} are a tab and a line end.
 *
 * @param parts in order
 */
public record Template(List<Part> parts) {
    /** Text, or the field {@code name} when that is not empty. */
    record Part(String text, String name) {}

    private static final String ACCEPTED = "text with fields in braces, as in '{time} {app} {status|-}: {message}'";

    public Template {
        parts = List.copyOf(parts);
    }

    static Template parse(String text) {
        var parts = new ArrayList<Part>();
        var plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (text.startsWith("{{", i) || text.startsWith("}}", i)) {
                plain.append(c);
                i++;
            } else if (c == '{') {
                int end = text.indexOf('}', i);
                parts.add(new Part(plain.toString(), ""));
                parts.add(field(text, i, end));
                plain.setLength(0);
                i = end;
            } else if (text.startsWith("\\t", i) || text.startsWith("\\n", i)) {
                plain.append(text.charAt(++i) == 't' ? '\t' : '\n');
            } else {
                plain.append(c);
            }
        }
        parts.add(new Part(plain.toString(), ""));
        return new Template(parts);
    }

    /** These fields with tabs between, a dash for one that is missing. */
    static Template ofFields(List<String> names) {
        var parts = new ArrayList<Part>();
        for (String name : names) {
            if (!parts.isEmpty()) {
                parts.add(new Part("\t", ""));
            }
            parts.add(new Part("-", name));
        }
        return new Template(parts);
    }

    /** Whether nothing stands behind the message, so that it may have more than one line. */
    boolean endsWithMessage() {
        for (Part part : parts.reversed()) {
            if (!part.name().isEmpty() || !part.text().isEmpty()) {
                return part.name().equals("message");
            }
        }
        return false;
    }

    private static Part field(String text, int open, int close) {
        String inner = close < 0 ? "" : text.substring(open + 1, close);
        int bar = inner.indexOf('|');
        String name = (bar < 0 ? inner : inner.substring(0, bar)).strip();
        if (name.isEmpty()) {
            throw new BadValueException(
                    "--template", text, ACCEPTED + (close < 0 ? "; a { is not closed" : "; {} names no field"));
        }
        return new Part(bar < 0 ? "" : inner.substring(bar + 1), name);
    }
}
