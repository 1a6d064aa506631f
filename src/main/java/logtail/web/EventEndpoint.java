package logtail.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Set;
import logtail.journal.Journal;
import logtail.query.TailQuery.Context;
import logtail.tail.View;

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
        View view = tails.view(exchange);
        String text = exchange.pathValue("id");
        long id = view.idOfEvent(text).orElseThrow(() -> noId(view, text));
        var context = new Context(neighbours(exchange, "before"), neighbours(exchange, "after"));
        if (view.isLimited() || journal.lanes() > 1) { // where not every id between two others is that of an event
            beginWhenThere(exchange, view, id, context);
        } else {
            begin(exchange, id, context);
        }
    }

    private void begin(Exchange exchange, long id, Context context) {
        long first = journal.firstIndex(0);
        long last = journal.lastIndex(0);
        if (id < first || id > last) {
            String kept = last < first ? "the journal is empty" : "the journal keeps %d to %d".formatted(first, last);
            exchange.respond(new Problem(HttpResponseStatus.NOT_FOUND, "there is no event %d; %s".formatted(id, kept)));
            return;
        }
        tails.beginAround(exchange, id, context);
    }

    /** An event that the sender may not see answers as one that is gone: whether it is there is read before the answer begins. */
    private void beginWhenThere(Exchange exchange, View view, long id, Context context) {
        exchange.pause();
        Thread.ofVirtual().name("http-request").start(() -> {
            boolean isThere = tails.has(view, id);
            exchange.channel().eventLoop().execute(() -> {
                if (!isThere) {
                    exchange.respond(new Problem(HttpResponseStatus.NOT_FOUND, "there is no such event"));
                } else if (exchange.channel().isActive()) {
                    tails.beginAround(exchange, id, context);
                }
            });
        });
    }

    private static BadParameterException noId(View view, String text) {
        String accepted =
                view.isLimited() ? "the id of an event, as it was shown" : "the id of an event, a number from 1";
        return new BadParameterException("id", text, accepted);
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
