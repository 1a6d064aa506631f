package logtail.drain.sink.http;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What an OTLP server says besides success: {@code {"partialSuccess":{"rejectedLogRecords":"2","errorMessage":"…"}}}.
 *
 * @param rejected how many records it will never take
 * @param message why
 */
record PartialSuccess(long rejected, String message) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final PartialSuccess NOTHING = new PartialSuccess(0, "");

    /** A body that is something else says nothing: the status was a success. */
    static PartialSuccess read(byte[] body) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return NOTHING;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean isIt = isNamed(parser, "partialSuccess", "partial_success");
                if (parser.nextToken() == JsonToken.START_OBJECT && isIt) {
                    return members(parser);
                }
                parser.skipChildren();
            }
            return NOTHING;
        } catch (JacksonException | NumberFormatException e) {
            return NOTHING;
        }
    }

    private static PartialSuccess members(JsonParser parser) {
        long rejected = 0;
        String message = "";
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean isCount = isNamed(parser, "rejectedLogRecords", "rejected_log_records");
            boolean isMessage = isNamed(parser, "errorMessage", "error_message");
            JsonToken value = parser.nextToken();
            if (isCount && value.isScalarValue()) {
                rejected = Long.parseLong(parser.getString()); // a number, or, as it has 64 bits, a string
            } else if (isMessage && value == JsonToken.VALUE_STRING) {
                message = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
        return new PartialSuccess(Math.max(0, rejected), message);
    }

    private static boolean isNamed(JsonParser parser, String name, String original) {
        return parser.currentName().equals(name) || parser.currentName().equals(original);
    }
}
