package logtail.filter;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;

/**
 * A static analysis of a regular expression: about how many instructions its program has, and texts of which every
 * match contains one. Syntax that is not recognized ends a text, so the texts are correct for every expression that RE2
 * accepts; for any other they mean nothing.
 *
 * @param size at least 1
 * @param literals one for each alternative; empty when an alternative has none
 */
public record RegexShape(int size, List<String> literals) {
    /** The largest total size of the expressions of one filter: at worst a match costs as many operations per char. */
    public static final int MAX_SIZE = 2_000;

    /** The deepest nesting; a deeper one counts as too large. */
    private static final int MAX_DEPTH = 100;

    public static Pattern compile(String regex, boolean ignoreCase) {
        return Pattern.compile(regex, ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
    }

    /** Replaces {@code \/} by {@code /}. */
    public static String withoutEscapedSlashes(String regex) {
        var plain = new StringBuilder();
        for (int at = 0; at < regex.length(); at++) {
            if (regex.charAt(at) == '\\' && at + 1 < regex.length()) {
                if (regex.charAt(at + 1) != '/') {
                    plain.append('\\');
                }
                at++;
            }
            plain.append(regex.charAt(at));
        }
        return plain.toString();
    }

    public static RegexShape of(String regex, boolean ignoreCase) {
        return new Scan(regex, ignoreCase).scan();
    }

    private static final class Scan {
        private final String regex;
        private final boolean ignoreCase;
        private final List<String> literals = new ArrayList<>();
        private final StringBuilder run = new StringBuilder();
        private String longest = "";
        private boolean isClear = true; // no flags, no \Q
        private int depth;
        private int at;

        Scan(String regex, boolean ignoreCase) {
            this.regex = regex;
            this.ignoreCase = ignoreCase;
        }

        RegexShape scan() {
            long size = 1;
            while (at < regex.length()) {
                size += alternatives();
                at++; // a ) that closes nothing; RE2 refuses it
            }
            endAlternative();
            boolean all = isClear && literals.stream().noneMatch(String::isEmpty);
            return new RegexShape((int) Math.min(size, Integer.MAX_VALUE), all ? List.copyOf(literals) : List.of());
        }

        /** Scans up to the end or the closing parenthesis. */
        private long alternatives() {
            long size = 1;
            while (at < regex.length() && regex.charAt(at) != ')') {
                size += regex.charAt(at) == '|' ? alternative() : repeated(element());
            }
            return size;
        }

        private long alternative() {
            at++;
            if (depth == 0) {
                endAlternative();
            }
            return 1;
        }

        private void endAlternative() {
            endRun();
            literals.add(longest);
            longest = "";
        }

        private void endRun() {
            if (depth == 0
                    && run.length() > longest.length()) { // the contents of a group may be repeated or an alternative
                longest = run.toString();
            }
            run.setLength(0);
        }

        /** Skips one element and returns its size; anything but a plain char ends the run. */
        private long element() {
            int c = regex.codePointAt(at);
            at += Character.charCount(c);
            return switch (c) {
                case '(' -> group();
                case '[' -> charClass();
                case '\\' -> escape();
                case '.', '^', '$', '*', '+', '?' -> {
                    endRun();
                    yield 1;
                }
                default -> plain(c);
            };
        }

        private long group() {
            endRun();
            if (depth == MAX_DEPTH) {
                at = regex.length();
                return MAX_SIZE;
            }
            if (regex.startsWith("?", at)) {
                isClear &= regex.startsWith("?:", at) || regex.startsWith("?P<", at) || regex.startsWith("?<", at);
                at++;
            }
            depth++;
            long size = 1 + alternatives();
            endRun();
            depth--;
            at = Math.min(regex.length(), at + 1);
            return size;
        }

        private long charClass() {
            endRun();
            at += regex.startsWith("^", at) ? 1 : 0;
            at += regex.startsWith("]", at) ? 1 : 0;
            while (at < regex.length() && regex.charAt(at) != ']') {
                int named = regex.startsWith("[:", at) ? regex.indexOf(":]", at + 2) : -1;
                at = named >= 0 ? named + 2 : at + (regex.charAt(at) == '\\' ? 2 : 1);
            }
            at = Math.min(regex.length(), at + 1);
            return 1;
        }

        private long escape() {
            if (at == regex.length()) {
                return 1;
            }
            int c = regex.codePointAt(at);
            at += Character.charCount(c);
            if (c < 0x80 && !Character.isLetterOrDigit(c) && c != '_') {
                return plain(c);
            }
            endRun();
            isClear &= c != 'Q';
            boolean hasBraces = (c == 'x' || c == 'p' || c == 'P') && regex.startsWith("{", at);
            int close = hasBraces ? regex.indexOf('}', at) : -1;
            at = close >= 0 ? close + 1 : at;
            if (!hasBraces && (c == 'x' || (c >= '0' && c <= '9'))) {
                isClear = false; // otherwise its digits would count as text
            }
            if (!hasBraces && (c == 'p' || c == 'P')) {
                at = Math.min(regex.length(), at + 1);
            }
            return 1;
        }

        /**
         * When case is ignored, RE2 folds more letters than {@link Literal} does: K is also the Kelvin sign, s the long
         * s.
         */
        private long plain(int c) {
            boolean isFolded = ignoreCase && (c >= 0x80 || "kKsS".indexOf(c) >= 0);
            boolean isReplacement = c == 0xFFFD || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
            if (isFolded || isReplacement) {
                endRun();
            } else {
                run.appendCodePoint(c);
            }
            return 1;
        }

        /** Skips the repetition of the element before and returns the size of all its copies. */
        private long repeated(long size) {
            if (at == regex.length()) {
                return size;
            }
            return switch (regex.charAt(at)) {
                case '*', '?' -> {
                    at++;
                    dropLast();
                    yield size + 1;
                }
                case '+' -> {
                    at++;
                    endRun();
                    yield size + 1;
                }
                case '{' -> counted(size);
                default -> size;
            };
        }

        /** A count in braces: n, at least n, or n to m; anything else is plain text. */
        private long counted(long size) {
            int from = at + 1;
            int digits = digitsEnd(from);
            int end = digits < regex.length() && regex.charAt(digits) == ',' ? digitsEnd(digits + 1) : digits;
            if (digits == from || end == regex.length() || regex.charAt(end) != '}') {
                return size;
            }
            at = end + 1;
            dropLast();
            String most = end > digits + 1 ? regex.substring(digits + 1, end) : regex.substring(from, digits);
            long copies = most.length() > 4 ? MAX_SIZE : Long.parseLong(most) + 1;
            return Math.min(MAX_SIZE + 1L, size * copies);
        }

        private int digitsEnd(int from) {
            int end = from;
            while (end < regex.length() && regex.charAt(end) >= '0' && regex.charAt(end) <= '9') {
                end++;
            }
            return end;
        }

        private void dropLast() {
            if (!run.isEmpty()) {
                run.setLength(run.offsetByCodePoints(run.length(), -1));
            }
            endRun();
        }
    }
}
