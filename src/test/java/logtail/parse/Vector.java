package logtail.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** One line of {@code vectors.jsonl}, as nested maps and lists; the README beside that file says what is in it. */
public record Vector(Map<String, Object> members) {
    /** The file that {@code -Dlogtail.vectors=…} names, else the copy among the test resources. */
    public static List<Vector> all() {
        String other = System.getProperty("logtail.vectors");
        try {
            var lines = other != null
                    ? Files.readString(Path.of(other))
                    : new String(
                            Objects.requireNonNull(Vector.class.getResourceAsStream("/syslog/vectors.jsonl"))
                                    .readAllBytes(),
                            UTF_8);
            return lines.lines().map(Vector::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Vector parse(String line) {
        try (var parser = new JsonFactory().createParser(ObjectReadContext.empty(), line)) {
            parser.nextToken();
            return new Vector(asMap(value(parser)));
        }
    }

    /** Null, a boolean, a number and a string become text or null, as no vector needs more. */
    private static Object value(JsonParser parser) {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            var map = new LinkedHashMap<String, Object>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                map.put(name, value(parser));
            }
            return map;
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            var list = new ArrayList<Object>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(value(parser));
            }
            return list;
        }
        return parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getString();
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> asMap(Object value) {
        return (Map<String, Object>) value;
    }

    public String id() {
        return text("id");
    }

    private String text(String name) {
        return (String) members.getOrDefault(name, "");
    }

    /** Such as {@code rfc5424-valid}. */
    public String kindOfMessage() {
        return text("class");
    }

    public boolean isMessage() {
        return "message".equals(members.get("kind"));
    }

    public byte[] input() {
        return Base64.getDecoder().decode(text("input_b64"));
    }

    boolean hasLabel(String label) {
        return members.get("labels") instanceof List<?> labels && labels.contains(label);
    }

    Optional<String> context(String name) {
        return Optional.ofNullable(
                (String) asMap(members.getOrDefault("context", Map.of())).get(name));
    }

    Map<String, Object> expect() {
        return asMap(members.getOrDefault("expect", Map.of()));
    }

    boolean ignoresLeadingSpace() {
        return asMap(members.getOrDefault("cmp", Map.of())).containsKey("message");
    }

    /** What the two daemons made of it; empty when nobody asked them. */
    List<Map<String, Object>> observed() {
        return asMap(members.getOrDefault("observed", Map.of())).values().stream()
                .map(Vector::asMap)
                .toList();
    }

    /** The frames that the source expects, one character per octet; empty when it names none. */
    Optional<List<String>> frames() {
        if (expect().get("frames_b64") instanceof List<?> frames) {
            return Optional.of(frames.stream()
                    .map(frame -> new String(Base64.getDecoder().decode((String) frame), ISO_8859_1))
                    .toList());
        }
        return expect().get("frames") instanceof List<?> frames
                ? Optional.of(frames.stream()
                        .map(frame -> new String(((String) frame).getBytes(UTF_8), ISO_8859_1))
                        .toList())
                : Optional.empty();
    }
}
