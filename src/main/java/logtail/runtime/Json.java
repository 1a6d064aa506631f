package logtail.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.StringWriter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON value of the control plane: settings, requests and small answers, read as a whole and asked for members, or built
 * and written. A member that is absent, null or of another type reads as absent. Not for lines and streams, which are
 * scanned in place. Built by one thread; any thread may read.
 */
public final class Json {
    private static final String WHERE_THE_PARSER_WAS =
            " \\(start marker at \\[.*"; // tells of the parser, not of the text
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Json ABSENT = new Json(null);

    private final @Nullable Object value; // Map of Json, List of Json, String, Number, Boolean or null

    private Json(@Nullable Object value) {
        this.value = value;
    }

    /** The text is no JSON; the message says where it is wrong. */
    public static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        MalformedException(String message) {
            super(message);
        }
    }

    /**
     * Reads the document in {@code text}.
     *
     * @throws MalformedException when it is none
     */
    public static Json read(String text) {
        return read(text.getBytes(UTF_8));
    }

    /**
     * Reads the document in {@code utf8}.
     *
     * @throws MalformedException when it is none
     */
    public static Json read(byte[] utf8) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), utf8)) {
            return read(parser);
        } catch (JacksonException e) {
            throw new MalformedException(e.getOriginalMessage().replaceFirst(WHERE_THE_PARSER_WAS, ""));
        }
    }

    /** An object to which members are {@linkplain #with added}. */
    public static Json object() {
        return new Json(new LinkedHashMap<String, Json>());
    }

    /** A string, a number, a boolean, another value, a map or a collection of these. */
    public static Json of(Object value) {
        return switch (value) {
            case Json json -> json;
            case Map<?, ?> map -> {
                Json object = object();
                map.forEach((name, member) -> object.with(String.valueOf(name), member));
                yield object;
            }
            case Iterable<?> items -> {
                var list = new ArrayList<Json>();
                items.forEach(item -> list.add(of(item)));
                yield new Json(list);
            }
            case String text -> new Json(text);
            case Number number -> new Json(number);
            case Boolean flag -> new Json(flag);
            default -> throw new IllegalArgumentException("JSON has no " + value.getClass());
        };
    }

    /** Adds a member to this object, see {@link #of}. */
    public Json with(String name, Object member) {
        map().put(name, of(member));
        return this;
    }

    public boolean isObject() {
        return value instanceof Map;
    }

    /** The member of this name. */
    public Json get(String name) {
        return isObject() ? map().getOrDefault(name, ABSENT) : ABSENT;
    }

    /** The members of an object in their order; none of anything else. */
    public Map<String, Json> members() {
        return isObject() ? map() : Map.of();
    }

    /** The items of an array; none of anything else. */
    @SuppressWarnings("unchecked") // made here
    public List<Json> items() {
        return value instanceof List ? (List<Json>) value : List.of();
    }

    /** A string, a number or a boolean as text; empty for anything else. */
    public Optional<String> text() {
        return value == null || value instanceof Map || value instanceof List
                ? Optional.empty()
                : Optional.of(value.toString());
    }

    /** The text of a member; {@code ""} when it is absent. */
    public String text(String name) {
        return get(name).text().orElse("");
    }

    /** A member as a whole number, from a number or a string of digits; 0 when it is neither. */
    public long number(String name) {
        Object member = get(name).value;
        if (member instanceof Number number) {
            return number.longValue();
        }
        try {
            return Long.parseLong(text(name));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** A member as a floating-point number; 0 when it is no number. */
    public double decimal(String name) {
        return get(name).value instanceof Number number ? number.doubleValue() : 0;
    }

    /** As one line of JSON, without a line end. */
    @Override
    public String toString() {
        var text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(generator);
        }
        return text.toString();
    }

    @SuppressWarnings("unchecked") // made here
    private Map<String, Json> map() {
        if (!(value instanceof Map)) {
            throw new IllegalStateException("not an object");
        }
        return (Map<String, Json>) value;
    }

    private void write(JsonGenerator to) {
        switch (value) {
            case null -> to.writeNull();
            case Map<?, ?> object -> {
                to.writeStartObject();
                members().forEach((name, member) -> {
                    to.writeName(name);
                    member.write(to);
                });
                to.writeEndObject();
            }
            case List<?> array -> {
                to.writeStartArray();
                items().forEach(item -> item.write(to));
                to.writeEndArray();
            }
            case Double decimal -> to.writeNumber(decimal);
            case BigInteger huge -> to.writeNumber(huge);
            case Number number -> to.writeNumber(number.longValue());
            case Boolean flag -> to.writeBoolean(flag);
            default -> to.writeString(value.toString());
        }
    }

    private static Json read(JsonParser parser) {
        if (parser.nextToken() == null) {
            throw new MalformedException("the text is empty");
        }
        Json whole = value(parser);
        if (parser.nextToken() != null) {
            throw new MalformedException("more follows behind the value");
        }
        return whole;
    }

    private static Json value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Json object = object();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.map().put(name, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                var items = new ArrayList<Json>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield new Json(items);
            }
            case VALUE_NUMBER_INT -> new Json(parser.getNumberValue());
            case VALUE_NUMBER_FLOAT -> new Json(parser.getDoubleValue());
            case VALUE_TRUE -> new Json(true);
            case VALUE_FALSE -> new Json(false);
            case VALUE_NULL -> ABSENT;
            default -> new Json(parser.getString());
        };
    }
}
