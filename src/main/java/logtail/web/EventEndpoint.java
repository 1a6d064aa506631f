package logtail.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Set;
import logtail.journal.Journal;
import logtail.query.TailQuery.Context;

/**
 * {@code GET /events/{id}?before=&after=}: one event with its neighbours of the same app and process, marked as context, in
 * the formats of {@code GET /tail}. Searches at most 65,536 events in each direction.
 */
public final class EventEndpoint implements Endpoint {
    private final TailEndpoint tails;
    private final Journal journal;

    public EventEndpoint(TailEndpoint tails, Journal journal) {
        this.tails = tails;
        this.journal = journal;
    }

    @Override
    public void begin(Exchange exchange) {
        exchange.expectParameters("/events/{id}", Set.of("before", "after"));
        long id = id(exchange.pathValue("id"));
        long first = journal.firstIndex();
        long last = journal.lastIndex();
        if (id < first || id > last) {
            String kept = last < first ? "the journal is empty" : "the journal keeps %d to %d".formatted(first, last);
            exchange.respond(new Problem(HttpResponseStatus.NOT_FOUND, "there is no event %d; %s".formatted(id, kept)));
            return;
        }
        tails.beginAround(exchange, id, new Context(neighbours(exchange, "before"), neighbours(exchange, "after")));
    }

    private static long id(String text) {
        try {
            long id = Long.parseLong(text);
            if (id > 0) {
                return id;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new BadParameterException("id", text, "the id of an event, a number from 1");
    }

    private static int neighbours(Exchange exchange, String name) {
        String text = exchange.parameter(name).orElse("0");
        try {
            int count = Integer.parseInt(text);
            if (count >= 0 && count <= Context.MAX) {
                return count;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new BadParameterException(name, text, "a number of events from 0 to " + Context.MAX);
    }
}
