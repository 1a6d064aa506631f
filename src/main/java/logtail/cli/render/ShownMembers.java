package logtail.cli.render;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Everything that an event says, by name: its members, its attributes, the keys in its message. What comes first wins. One
 * thread; looks at one event at a time.
 */
public final class ShownMembers {
    private final JsonFactory json = new JsonFactory(); // read token by token: there is an event in every line
    private final MessageMembers message = new MessageMembers();
    private final Map<String, String> members = new LinkedHashMap<>();
    private boolean hasMessageKeys;

    /** Takes the event in {@code json[from, from + length)}, which was read as JSON before. */
    public ShownMembers of(byte[] bytes, int from, int length) {
        members.clear();
        hasMessageKeys = false;
        try (var parser = json.createParser(ObjectReadContext.empty(), bytes, from, length)) {
            parser.nextToken();
            object(parser);
        }
        return this;
    }

    /** Members and attributes, in their order. */
    Map<String, String> all() {
        return members;
    }

    /** The value, or an empty string when there is none. */
    public String get(String name) {
        String value = members.get(name);
        if (value == null && !hasMessageKeys) {
            hasMessageKeys = true;
            String text = members.getOrDefault("message", "");
            var keys = message.ofJson(text);
            (keys.isEmpty() ? message.ofLogfmt(text) : keys)
                    .forEach(key -> members.putIfAbsent(key.key(), key.value()));
            value = members.get(name);
        }
        return value == null ? "" : value;
    }

    private void object(JsonParser parser) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            switch (parser.nextToken()) {
                case START_OBJECT -> object(parser); // the attributes
                case START_ARRAY -> members.putIfAbsent(name, words(parser)); // the flags
                default -> members.putIfAbsent(name, parser.getString());
            }
        }
    }

    private static String words(JsonParser parser) {
        var words = new StringBuilder();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            words.append(words.isEmpty() ? "" : ",").append(parser.getString());
        }
        return words.toString();
    }
}
