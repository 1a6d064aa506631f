package logtail.cli.render;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Colours in text from outside: {@code ESC [ … m}, Select Graphic Rendition (ECMA-48, section 8.3.117). They move nothing
 * and change nothing but how characters look, so they may reach a terminal; all but those that hide text. Pure.
 */
final class Sgr {
    private static final Pattern SEQUENCE = Pattern.compile("\u001b\\[([0-9;:]{0,48})m");
    private static final Pattern RESET = Pattern.compile("0*(?:;0*)*");

    private Sgr() {}

    static boolean isIn(String text) {
        return text.indexOf('\u001b') >= 0 && SEQUENCE.matcher(text).find();
    }

    /** The text without them. */
    static String stripped(String text) {
        return text.indexOf('\u001b') < 0 ? text : SEQUENCE.matcher(text).replaceAll("");
    }

    static Matcher matcher(String text) {
        return SEQUENCE.matcher(text);
    }

    /**
     * What holds behind a sequence.
     *
     * @param before what holds in front of it, as sequences
     * @param parameters of the sequence
     */
    static String after(String before, String parameters) {
        if (RESET.matcher(parameters).matches()) {
            return "";
        }
        if (hides(parameters)) {
            return before;
        }
        String sequence = "\u001b[" + parameters + "m";
        boolean beginsAnew = parameters.startsWith("0;") || before.length() > 256;
        return beginsAnew ? sequence : before + sequence;
    }

    private static boolean hides(String parameters) {
        String[] numbers = parameters.split(";", -1);
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i].matches("[345]8") && i + 1 < numbers.length) { // a colour by number, or of three parts
                i += numbers[i + 1].equals("5") ? 2 : 4;
            } else if (numbers[i].matches("0*8")) {
                return true;
            }
        }
        return false;
    }
}
