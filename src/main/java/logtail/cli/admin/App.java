package logtail.cli.admin;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What the daemon says of an app.
 *
 * @param events how many lines of it the daemon has counted
 * @param perSecond lines a second over the last minute
 * @param lastSeen when its newest line came; {@link Instant#EPOCH} when that is not known
 */
public record App(String name, long events, double perSecond, Instant lastSeen) {
    /**
     * Reads the answer of {@code GET /apps}.
     *
     * @throws JacksonException when it is no JSON
     */
    static List<App> list(byte[] json) {
        var apps = new ArrayList<App>();
        try (var parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                apps.add(read(parser));
            }
        }
        return apps;
    }

    private static App read(JsonParser parser) {
        String name = "";
        long events = 0;
        double perSecond = 0;
        Instant lastSeen = Instant.EPOCH;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case "app" -> name = String.valueOf(parser.getValueAsString());
                case "events" -> events = parser.getValueAsLong();
                case "per_second" -> perSecond = parser.getValueAsDouble();
                case "last_seen" -> lastSeen = time(String.valueOf(parser.getValueAsString()));
                default -> parser.skipChildren();
            }
        }
        return new App(name, events, perSecond, lastSeen);
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
