package logtail.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Set;
import logtail.filter.Explanation;
import logtail.filter.Filter;
import logtail.filter.FilterParser;
import logtail.filter.FilterSyntaxException;
import logtail.filter.Highlights;
import logtail.runtime.Json;

/**
 * {@code GET /filter?q=}: what a filter means and which of it can be marked in messages, or where it is wrong, so that a page
 * needs no grammar of its own. Reads no journal.
 */
final class FilterEndpoint implements Endpoint {
    private static final String TEXT = "q";

    @Override
    public void begin(Exchange exchange) {
        exchange.expectParameters("/filter", Set.of(TEXT));
        String text = exchange.parameter(TEXT).orElse("");
        try {
            exchange.respond(Answer.json(HttpResponseStatus.OK, json(FilterParser.parse(text)) + "\n"));
        } catch (FilterSyntaxException e) {
            exchange.respond(
                    withPlace(Problem.badRequest("parameter %s: %s".formatted(TEXT, e.getMessage())), TEXT, e));
        }
    }

    /** A problem with where in the parameter the filter is wrong. */
    static Problem withPlace(Problem problem, String parameter, FilterSyntaxException wrong) {
        return problem.with("parameter", parameter)
                .with("column", wrong.column())
                .with("length", wrong.length())
                .with("expected", wrong.expected());
    }

    private static Json json(Filter filter) {
        Highlights highlights = Highlights.of(filter);
        List<Json> marks =
                highlights.inMessage().stream().map(FilterEndpoint::json).toList();
        return Json.object()
                .with("explain", Explanation.of(filter).lines())
                .with("highlight", marks)
                .with("fields", highlights.fields());
    }

    private static Json json(Highlights.Highlight highlight) {
        return Json.object()
                .with(highlight.isRegex() ? "regex" : "text", highlight.pattern())
                .with("ignoreCase", highlight.ignoreCase());
    }
}
