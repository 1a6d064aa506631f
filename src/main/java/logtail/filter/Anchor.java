package logtail.filter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import logtail.filter.Filter.Condition;
import logtail.filter.Filter.Contains;
import logtail.filter.Filter.Place;

/**
 * Texts of which every matching event contains at least one in its message, msgId or attributes. A block without any of
 * them holds no match, so blocks are searched for these texts first. Of several such sets the one that is likely rarest
 * is chosen. A field's value is in the message byte for byte except where JSON encoders escape, so only the longest
 * part that nobody escapes is searched for.
 *
 * @param texts at least one
 */
record Anchor(List<Contains> texts) {
    /** Searching for more texts costs more than it saves. */
    private static final int MOST_TEXTS = 16;
    /** What some JSON or logfmt encoder escapes, besides control characters and non-ASCII ones. */
    private static final String ESCAPED = "\"\\/<>&'=+`\u007F";

    private static final int COMMON = 3;
    private static final int USUAL = 5;
    private static final int RARE = 7;

    static Optional<Anchor> of(Filter filter) {
        return switch (filter) {
            case Filter.Contains contains -> Optional.of(new Anchor(List.of(contains)));
            case Filter.Matches matches -> ofRegex(matches.regex(), matches.ignoreCase(), false);
            case Filter.Header header -> ofHeader(header);
            case Filter.Key key -> rarest(Stream.of(ofName(key), ofValue(key.condition(), true)));
            case Filter.And and -> rarest(and.filters().stream().map(Anchor::of));
            case Filter.Or or -> any(or.filters().stream().map(Anchor::of).toList());
            case Filter.Not not -> Optional.empty();
            case Filter.All all -> Optional.empty();
            case Filter.Levels levels -> Optional.empty();
            case Filter.Facilities facilities -> Optional.empty();
            case Filter.Ids ids -> Optional.empty();
        };
    }

    private static Optional<Anchor> ofHeader(Filter.Header header) {
        boolean isBesideMessage = header.place() == Place.MESSAGE || header.place() == Place.MSGID;
        return isBesideMessage ? ofValue(header.condition(), false) : Optional.empty();
    }

    /** Uses the longest part of a key between dots, because the parts may be nested names. */
    private static Optional<Anchor> ofName(Filter.Key key) {
        boolean ignoreCase = key.inText().map(Contains::ignoreCase).orElse(false);
        return Stream.of(key.name().split("\\."))
                .map(part -> of(part, ignoreCase, true))
                .flatMap(Optional::stream)
                .max(Comparator.comparingInt(Anchor::rarity));
    }

    private static Optional<Anchor> ofValue(Condition condition, boolean mayHaveEscapes) {
        return switch (condition) {
            case Condition.Has has -> of(has.text(), has.ignoreCase(), mayHaveEscapes);
            case Condition.Is is ->
                any(is.values().stream()
                        .map(value -> of(value, false, mayHaveEscapes))
                        .toList());
            case Condition.Like like -> ofRegex(like.regex(), like.ignoreCase(), mayHaveEscapes);
            case Condition.Between between -> Optional.empty();
            case Condition.Present present -> Optional.empty();
        };
    }

    private static Optional<Anchor> ofRegex(String regex, boolean ignoreCase, boolean mayHaveEscapes) {
        return any(RegexShape.of(regex, ignoreCase).literals().stream()
                .map(text -> of(text, ignoreCase, mayHaveEscapes))
                .toList());
    }

    private static Optional<Anchor> of(String text, boolean ignoreCase, boolean mayHaveEscapes) {
        String found = mayHaveEscapes ? longestUnescaped(text) : text;
        return found.isEmpty() ? Optional.empty() : Optional.of(new Anchor(List.of(new Contains(found, ignoreCase))));
    }

    private static String longestUnescaped(String text) {
        String longest = "";
        int from = 0;
        for (int at = 0; at <= text.length(); at++) {
            if (at == text.length() || text.charAt(at) < ' ' || text.charAt(at) > '~' || isEscaped(text.charAt(at))) {
                longest = at - from > longest.length() ? text.substring(from, at) : longest;
                from = at + 1;
            }
        }
        return longest;
    }

    private static boolean isEscaped(char c) {
        return ESCAPED.indexOf(c) >= 0;
    }

    private static Optional<Anchor> rarest(Stream<Optional<Anchor>> anchors) {
        return anchors.flatMap(Optional::stream).max(Comparator.comparingInt(Anchor::rarity));
    }

    /** The union of all; empty when one of them is. */
    private static Optional<Anchor> any(List<Optional<Anchor>> anchors) {
        List<Contains> texts = new ArrayList<>();
        for (Optional<Anchor> anchor : anchors) {
            if (anchor.isEmpty()) {
                return Optional.empty();
            }
            texts.addAll(anchor.get().texts());
        }
        List<Contains> distinct = texts.stream().distinct().toList();
        return distinct.isEmpty() || distinct.size() > MOST_TEXTS
                ? Optional.empty()
                : Optional.of(new Anchor(distinct));
    }

    /** The rarity of the commonest text, less one for each further text; roughly in bits of information. */
    int rarity() {
        return texts.stream().mapToInt(Anchor::rarity).min().orElse(0) - texts.size() + 1;
    }

    private static int rarity(Contains text) {
        return text.text().chars().map(Anchor::rarity).sum();
    }

    private static int rarity(int c) {
        if (" etaoinrsl0123456789=:\".-/,".indexOf(c) >= 0) {
            return COMMON;
        }
        return c >= 'a' && c <= 'z' ? USUAL : RARE;
    }
}
