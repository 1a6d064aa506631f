package logtail.cli.render;

import logtail.cli.base.VisibleText;

/**
 * One named value of an event or of its message.
 *
 * @param key with dots for nesting
 * @param value a text without its quotes; any other JSON as it is written
 */
public record Member(String key, String value) {
    /** {@code value} as logfmt has it: in quotes when it would not be one word without. */
    static String logfmt(String value) {
        boolean plain = !value.isEmpty();
        for (int i = 0; i < value.length() && plain; i++) {
            char c = value.charAt(i);
            plain = c > ' ' && c != '"' && c != '=' && c != '\\' && VisibleText.isHarmless(c);
        }
        return plain ? value : VisibleText.quoted(value);
    }
}
