package logtail.web;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import logtail.drain.Drain;
import logtail.runtime.Json;

/**
 * The body of a request that adds or changes a drain; missing members are empty.
 *
 * @param options an empty value removes the option
 */
record DrainRequest(
        Optional<String> name,
        Optional<String> url,
        Optional<String> filter,
        Map<String, String> options,
        Optional<String> since,
        Optional<String> after,
        Optional<Boolean> paused) {
    private static final List<String> OF_NEW = List.of("name", "url", "filter", "options", "since", "after", "paused");
    private static final List<String> OF_CHANGE = List.of("url", "filter", "options", "paused");

    /**
     * Reads the JSON object of a request that adds a drain.
     *
     * @throws BadParameterException when the body is not a JSON object or has an unknown member
     */
    static DrainRequest readNew(String body) {
        return read(body, OF_NEW, "a drain has");
    }

    /** As {@link #readNew}, for a request that changes one. */
    static DrainRequest readChange(String body) {
        return read(body, OF_CHANGE, "what can be changed is");
    }

    private static DrainRequest read(String body, List<String> known, String introduction) {
        Json request = document(body);
        for (String member : request.members().keySet()) {
            if (!known.contains(member)) {
                throw new BadParameterException(
                        "member '%s' is not known; %s %s".formatted(member, introduction, String.join(", ", known)));
            }
        }
        var options = new TreeMap<String, String>();
        request.get("options")
                .members()
                .forEach((name, value) -> options.put(name, value.text().orElse("")));
        return new DrainRequest(
                request.get("name").text(),
                request.get("url").text(),
                request.get("filter").text(),
                options,
                request.get("since").text(),
                request.get("after").text(),
                request.get("paused").text().map(DrainRequest::flag));
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadParameterException("paused", text, "true or false");
        };
    }

    private static Json document(String body) {
        String trouble = "";
        try {
            Json request = Json.read(body);
            if (request.isObject()) {
                return request;
            }
        } catch (Json.MalformedException e) {
            trouble = ": " + e.getMessage();
        }
        throw new BadParameterException("the body is not a JSON object" + trouble);
    }

    /** Whether it changes the destination, filter or options. */
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

    /** Applies the request to a drain. */
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
            return new Drain(old.name(), base.destination(), wanted, all, old.apps());
        } catch (IllegalArgumentException e) {
            throw new BadParameterException(String.valueOf(e.getMessage()));
        }
    }
}
