package logtail.drain.sink.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import logtail.drain.sink.Sink.Answer;
import logtail.drain.sink.Sink.Rejection;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads what the bulk API says of each event: {@code {"errors":true,"items":[{"index":{"status":400,"error":{"type":"…",
 * "reason":"…"}}},…]}}. For one answer.
 */
final class BulkAnswer {
    private static final JsonFactory JSON = new JsonFactory(); // token by token: an answer has an item for each event
    private static final int CONFLICT = 409; // a document with this id is there

    private final int expected;
    private final boolean isCreating;
    private final Quotation quotation;
    private final List<Rejection> rejections = new ArrayList<>();
    private @Nullable Boolean hasErrors;
    private @Nullable String later;
    private int items;
    private int status;
    private String type = "";
    private String reason = "";

    /**
     * Nothing read yet.
     *
     * @param expected how many events were sent
     * @param isCreating whether an event that is there already counts as sent
     */
    BulkAnswer(int expected, boolean isCreating, Quotation quotation) {
        this.expected = expected;
        this.isCreating = isCreating;
        this.quotation = quotation;
    }

    Answer read(byte[] body) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                object(parser);
            }
        } catch (JacksonException e) {
            hasErrors = null;
        }
        if (hasErrors == null) {
            return notUnderstood(
                    "does not answer like a bulk API; check the path of the destination: " + quotation.of(body));
        }
        if (!hasErrors) {
            return Answer.TAKEN;
        }
        if (items != expected) {
            return notUnderstood("answers for %d of %d events".formatted(items, expected));
        }
        if (later != null) {
            return new Answer.Later(Duration.ZERO, later);
        }
        return rejections.isEmpty() ? Answer.TAKEN : new Answer.TakenBut(List.copyOf(rejections));
    }

    private static Answer notUnderstood(String why) {
        return new Answer.Later(Duration.ZERO, why);
    }

    private void object(JsonParser parser) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("errors") && value.isBoolean()) {
                hasErrors = value == JsonToken.VALUE_TRUE;
            } else if (name.equals("items") && value == JsonToken.START_ARRAY) {
                items(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void items(JsonParser parser) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            status = 0;
            type = "";
            reason = "";
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) { // the action
                if (parser.nextToken() == JsonToken.START_OBJECT) {
                    result(parser);
                }
            }
            note();
            items++;
        }
    }

    private void result(JsonParser parser) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("status") && value == JsonToken.VALUE_NUMBER_INT) {
                status = parser.getIntValue();
            } else if (name.equals("error") && value == JsonToken.START_OBJECT) {
                error(parser);
            } else if (name.equals("error") && value == JsonToken.VALUE_STRING) {
                reason = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
    }

    private void error(JsonParser parser) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("type") && value == JsonToken.VALUE_STRING) {
                type = parser.getString();
            } else if (name.equals("reason") && value == JsonToken.VALUE_STRING) {
                reason = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
    }

    private void note() {
        boolean isThere = isCreating && status == CONFLICT;
        HttpVerdict verdict = isThere ? HttpVerdict.TAKEN : HttpVerdict.of(status);
        if (verdict == HttpVerdict.TAKEN) {
            return;
        }
        String why = quotation.of("%d %s: %s".formatted(status, type, reason));
        if (verdict == HttpVerdict.REFUSED) {
            rejections.add(new Rejection(items, why));
        } else if (later == null) {
            later = "does not take event %d of %d now: %s".formatted(items + 1, expected, why);
        }
    }
}
