package logtail.cli.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Flat JSON objects as the daemon tells of drains: members in their order, those of an object within as {@code options.NAME}. */
public record DrainInfo(Map<String, String> members) {
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Reads one object or an array of them.
     *
     * @throws tools.jackson.core.JacksonException when it is no JSON
     */
    static List<DrainInfo> list(String json) {
        var drains = new ArrayList<DrainInfo>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    var members = new LinkedHashMap<String, String>();
                    read(parser, "", members);
                    drains.add(new DrainInfo(members));
                }
            }
        }
        return drains;
    }

    private static void read(JsonParser parser, String prefix, Map<String, String> members) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = prefix + parser.currentName();
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                read(parser, name + ".", members);
            } else {
                members.put(name, String.valueOf(parser.getValueAsString()));
            }
        }
    }

    /** A member, or nothing. */
    String text(String member) {
        return members.getOrDefault(member, "");
    }

    long number(String member) {
        String text = text(member);
        return text.isEmpty() ? 0 : (long) Double.parseDouble(text);
    }
}
