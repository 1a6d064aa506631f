package logtail.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import logtail.access.Veils;
import logtail.catalog.AppActivity;
import logtail.catalog.AppCatalog;
import logtail.count.FieldTally;
import logtail.count.FieldValues;
import logtail.event.Block;
import logtail.event.Severity;
import logtail.filter.Terms;
import logtail.journal.Journal;
import logtail.journal.JournalUnreadableException;
import logtail.journal.Place;
import logtail.query.TailQuery;
import logtail.runtime.Clock;
import logtail.runtime.Json;
import logtail.tail.NewestInView;
import logtail.tail.PatientReader;
import logtail.tail.Selection;
import logtail.tail.View;

/**
 * {@code GET /fields}: which fields the newest events of a selection have, with which values; or the values of one field. Each
 * request reads on a thread of its own; two at once.
 */
public final class FieldsEndpoint implements Endpoint {
    private static final Set<String> PARAMETERS = Set.of("sample", "top", "budget", "field", "prefix");
    private static final Duration BUDGET = Duration.ofMillis(300);
    private static final Duration MOST_BUDGET = Duration.ofSeconds(2);
    private static final int SAMPLE = 2_000;
    private static final int MOST_SAMPLE = 50_000;
    private static final int TOP = 10;
    private static final int MOST_TOP = 200;

    private final Journal journal;
    private final Veils veils;
    private final AppCatalog catalog;
    private final Clock clock;
    private final WorkPlaces places = new WorkPlaces("samples", 2, 4);
    private final WorkPlaces limitedPlaces = new WorkPlaces("samples", 1, 4);

    public FieldsEndpoint(Journal journal, Veils veils, AppCatalog catalog, Clock clock) {
        this.journal = journal;
        this.veils = veils;
        this.catalog = catalog;
        this.clock = clock;
    }

    /**
     * What is asked.
     *
     * @param field a name, or empty for all
     */
    private record Question(TailQuery selection, int sample, int top, Duration budget, String field, String prefix) {}

    /** The first and the last event of a sample. */
    private static final class Ends {
        private long first;
        private long last;

        void add(Block block) {
            first = first == 0 ? block.index() : first;
            last = block.index();
        }
    }

    @Override
    public void begin(Exchange exchange) {
        View view = View.of(exchange.sender().apps(), veils);
        Question question = question(exchange);
        if (question.field.equals("level") || (question.field.equals("app") && !view.isLimited())) {
            exchange.respond(known(question));
            return;
        }
        WorkPlaces.Place place = (view.isLimited() ? limitedPlaces : places).take();
        var isGone = new AtomicBoolean();
        exchange.onGone(() -> isGone.set(true));
        exchange.offload(() -> sampled(view, question, isGone, place));
    }

    private Question question(Exchange exchange) {
        var parameters = new SelectionParameters(exchange, "/fields", PARAMETERS, clock.nowNs());
        String field = exchange.parameter("field").orElse("");
        if (field.isEmpty() && exchange.parameter("prefix").isPresent()) {
            throw new BadParameterException("parameter prefix goes with field, whose values are to begin so");
        }
        return new Question(
                parameters.query(),
                parameters.number("sample", SAMPLE, MOST_SAMPLE),
                parameters.number("top", TOP, MOST_TOP),
                parameters.duration("budget", BUDGET, Duration.ofMillis(1), MOST_BUDGET),
                field,
                exchange.parameter("prefix").orElse(""));
    }

    private Answer sampled(View view, Question question, AtomicBoolean isGone, WorkPlaces.Place place) {
        try (place) {
            place.await();
            var tally = new FieldTally(question.field, question.prefix);
            var ends = new Ends();
            long endNs = System.nanoTime() + question.budget.toNanos() / 2; // what is searched is read once more
            boolean isSearched = new NewestInView(journal, Selection.of(view, question.selection))
                    .forEach(
                            beginning(question.selection.range()),
                            question.sample,
                            () -> isGone.get() || (!view.isLimited() && System.nanoTime() - endNs > 0),
                            block -> {
                                tally.add(block);
                                ends.add(block);
                            });
            return answer(view, question, tally, ends, isSearched && tally.events() < question.sample);
        } catch (JournalUnreadableException e) {
            return Unreadable.answer(view, e);
        }
    }

    /** Nothing before this place was received in the range; by the events' own times nothing is known. */
    private Place beginning(TailQuery.Range range) {
        if (!range.isByReceipt()) {
            return journal.oldest();
        }
        try (var reader = new PatientReader(journal)) {
            reader.seekReceived(range.sinceNs());
            Block block = reader.next();
            return block == null
                    ? journal.newest()
                    : journal.behind(block.firstIndex()).with(block.firstIndex() - 1);
        }
    }

    private static Answer answer(View view, Question question, FieldTally tally, Ends ends, boolean isComplete) {
        Json answer = Json.object().with("events", tally.events());
        if (tally.events() > 0) {
            answer.with("from", view.event(ends.first)).with("to", view.event(ends.last));
        }
        answer.with("complete", isComplete);
        if (tally.hasMore()) {
            answer.with("more_fields", true);
        }
        List<Json> fields =
                tally.fields().stream().map(field -> json(field, question.top)).toList();
        return Answer.json(HttpResponseStatus.OK, answer.with("fields", fields) + "\n");
    }

    private static Json json(FieldValues field, int top) {
        return Json.object()
                .with("name", field.name())
                .with("source", field.source().name().toLowerCase(Locale.ROOT))
                .with("kind", field.kind())
                .with("in", field.events())
                .with("distinct", field.distinct())
                .with("exact", field.isExact())
                .with("top", field.top(top).stream().map(FieldsEndpoint::json).toList());
    }

    private static Json json(FieldValues.Top top) {
        Json json = Json.object().with("value", top.value()).with("count", top.events());
        return top.term().isEmpty() ? json : json.with("term", top.term());
    }

    /** Suggestions that need no reading; levels have no count. */
    private Answer known(Question question) {
        String prefix = question.prefix.toLowerCase(Locale.ROOT);
        List<Json> all = question.field.equals("app")
                ? catalog.list(clock.nowNs()).stream()
                        .sorted(Comparator.comparingLong(AppActivity::events)
                                .reversed()
                                .thenComparing(AppActivity::app))
                        .filter(app -> app.app().toLowerCase(Locale.ROOT).startsWith(prefix))
                        .map(app -> json(new FieldValues.Top(
                                app.app(),
                                app.events(),
                                Terms.is("app", app.app()).orElse(""))))
                        .toList()
                : Arrays.stream(Severity.values())
                        .filter(level -> level.label().startsWith(prefix))
                        .map(level -> Json.object().with("value", level.label()).with("term", "level=" + level.label()))
                        .toList();
        Json field = Json.object()
                .with("name", question.field)
                .with("source", "event")
                .with("kind", "text")
                .with("distinct", all.size())
                .with("exact", true)
                .with("top", all.stream().limit(question.top).toList());
        return Answer.json(
                HttpResponseStatus.OK, Json.object().with("complete", true).with("fields", List.of(field)) + "\n");
    }
}
