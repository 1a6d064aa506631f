package logtail.cli.render;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** What a structured message is made of, in its order. One thread. */
public final class MessageMembers {
    private final JsonFactory json = new JsonFactory(); // read token by token: there is a message in every line

    /** Those of a message that is one JSON object, nested ones with dots; none when it is anything else. */
    List<Member> ofJson(String message) {
        String text = message.strip();
        if (!text.startsWith("{") || !text.endsWith("}")) {
            return List.of();
        }
        var members = new ArrayList<Member>();
        try (var parser = json.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            object(parser, text, "", members);
            return parser.nextToken() == null ? members : List.of();
        } catch (JacksonException e) {
            return List.of();
        }
    }

    /** The {@code key=value} pairs of a message, whatever stands between them. */
    List<Member> ofLogfmt(String message) {
        var members = new ArrayList<Member>();
        for (int equals = LogfmtKeys.next(message, 0); equals >= 0; equals = LogfmtKeys.next(message, equals + 1)) {
            int end = LogfmtKeys.valueEnd(message, equals + 1);
            String key = message.substring(LogfmtKeys.keyFrom(message, equals), equals);
            members.add(new Member(key, unquoted(message.substring(equals + 1, end))));
        }
        return members;
    }

    private static void object(JsonParser parser, String text, String prefix, List<Member> members) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = prefix + parser.currentName();
            switch (parser.nextToken()) {
                case START_OBJECT -> object(parser, text, key + ".", members);
                case START_ARRAY -> {
                    long from = parser.currentTokenLocation().getCharOffset();
                    parser.skipChildren();
                    long to = parser.currentLocation().getCharOffset();
                    members.add(new Member(key, text.substring((int) from, (int) to)));
                }
                default -> members.add(new Member(key, parser.getString()));
            }
        }
    }

    private static String unquoted(String value) {
        if (value.length() < 2 || value.charAt(0) != '"') {
            return value;
        }
        var text = new StringBuilder();
        for (int i = 1; i < value.length() - 1; i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length() - 1) {
                char escaped = value.charAt(++i);
                text.append(escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
