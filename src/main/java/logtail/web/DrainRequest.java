package logtail.web;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import logtail.drain.Drain;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a request wants of a drain; members that are not there are empty.
 *
 * @param options an empty value takes an option away
 */
record DrainRequest(
        Optional<String> name,
        Optional<String> url,
        Optional<String> filter,
        Map<String, String> options,
        Optional<String> since,
        Optional<String> after,
        Optional<Boolean> paused) {
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Reads the JSON object of a request.
     *
     * @throws BadParameterException when it is none or has other members than these
     */
    static DrainRequest read(String body) {
        var texts = new TreeMap<String, String>();
        var options = new TreeMap<String, String>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new BadParameterException("the body is not a JSON object");
            }
            for (JsonToken token = json.nextToken(); token == JsonToken.PROPERTY_NAME; token = json.nextToken()) {
                String member = json.currentName();
                json.nextToken();
                switch (member) {
                    case "options" -> readOptions(json, options);
                    case "name", "url", "filter", "since", "after", "paused" -> texts.put(member, json.getString());
                    default ->
                        throw new BadParameterException("member '%s' is not known; a drain has %s"
                                .formatted(member, "name, url, filter, options, since, after, paused"));
                }
            }
        } catch (JacksonException e) {
            throw new BadParameterException("the body is not a JSON object: " + e.getOriginalMessage());
        }
        return new DrainRequest(
                text(texts.get("name")),
                text(texts.get("url")),
                text(texts.get("filter")),
                options,
                text(texts.get("since")),
                text(texts.get("after")),
                text(texts.get("paused")).map(Boolean::parseBoolean));
    }

    private static void readOptions(JsonParser json, Map<String, String> options) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            options.put(name, json.getString());
        }
    }

    private static Optional<String> text(@Nullable String text) {
        return Optional.ofNullable(text);
    }

    /** Whether it says anything of where to send what. */
    boolean isDefinition() {
        return url.isPresent() || filter.isPresent() || !options.isEmpty();
    }

    /** The drain that it describes. */
    Drain drain() {
        String called = name.orElseThrow(() -> new BadParameterException("a drain needs a name"));
        String to = url.orElseThrow(() -> new BadParameterException("a drain needs a url"));
        try {
            return Drain.of(called, to).with(filter.orElse(""), options);
        } catch (IllegalArgumentException e) {
            throw new BadParameterException(String.valueOf(e.getMessage()));
        }
    }

    /** What becomes of a drain by it. */
    Drain changed(Drain old) {
        try {
            Drain base = url.map(text -> Drain.of(old.name(), text)).orElse(old);
            var all = new TreeMap<>(url.isPresent() ? base.options() : old.options());
            options.forEach((name, value) -> {
                if (value.isEmpty()) {
                    all.remove(name);
                } else {
                    all.put(name, value);
                }
            });
            String wanted = filter.orElse(url.isPresent() ? base.filter() : old.filter());
            return new Drain(old.name(), base.destination(), wanted, all);
        } catch (IllegalArgumentException e) {
            throw new BadParameterException(String.valueOf(e.getMessage()));
        }
    }
}
