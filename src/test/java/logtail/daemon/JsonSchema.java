package logtail.daemon;

import static logtail.daemon.OpenApi.list;
import static logtail.daemon.OpenApi.map;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Holds JSON against schemas of a document: as much of JSON Schema (2020-12) as ours uses. A keyword that is not known, and an object
 * that does not say what else it may have, fail. Remembers which members were met. One thread.
 */
final class JsonSchema {
    /** Looked at elsewhere, or for people. */
    private static final Set<String> WORDS = Set.of("type", "description", "format", "default");

    private final OpenApi document;
    private final Set<String> met = new TreeSet<>();

    JsonSchema(OpenApi document) {
        this.document = document;
    }

    /** The members that were there, each as {@code Schema.name}. */
    Set<String> met() {
        return met;
    }

    /**
     * What is wrong with a value; nothing when it is as the schema says.
     *
     * @param where the schema stands, unless it is a reference
     */
    List<String> mistakes(Object value, Map<String, Object> schema, String where) {
        Object type = schema.get("type");
        if ("object".equals(type) && !schema.containsKey("additionalProperties")) {
            throw new AssertionError(where + " does not say whether there may be other members");
        }
        if (type != null && !isOf(value, type.toString())) {
            return List.of("%s: %s is no %s".formatted(where, value, type));
        }
        var mistakes = new ArrayList<String>();
        schema.forEach((keyword, rule) -> {
            if (!WORDS.contains(keyword)) {
                mistakes.addAll(mistakes(value, schema, keyword, rule, where));
            }
        });
        return mistakes;
    }

    private List<String> mistakes(Object value, Map<String, Object> schema, String keyword, Object rule, String where) {
        return switch (keyword) {
            case "$ref" -> mistakes(value, document.resolved(schema), name(rule));
            case "oneOf" -> oneOf(value, list(rule), where);
            case "enum" ->
                unless(list(rule).stream().anyMatch(one -> isSame(one, value)), where, value, "none of " + rule);
            case "const" -> unless(isSame(rule, value), where, value, "not " + rule);
            case "pattern" ->
                unless(
                        Pattern.compile(rule.toString())
                                .matcher(value.toString())
                                .find(),
                        where,
                        value,
                        "not like " + rule);
            case "minimum" -> unless(number(value).compareTo(number(rule)) >= 0, where, value, "less than " + rule);
            case "maximum" -> unless(number(value).compareTo(number(rule)) <= 0, where, value, "more than " + rule);
            case "minLength" -> unless(value.toString().length() >= number(rule).intValue(), where, value, "too short");
            case "minItems" -> unless(list(value).size() >= number(rule).intValue(), where, value, "too few");
            case "maxItems" -> unless(list(value).size() <= number(rule).intValue(), where, value, "too many");
            case "items" ->
                list(value).stream()
                        .flatMap(item -> mistakes(item, map(rule), where).stream())
                        .toList();
            case "required" ->
                list(rule).stream()
                        .filter(name -> !members(value).containsKey(name.toString()))
                        .map(name -> where + ": there is no " + name)
                        .toList();
            case "propertyNames" ->
                members(value).keySet().stream()
                        .flatMap(name -> mistakes(name, map(rule), where).stream())
                        .toList();
            case "properties" -> properties(value, map(rule), where);
            case "additionalProperties" -> others(value, schema, rule, where);
            default -> throw new AssertionError(where + " has the keyword " + keyword);
        };
    }

    /** Every member that answers may have by this schema, as {@link #met} names them. */
    void addAll(Map<String, Object> schema, String where, Set<String> names) {
        Object reference = schema.get("$ref");
        if (reference != null) {
            addAll(document.resolved(schema), name(reference), names);
            return;
        }
        map(schema.get("properties")).forEach((name, property) -> {
            if (names.add(where + "." + name)) {
                addAll(map(property), where + "." + name, names);
            }
        });
        list(schema.get("oneOf")).forEach(one -> addAll(map(one), where, names));
        if (schema.get("items") != null) {
            addAll(map(schema.get("items")), where, names);
        }
        if (schema.get("additionalProperties") instanceof Map<?, ?> others) {
            addAll(map(others), where, names);
        }
    }

    private List<String> oneOf(Object value, List<Object> schemas, String where) {
        List<List<String>> tried =
                schemas.stream().map(one -> mistakes(value, map(one), where)).toList();
        long fitting = tried.stream().filter(List::isEmpty).count();
        return fitting == 1 ? List.of() : List.of(where + ": " + value + " is " + fitting + " of one: " + tried);
    }

    private List<String> properties(Object value, Map<String, Object> properties, String where) {
        var mistakes = new ArrayList<String>();
        properties.forEach((name, property) -> {
            Object member = members(value).get(name);
            if (member != null) {
                List<String> own = mistakes(member, map(property), where + "." + name);
                mistakes.addAll(own);
                if (own.isEmpty()) {
                    met.add(where + "." + name);
                }
            }
        });
        return mistakes;
    }

    private List<String> others(Object value, Map<String, Object> schema, Object rule, String where) {
        Set<String> known = map(schema.get("properties")).keySet();
        return members(value).entrySet().stream()
                .filter(member -> !known.contains(member.getKey()))
                .flatMap(member -> rule.equals(false)
                        ? List.of(where + ": " + member.getKey() + " is not described").stream()
                        : mistakes(member.getValue(), map(rule), where).stream())
                .toList();
    }

    private static List<String> unless(boolean isFit, String where, Object value, String why) {
        return isFit ? List.of() : List.of("%s: %s is %s".formatted(where, value, why));
    }

    private static Map<String, Object> members(Object value) {
        return value instanceof Map ? map(value) : Map.of();
    }

    private static boolean isOf(Object value, String type) {
        return switch (type) {
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Long;
            case "number" -> value instanceof Number;
            case "boolean" -> value instanceof Boolean;
            default -> throw new AssertionError("there is no type " + type);
        };
    }

    private static boolean isSame(Object given, Object value) {
        return (given instanceof Number && value instanceof Number)
                ? number(given).compareTo(number(value)) == 0
                : given.equals(value);
    }

    private static BigDecimal number(Object value) {
        return new BigDecimal(value.toString());
    }

    private static String name(Object reference) {
        return reference.toString().substring(reference.toString().lastIndexOf('/') + 1);
    }
}
