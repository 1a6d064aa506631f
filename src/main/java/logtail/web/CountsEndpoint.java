package logtail.web;

import static io.netty.handler.codec.http.HttpHeaderNames.ACCEPT;

import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import logtail.access.Veils;
import logtail.catalog.AppActivity;
import logtail.catalog.AppCatalog;
import logtail.count.CountQuery;
import logtail.count.EventCount;
import logtail.count.Steps;
import logtail.journal.Cursor;
import logtail.journal.Journal;
import logtail.journal.JournalUnreadableException;
import logtail.query.TailQuery;
import logtail.runtime.Clock;
import logtail.runtime.Durations;
import logtail.tail.View;

/**
 * {@code GET /counts}: how many events there were, by time and by level or app, as NDJSON while they are counted or as one
 * JSON object. Each request counts on a thread of its own, which yields to others after each MiB that it reads; two at once.
 */
public final class CountsEndpoint implements Endpoint {
    private static final Set<String> PARAMETERS = Set.of("by", "step", "budget");
    private static final Duration BUDGET = Duration.ofSeconds(2);
    private static final Duration MOST_BUDGET = Duration.ofSeconds(10);
    private static final Duration LEAST_STEP = Duration.ofSeconds(1);
    private static final Duration MOST_STEP = Duration.ofDays(1);

    private final Journal journal;
    private final Veils veils;
    private final AppCatalog catalog;
    private final Clock clock;
    private final WorkPlaces places = new WorkPlaces("counts", 2, 4);
    private final WorkPlaces limitedPlaces = new WorkPlaces("counts", 1, 4);

    public CountsEndpoint(Journal journal, Veils veils, AppCatalog catalog, Clock clock) {
        this.journal = journal;
        this.veils = veils;
        this.catalog = catalog;
        this.clock = clock;
    }

    @Override
    public void begin(Exchange exchange) {
        View view = View.of(exchange.sender().apps(), veils);
        CountQuery query = query(exchange);
        boolean isWhole = wantsObject(exchange);
        WorkPlaces.Place place = (view.isLimited() ? limitedPlaces : places).take();
        var isGone = new AtomicBoolean();
        exchange.onGone(() -> isGone.set(true));
        if (isWhole) {
            exchange.offload(() -> whole(view, query, isGone, place));
        } else {
            stream(exchange, view, query, isGone, place);
        }
    }

    private Answer whole(View view, CountQuery query, AtomicBoolean isGone, WorkPlaces.Place place) {
        try (place) {
            place.await();
            var object = new CountObject(view);
            EventCount count = count(view, query, object, isGone);
            object.begin(count, query);
            object.end(count.run());
            return object.answer();
        } catch (JournalUnreadableException e) {
            return Unreadable.answer(view, e);
        }
    }

    private void stream(Exchange exchange, View view, CountQuery query, AtomicBoolean isGone, WorkPlaces.Place place) {
        exchange.beginStream("application/x-ndjson; charset=utf-8", newest(view), false, Map.of());
        if (exchange.method().equals(HttpMethod.HEAD)) {
            place.close();
            exchange.endStream();
            return;
        }
        var sink = new ChannelSink(exchange, () -> {}, null);
        exchange.onWritable(sink::wake);
        exchange.onGone(() -> {
            isGone.set(true);
            sink.close();
        });
        Thread.ofVirtual().name("http-request").start(() -> {
            try (place) {
                place.await();
                var lines = new CountLines(view, sink);
                EventCount count = count(view, query, lines, isGone);
                lines.begin(count, query);
                lines.end(count.run());
                sink.end();
            } catch (RuntimeException e) {
                Unreadable.log(e);
                sink.breakOff(); // the reader sees that the end is missing
            }
        });
    }

    private Cursor newest(View view) {
        return view.isLimited()
                ? view.place(journal.id(), journal.newest())
                : Cursor.of(journal.id(), journal.newest());
    }

    private EventCount count(View view, CountQuery query, EventCount.Output out, AtomicBoolean isGone) {
        return new EventCount(journal, view, query, importance(view, query), out, System::nanoTime, isGone::get);
    }

    /** Apps that wrote more come first; to a reader of some apps it may not matter what others did, so by name. */
    private Comparator<String> importance(View view, CountQuery query) {
        if (view.isLimited() || query.by() != CountQuery.By.APP) {
            return Comparator.naturalOrder();
        }
        Map<String, Long> events = new HashMap<>();
        for (AppActivity app : catalog.list(clock.nowNs())) {
            events.put(app.app(), app.events());
        }
        return Comparator.comparingLong((String app) -> -events.getOrDefault(app, 0L))
                .thenComparing(Comparator.naturalOrder());
    }

    private CountQuery query(Exchange exchange) {
        var parameters = new SelectionParameters(exchange, "/counts", PARAMETERS, clock.nowNs());
        TailQuery selection = parameters.query();
        return new CountQuery(
                selection,
                by(exchange),
                step(exchange, selection.range()).toNanos(),
                parameters.duration("budget", BUDGET, Duration.ofMillis(1), MOST_BUDGET));
    }

    private static CountQuery.By by(Exchange exchange) {
        String by = exchange.parameter("by").orElse("level");
        return switch (by) {
            case "level", "app", "none" -> CountQuery.By.valueOf(by.toUpperCase(Locale.ROOT));
            default -> throw new BadParameterException("by", by, "level, app or none");
        };
    }

    private static Duration step(Exchange exchange, TailQuery.Range range) {
        String text = exchange.parameter("step").orElse("auto");
        Duration step = text.equals("auto")
                ? Steps.auto(range.sinceNs(), range.untilNs())
                : Durations.parse(text)
                        .filter(given -> given.compareTo(LEAST_STEP) >= 0
                                && given.compareTo(MOST_STEP) <= 0
                                && given.toMillis() % 1000 == 0)
                        .orElseThrow(() -> new BadParameterException(
                                "step", text, "auto, or a time from 1s to 1d in whole seconds"));
        long buckets = Steps.buckets(range.sinceNs(), range.untilNs(), step.toNanos());
        if (buckets > Steps.MOST_BUCKETS) {
            String instead = Steps.least(range.sinceNs(), range.untilNs())
                    .map(least -> "the least step for this time is " + Durations.shown(least))
                    .orElse("since and until are too far apart for any step");
            throw new BadParameterException("parameter step is '%s', which makes %d buckets of at most %d; %s"
                    .formatted(Durations.shown(step), buckets, Steps.MOST_BUCKETS, instead));
        }
        return step;
    }

    /** Whether {@code application/json} is asked for, and not just any JSON. */
    private static boolean wantsObject(Exchange exchange) {
        List<Accepted.Choice> choices = Accepted.in(exchange.headers().getAll(ACCEPT));
        return quality(choices, "application/json") > quality(choices, "application/x-ndjson");
    }

    private static double quality(List<Accepted.Choice> choices, String name) {
        return choices.stream()
                .filter(choice -> choice.name().equals(name))
                .mapToDouble(Accepted.Choice::quality)
                .max()
                .orElse(0);
    }
}
