package logtail.daemon;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A document of OpenAPI 3.1, as far as ours goes. References are followed where they are asked for. */
final class OpenApi {
    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "patch", "options", "head", "trace");

    private final Map<String, Object> document;

    private OpenApi(Map<String, Object> document) {
        this.document = document;
    }

    /**
     * A parameter.
     *
     * @param in query, header or path
     * @param examples values that it takes: those of the document, and its default
     */
    record Parameter(String name, String in, Map<String, Object> schema, List<String> examples) {}

    /**
     * What a method does at a path.
     *
     * @param answers by status or {@code default}
     * @param security each way to show a token, with the rights that it needs; empty for anybody
     */
    record Operation(
            List<Parameter> parameters,
            Map<String, Map<String, Object>> answers,
            List<Map<String, List<String>>> security) {
        List<Parameter> inQuery() {
            return parameters.stream()
                    .filter(parameter -> parameter.in.equals("query"))
                    .toList();
        }
    }

    static OpenApi read(String yaml) {
        var strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        return new OpenApi(map(new Yaml(new SafeConstructor(strict)).load(yaml)));
    }

    /** The version of what it describes. */
    String version() {
        return String.valueOf(map(document.get("info")).get("version"));
    }

    /** By method and path. */
    Map<String, Operation> operations() {
        var operations = new LinkedHashMap<String, Operation>();
        map(document.get("paths"))
                .forEach((path, item) -> map(item).forEach((method, operation) -> {
                    if (METHODS.contains(method)) {
                        operations.put(
                                method.toUpperCase(Locale.ROOT) + " " + path, operation(map(item), map(operation)));
                    }
                }));
        return operations;
    }

    /** What a reference such as {@code #/components/schemas/Event} leads to, or the node itself. */
    Map<String, Object> resolved(@Nullable Object node) {
        Object reference = map(node).get("$ref");
        return reference == null ? map(node) : resolved(at(reference.toString()));
    }

    private Object at(String reference) {
        Object node = document;
        for (String name : reference.substring("#/".length()).split("/", -1)) {
            node = map(node).get(name);
            if (node == null) {
                throw new AssertionError("there is no " + reference);
            }
        }
        return node;
    }

    private Operation operation(Map<String, Object> item, Map<String, Object> operation) {
        var parameters = new ArrayList<Parameter>();
        for (Map<String, Object> level : List.of(item, operation)) {
            list(level.get("parameters")).forEach(parameter -> parameters.add(parameter(resolved(parameter))));
        }
        var answers = new LinkedHashMap<String, Map<String, Object>>();
        map(operation.get("responses")).forEach((status, answer) -> answers.put(status, resolved(answer)));
        List<Map<String, List<String>>> security = list(operation.get("security")).stream()
                .map(way -> {
                    var rights = new LinkedHashMap<String, List<String>>();
                    map(way).forEach((scheme, words) -> rights.put(
                            scheme, list(words).stream().map(String::valueOf).toList()));
                    return (Map<String, List<String>>) rights;
                })
                .toList();
        return new Operation(parameters, answers, security);
    }

    private Parameter parameter(Map<String, Object> parameter) {
        Map<String, Object> schema = resolved(parameter.get("schema"));
        var examples = new ArrayList<String>();
        for (Object example : new Object[] {parameter.get("example"), schema.get("default")}) {
            if (example instanceof List<?> several) {
                examples.add(String.valueOf(several.getFirst()));
            } else if (example != null) {
                examples.add(example.toString());
            }
        }
        return new Parameter(
                String.valueOf(parameter.get("name")), String.valueOf(parameter.get("in")), schema, examples);
    }

    /** An object of the document; none where there is nothing. */
    @SuppressWarnings("unchecked") // names are texts, or AssertJ shows what is not
    static Map<String, Object> map(@Nullable Object node) {
        return node == null ? Map.of() : (Map<String, Object>) node;
    }

    /** A list of the document; none where there is nothing. */
    @SuppressWarnings("unchecked") // of whatever
    static List<Object> list(@Nullable Object node) {
        return node == null ? List.of() : (List<Object>) node;
    }
}
