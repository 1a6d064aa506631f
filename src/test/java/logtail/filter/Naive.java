package logtail.filter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import logtail.event.Event;
import logtail.filter.Filter.Condition;
import logtail.filter.Filter.Limit;
import logtail.filter.Quantity.Kind;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Filters said once more, in the plainest way, for the tests to compare with. JSON must be well-formed. */
final class Naive {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("ns", "1"),
            Map.entry("us", "1e3"),
            Map.entry("\u00B5s", "1e3"),
            Map.entry("ms", "1e6"),
            Map.entry("s", "1e9"),
            Map.entry("m", "60e9"),
            Map.entry("h", "3600e9"),
            Map.entry("d", "86400e9"),
            Map.entry("b", "1"),
            Map.entry("kb", "1e3"),
            Map.entry("mb", "1e6"),
            Map.entry("kib", "1024"),
            Map.entry("mib", "1048576"));
    private static final String NUMBER = "[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?";
    private static final java.util.regex.Pattern PART =
            java.util.regex.Pattern.compile("(" + NUMBER + ")(ns|us|\u00B5s|ms|s|m|h|d)");
    private static final java.util.regex.Pattern SINGLE =
            java.util.regex.Pattern.compile("([+-]?)(" + NUMBER + ")([^0-9]*)");
    private static final java.util.regex.Pattern PARTS =
            java.util.regex.Pattern.compile("([+-]?)((?:" + PART.pattern() + "){2,})");

    private static final java.util.regex.Pattern TERMINAL_CODE = java.util.regex.Pattern.compile(
            "\u001b(?:\\[[ -?]*[@-\u007f]?|[\\]PX^_](?:[^\u0007\u001b]*(?:\u0007|\u001b\\\\))?|[ -/]*[0-\u007f]?)");

    private Naive() {}

    /** The message as people see it, without colours. */
    private static byte[] plain(Event event) {
        String octets = new String(event.message(), ISO_8859_1);
        return TERMINAL_CODE.matcher(octets).replaceAll("").getBytes(ISO_8859_1);
    }

    /** The message for whoever looks for {@code text}, which may be a terminal code. */
    private static byte[] seen(Event event, String text) {
        return text.contains("\u001b") ? event.message() : plain(event);
    }

    static boolean matches(Filter filter, Event event) {
        return switch (filter) {
            case Filter.All all -> true;
            case Filter.Contains contains ->
                contains(seen(event, contains.text()), contains.text(), contains.ignoreCase());
            case Filter.Matches matches -> find(matches.regex(), matches.ignoreCase(), seen(event, matches.regex()));
            case Filter.Levels levels -> (levels.codes() & 1 << event.severity().code()) != 0;
            case Filter.Facilities facilities ->
                event.facility() < 24 && (facilities.codes() & 1 << event.facility()) != 0;
            case Filter.Ids ids -> ids.range().contains(event.index());
            case Filter.Header header -> {
                byte[] text = header(header.place(), event);
                yield text.length > 0 && meets(header.condition(), text, "");
            }
            case Filter.Key key -> key(key, event);
            case Filter.Not not -> !matches(not.negated(), event);
            case Filter.And and -> and.filters().stream().allMatch(one -> matches(one, event));
            case Filter.Or or -> or.filters().stream().anyMatch(one -> matches(one, event));
        };
    }

    private static byte[] header(Filter.Place place, Event event) {
        return switch (place) {
            case APP -> event.app().getBytes(UTF_8);
            case PROCESS -> event.process().getBytes(UTF_8);
            case HOST -> event.host().getBytes(UTF_8);
            case MSGID -> event.msgId().getBytes(UTF_8);
            case MESSAGE -> plain(event);
        };
    }

    private static boolean key(Filter.Key key, Event event) {
        boolean isInText = key.condition() instanceof Condition.Has has
                && matches(Filter.Contains.smartCase(key.key() + ":" + has.text()), event);
        boolean isAttribute = event.attributes().containsKey(key.name())
                && meets(key.condition(), event.attributes().get(key.name()).getBytes(UTF_8), key.name());
        boolean isObject = new String(plain(event), ISO_8859_1).matches("(?s)[ \t\r\n]*\\{[ \t\r\n]*\".*");
        return isInText || isAttribute || (isObject ? json(plain(event), key) : logfmt(plain(event), key));
    }

    private static boolean json(byte[] message, Filter.Key key) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), message)) {
            parser.nextToken();
            return members(parser, "", key);
        }
    }

    private static boolean members(JsonParser parser, String path, Filter.Key key) {
        boolean isFound = false;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = path + parser.currentName();
            parser.nextToken();
            isFound |= value(parser, name, key);
        }
        return isFound;
    }

    private static boolean value(JsonParser parser, String name, Filter.Key key) {
        boolean isThis = name.equals(key.name());
        boolean isFound = isThis && key.condition() instanceof Condition.Present;
        switch (parser.currentToken()) {
            case START_OBJECT -> isFound |= members(parser, name + ".", key);
            case START_ARRAY -> {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    isFound |= value(parser, name, key);
                }
            }
            case VALUE_NULL -> isFound = false;
            default ->
                isFound = isThis && meets(key.condition(), parser.getString().getBytes(UTF_8), key.name());
        }
        return isFound;
    }

    private static boolean logfmt(byte[] message, Filter.Key key) {
        String text = new String(message, ISO_8859_1);
        var keys = java.util.regex.Pattern.compile(
                        "(?<![A-Za-z0-9_.@-])" + java.util.regex.Pattern.quote(key.name()) + "=")
                .matcher(text);
        return keys.results()
                .flatMap(found -> values(text, found.start(), found.end()).stream())
                .anyMatch(value -> meets(key.condition(), value.getBytes(ISO_8859_1), key.name()));
    }

    private static List<String> values(String text, int from, int value) {
        boolean isParameter = from > 0 && "?&".indexOf(text.charAt(from - 1)) >= 0;
        var quoted = java.util.regex.Pattern.compile("\"((?:[^\"\\\\]|\\\\.|\\\\\\z)*)", java.util.regex.Pattern.DOTALL)
                .matcher(text)
                .region(value, text.length());
        if (quoted.lookingAt()) {
            return List.of(unescaped(quoted.group(1)));
        }
        String plain = text.substring(value).split(isParameter ? "[ \t&]" : "[ \t]", 2)[0];
        return List.of(plain, plain.replaceAll("[,;)\\]}>\"']+\\z", ""));
    }

    private static String unescaped(String latin) {
        String text = new String(latin.getBytes(ISO_8859_1), UTF_8);
        var plain = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c != '\\' || at + 1 == text.length()) {
                plain.append(c);
                continue;
            }
            char escape = text.charAt(++at);
            if (escape == 'u' && text.substring(at + 1).matches("(?s)[0-9a-fA-F]{4}.*")) {
                plain.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                at += 4;
            } else {
                int known = "ntrbf".indexOf(escape);
                plain.append(known < 0 ? escape : "\n\t\r\b\f".charAt(known));
            }
        }
        return new String(plain.toString().getBytes(UTF_8), ISO_8859_1);
    }

    private static boolean meets(Condition condition, byte[] value, String key) {
        return switch (condition) {
            case Condition.Has has -> contains(value, has.text(), has.ignoreCase());
            case Condition.Is is -> is.values().stream().anyMatch(one -> Arrays.equals(one.getBytes(UTF_8), value));
            case Condition.Like like -> find(like.regex(), like.ignoreCase(), value);
            case Condition.Present present -> true;
            case Condition.Between between -> between(between, new String(value, UTF_8), key);
        };
    }

    private static boolean between(Condition.Between between, String value, String key) {
        return isBeyond(between.low(), value, key, 1) && isBeyond(between.high(), value, key, -1);
    }

    private static boolean isBeyond(@Nullable Limit limit, String value, String key, int direction) {
        if (limit == null) {
            return true;
        }
        BigDecimal than = quantity(limit.quantity().text(), limit.quantity().kind(), "");
        BigDecimal number = quantity(value, limit.quantity().kind(), key);
        if (than == null || number == null) {
            return false;
        }
        int order = Integer.signum(number.compareTo(than)) * direction;
        return order > 0 || (order == 0 && limit.isIncluded());
    }

    private static @Nullable BigDecimal quantity(String text, Kind kind, String key) {
        var single = SINGLE.matcher(text);
        if (single.matches()) {
            return single(single.group(1) + single.group(2), single.group(3), kind, key);
        }
        var parts = PARTS.matcher(text);
        if (!parts.matches() || kind != Kind.DURATION) {
            return null;
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (var part : PART.matcher(parts.group(2)).results().toList()) {
            sum = sum.add(new BigDecimal(part.group(1)).multiply(new BigDecimal(UNITS.get(part.group(2)))));
        }
        return parts.group(1).equals("-") ? sum.negate() : sum;
    }

    private static @Nullable BigDecimal single(String digits, String unit, Kind kind, String key) {
        var number = new BigDecimal(digits);
        String known = unit.matches("(?i)[km]?i?b") ? unit.toLowerCase(java.util.Locale.ROOT) : unit;
        boolean isNumber = unit.isEmpty() || unit.equals("%");
        if (!isNumber && !UNITS.containsKey(known)) {
            return null;
        }
        if (kind == Kind.NUMBER) {
            return number;
        }
        if (isNumber) {
            KeyUnit plain = KeyUnit.of(key);
            return number.multiply(BigDecimal.valueOf(kind == Kind.DURATION ? plain.nanos() : plain.bytes()));
        }
        boolean isSize = known.endsWith("b");
        return isSize == (kind == Kind.SIZE) ? number.multiply(new BigDecimal(UNITS.get(known))) : null;
    }

    private static boolean find(String regex, boolean ignoreCase, byte[] text) {
        return Pattern.compile((ignoreCase ? "(?i)" : "") + "(?:" + regex + ")")
                .matcher(new String(text, UTF_8))
                .find();
    }

    private static boolean contains(byte[] bytes, String text, boolean ignoreCase) {
        return indexOf(bytes, 0, bytes.length, text.getBytes(UTF_8), ignoreCase) >= 0;
    }

    static int indexOf(byte[] bytes, int from, int to, byte[] text, boolean ignoreCase) {
        for (int at = from; at + text.length <= to; at++) {
            int same = 0;
            while (same < text.length && isSame(bytes[at + same], text[same], ignoreCase)) {
                same++;
            }
            if (same == text.length) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isSame(byte one, byte other, boolean ignoreCase) {
        return one == other || (ignoreCase && lower(one) == lower(other));
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }
}
