package logtail.cli.client;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Turns the daemon's NDJSON into {@link StreamLine}s. One thread. */
public final class StreamLineReader {
    private static final int CUT = 1;
    private static final int CONTINUED = 2;

    private final JsonFactory json = new JsonFactory(); // read token by token: a tail has millions of lines

    /**
     * Reads the line in {@code bytes[from, from + length)}, with or without its line end.
     *
     * @throws JacksonException when it is no JSON object
     */
    public StreamLine read(byte[] bytes, int from, int length) {
        try (var parser = json.createParser(ObjectReadContext.empty(), bytes, from, length)) {
            parser.nextToken();
            return line(parser);
        }
    }

    private static StreamLine line(JsonParser parser) {
        String id = "";
        String time = "";
        String received = "";
        String app = "";
        String process = "";
        String host = "";
        String level = "";
        String message = "";
        boolean context = false;
        boolean late = false;
        int flags = 0;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "id" -> id = text(parser);
                case "time" -> time = text(parser);
                case "received" -> received = text(parser);
                case "app" -> app = text(parser);
                case "process" -> process = text(parser);
                case "host" -> host = text(parser);
                case "level" -> level = text(parser);
                case "message" -> message = text(parser);
                case "context" -> context = parser.getValueAsBoolean();
                case "late" -> late = parser.getValueAsBoolean();
                case "flags" -> flags = flags(parser);
                case "gap" -> {
                    return gap(parser);
                }
                case "heartbeat" -> {
                    return new StreamLine.Heartbeat(text(parser));
                }
                case "cursor" -> {
                    return new StreamLine.Cursor(text(parser));
                }
                default -> parser.skipChildren();
            }
        }
        return id.isEmpty()
                ? new StreamLine.Other()
                : new StreamLine.Event(
                        id,
                        time,
                        received,
                        app,
                        process,
                        host,
                        level,
                        message,
                        context,
                        late,
                        (flags & CUT) != 0,
                        (flags & CONTINUED) != 0);
    }

    private static int flags(JsonParser parser) {
        int flags = 0;
        boolean isArray = parser.currentToken() == JsonToken.START_ARRAY;
        while (isArray && parser.nextToken() == JsonToken.VALUE_STRING) {
            flags |= switch (parser.getString()) {
                case "truncated" -> CUT;
                case "continued" -> CONTINUED;
                default -> 0;
            };
        }
        return flags;
    }

    private static StreamLine gap(JsonParser parser) {
        String from = "";
        String to = "";
        long count = 0;
        String reason = "";
        String after = "";
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "from" -> from = text(parser);
                case "to" -> to = text(parser);
                case "count" -> count = parser.getValueAsLong();
                case "reason" -> reason = text(parser);
                case "after" -> after = text(parser);
                default -> parser.skipChildren();
            }
        }
        return new StreamLine.Gap(from, to, count, reason, after);
    }

    /** The value, whether string or number. */
    private static String text(JsonParser parser) {
        String value = parser.getValueAsString();
        return value == null ? "" : value;
    }
}
