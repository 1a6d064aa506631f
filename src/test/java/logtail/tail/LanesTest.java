package logtail.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import logtail.Seeds;
import logtail.access.AppScope;
import logtail.access.Veils;
import logtail.encode.EventFormat;
import logtail.event.Event;
import logtail.event.EventId;
import logtail.journal.Blocks;
import logtail.journal.Cursor;
import logtail.journal.InMemoryJournal;
import logtail.journal.Place;
import logtail.query.TailQuery;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.Test;

/** What tails of a journal of several lanes show, and where their readers go on. */
class LanesTest {
    private static final List<String> APPS = List.of("web", "db", "cron", "auth", "mail");
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final Pattern SSE_ID = Pattern.compile("(?m)^id: (.+)$");
    private static final Pattern AT = Pattern.compile("\"(?:at|cursor)\":\"([^\"]+)\"");
    private static final int EVENTS = 120;

    private final RandomGenerator choices = new SplittableRandom(Seeds.draw(getClass()));
    private final InMemoryJournal journal = new InMemoryJournal(3).mix(choices);
    private final Veils veils = Veils.unkept(journal.id().toString());
    private int written;

    @Test
    void showsHistoryInTheMergedOrderAndTheLastSoManyOfIt() {
        write(EVENTS);
        List<Long> all = ids();
        assertThat(ids(read(new Query().build()))).isEqualTo(all);
        for (int last = 1; last <= EVENTS + 1; last += 7) {
            assertThat(ids(read(new Query().lines(last).build())))
                    .isEqualTo(all.subList(Math.max(0, EVENTS - last), EVENTS));
        }
    }

    @Test
    void showsTheNewestFirstAndOnPageByPage() {
        write(EVENTS);
        List<Long> newestFirst = ids().reversed();
        List<Long> shown = new ArrayList<>();
        Cursor before = Cursor.of(journal.id(), journal.newest());
        for (int page = 0; page < EVENTS / 10; page++) {
            String rows = read(TailQuery.builder()
                    .following(false)
                    .order(new TailQuery.Order.NewestFirst())
                    .before(before)
                    .max(10)
                    .stats(true)
                    .build());
            shown.addAll(ids(rows));
            before = Cursor.parse(journal.id() + "-" + lastOf(AT, rows));
        }
        assertThat(shown).isEqualTo(newestFirst);
    }

    @Test
    void showsWhatIsBehindAnEventInTheOrderOfHistoryAndWhatIsBeforeIt() {
        write(EVENTS);
        List<Long> all = ids();
        for (int at = 0; at < EVENTS; at += 5) {
            assertThat(ids(read(new Query().after(all.get(at)).build()))).isEqualTo(all.subList(at + 1, EVENTS));
            assertThat(ids(read(new Query().before(all.get(at)).build()))).isEqualTo(all.subList(0, at));
        }
    }

    @Test
    void namesWithEachServerSentEventThePlaceInAllLanes() {
        write(EVENTS / 2);
        List<Long> shown = new ArrayList<>();
        List<String> places = new ArrayList<>();
        try (var hub = hub()) {
            var sink = RecordingSink.wide();
            var session = hub.open(View.ALL, new Query().following().build(), EventFormat.Kind.SSE, sink);
            while (written < EVENTS) {
                write(5);
                hub.settle();
            }
            String rows = String.join("", sink.items());
            shown.addAll(ids(rows));
            places.addAll(
                    SSE_ID.matcher(rows).results().map(found -> found.group(1)).toList());
            hub.leave(session);
        }
        assertThat(places).hasSize(EVENTS);
        for (int at = 0; at < EVENTS; at += 5) {
            List<Long> rest =
                    ids(read(new Query().after(Cursor.parse(places.get(at))).build()));
            assertThat(rest).containsExactlyInAnyOrderElementsOf(shown.subList(at + 1, EVENTS));
        }
    }

    @Test
    void goesOnExactlyForAReaderOfSomeAppsWhoIsShownNoPlaces() {
        write(EVENTS / 2);
        View view = View.of(AppScope.of(List.of("web", "db")), veils);
        var query = new Query().following().build();
        List<String> shown = new ArrayList<>();
        List<String> places = new ArrayList<>();
        try (var hub = hub()) {
            var sink = RecordingSink.wide();
            var session = hub.open(view, query, EventFormat.Kind.SSE, sink);
            while (written < EVENTS) {
                write(5);
                hub.settle();
            }
            String rows = String.join("", sink.items());
            assertThat(rows).doesNotContain("-P").doesNotContain(Long.toString(EventId.first(2, 1)));
            shown.addAll(messages(rows));
            places.addAll(
                    SSE_ID.matcher(rows).results().map(found -> found.group(1)).toList());
            hub.leave(session);
        }
        assertThat(shown).hasSizeGreaterThan(20);
        for (int at = 0; at < shown.size(); at += 3) {
            Cursor after = view.cursor(places.get(at), journal.id());
            List<String> rest = messages(read(view, new Query().after(after).build()));
            assertThat(rest).containsExactlyInAnyOrderElementsOf(shown.subList(at + 1, shown.size()));
        }
    }

    @Test
    void showsAnEventWithTheNeighboursOfItsProcessWhateverOtherLanesHold() {
        write(EVENTS);
        for (Event event : events()) {
            List<Event> ofApp = events().stream()
                    .filter(other -> other.app().equals(event.app()))
                    .toList();
            int at = ofApp.stream().map(Event::index).toList().indexOf(event.index());
            var sink = RecordingSink.wide();
            var around = new Neighbourhood(
                    journal,
                    View.ALL,
                    event.index(),
                    new TailQuery.Context(2, 3),
                    EventFormat.Kind.NDJSON,
                    sink,
                    MemoryBudget.Share.of("held", 1 << 20));
            readOn(around);
            assertThat(ids(String.join("", sink.items())))
                    .isEqualTo(ofApp.subList(Math.max(0, at - 2), Math.min(ofApp.size(), at + 4)).stream()
                            .map(Event::index)
                            .toList());
        }
        assertThat(Neighbourhood.has(journal, View.ALL, EventId.first(0, 1) + 4_000))
                .isFalse();
        assertThat(Neighbourhood.has(journal, View.ALL, EventId.first(7, 1))).isFalse();
    }

    @Test
    void showsContextOfTheSameAppBeforeTheLastMatches() {
        write(EVENTS);
        String rows = read(TailQuery.builder()
                .following(false)
                .apps(List.of("mail"))
                .filter("error")
                .lines(2)
                .context(1, 0)
                .build());
        List<Event> mails =
                events().stream().filter(event -> event.app().equals("mail")).toList();
        List<Integer> matches = new ArrayList<>();
        for (int at = 0; at < mails.size(); at++) {
            if (new String(mails.get(at).message(), UTF_8).contains("error")) {
                matches.add(at);
            }
        }
        List<Long> expected = matches.subList(Math.max(0, matches.size() - 2), matches.size()).stream()
                .flatMap(at -> mails.subList(Math.max(0, at - 1), at + 1).stream())
                .map(Event::index)
                .distinct()
                .toList();
        assertThat(ids(rows)).isEqualTo(expected);
    }

    @Test
    void resumesInTimeOrderWithoutALoss() {
        write(EVENTS);
        List<Long> byTime = events().stream()
                .sorted(Comparator.comparingLong(Event::timeNs).thenComparingLong(Event::index))
                .map(Event::index)
                .toList();
        TailQuery query = TailQuery.builder()
                .following(false)
                .order(new TailQuery.Order.Time(1_000))
                .build();
        assertThat(ids(read(query))).containsExactlyInAnyOrderElementsOf(byTime);
        var sink = new RecordingSink(40);
        var session = session(query, sink);
        readOn(session);
        Place place = Objects.requireNonNull(session.place());
        List<Long> shown = ids(String.join("", sink.items()));
        sink.take();
        assertThat(shown).hasSizeLessThan(EVENTS);
        List<Long> rest =
                ids(read(query.but().after(Cursor.of(journal.id(), place)).build()));
        assertThat(shown).isNotEmpty();
        List<Long> both = new ArrayList<>(shown);
        both.addAll(rest);
        assertThat(both).containsAll(byTime);
        session.close();
    }

    @Test
    void tellsOnlyWhatWasLostInALaneAndOnlyOnce() {
        write(EVENTS);
        List<Long> lane = ids().stream().filter(id -> EventId.lane(id) == 2).toList();
        Cursor begin = Cursor.of(journal.id(), Place.nowhere(3));
        journal.forgetBefore(lane.get(lane.size() / 2));
        long kept = journal.firstIndex(2);
        long lost = lane.stream().filter(id -> id < kept).count();
        String rows = read(new Query().after(begin).build());
        assertThat(rows.lines().filter(row -> row.startsWith("{\"gap\"")).toList())
                .containsExactly("{\"gap\":{\"from\":\"%d\",\"to\":\"%d\",\"count\":%d,\"reason\":\"retention\"}}"
                        .formatted(EventId.first(2, 1), kept - 1, lost));
        assertThat(ids(rows)).hasSize((int) (EVENTS - lost));
    }

    @Test
    void resumesATailWithContextBehindWhatItBeganWith() {
        write(EVENTS);
        TailQuery query = new Query().filter("error").lines(3).context(1, 0).build();
        String rows = read(query);
        Place told = Place.parse(lastOf(AT, rows));
        List<Long> matches = ids(read(new Query().filter("error").lines(3).build()));
        assertThat(matches).hasSize(3).noneMatch(told::covers);
        TailQuery again = query.but()
                .lines(TailQuery.ALL)
                .after(Cursor.of(journal.id(), told))
                .build();
        assertThat(withoutCursors(read(again))).isEqualTo(withoutCursors(rows));
    }

    @Test
    void tellsAReaderOfSomeAppsNoPlaceThatCountsTheBlocksOfOthers() {
        write(EVENTS);
        View view = View.of(AppScope.of(List.of("web", "db")), veils);
        try (var hub = hub()) {
            var sink = RecordingSink.wide();
            var session = hub.open(view, new Query().following().stats().build(), EventFormat.Kind.NDJSON, sink);
            hub.settle();
            String rows = String.join("", sink.items());
            assertThat(AT.matcher(rows).results())
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allMatch(found -> found.group(1).matches("q[0-9a-v]+"));
            assertThat(rows).doesNotContain("\"newest\"");
            hub.leave(session);
        }
    }

    @Test
    void showsWhatWasReceivedSinceInEachLane() {
        write(EVENTS);
        for (int since = 0; since <= EVENTS; since += 7) {
            long sinceNs = since;
            List<Long> expected = events().stream()
                    .filter(event -> event.receivedAtNs() >= sinceNs)
                    .map(Event::index)
                    .toList();
            assertThat(ids(read(new Query().since(since).byReceipt().build()))).isEqualTo(expected);
            assertThat(ids(read(new Query().since(since).byReceipt().lines(10).build())))
                    .isEqualTo(expected.subList(Math.max(0, expected.size() - 10), expected.size()));
        }
    }

    @Test
    void namesThePlaceWithEachEventOfAThinnedTailToo() {
        write(EVENTS * 5);
        var sink = RecordingSink.wide();
        var session = Steps.session(journal, View.ALL, new Query().rate(100).build(), EventFormat.Kind.SSE, sink);
        readOn(session);
        String rows = String.join("", sink.items());
        List<Long> shown = ids(rows);
        List<String> places =
                SSE_ID.matcher(rows).results().map(found -> found.group(1)).toList();
        assertThat(rows).contains("event: omitted");
        assertThat(places).hasSameSizeAs(shown);
        for (int at = 0; at < shown.size(); at++) {
            Place place = Cursor.parse(places.get(at)).place(journal).orElseThrow();
            assertThat(place.behind(EventId.lane(shown.get(at)))).isEqualTo(shown.get(at));
        }
    }

    @Test
    void namesNoPlaceWhileItHoldsWhatItMayLeaveOut() {
        write(EVENTS * 5);
        var session = session(new Query().rate(100).following().build(), RecordingSink.wide());
        assertThat(readOn(session)).isEqualTo(Reading.Progress.LEVEL);
        assertThat(session.place()).isNull();
        session.finish(0);
        assertThat(session.covers(journal.newest())).isTrue();
    }

    @Test
    void namesThePlaceWhereItBeginsAndWhereItIsLive() {
        write(EVENTS);
        try (var hub = hub()) {
            var sink = RecordingSink.wide();
            var session = hub.open(new Query().filter("nowhere").following().build(), sink);
            hub.settle();
            assertThat(sink.items())
                    .containsExactly(
                            "{\"cursor\":\"%s\"}\n".formatted(Place.nowhere(3)),
                            "{\"cursor\":\"%s\"}\n".formatted(journal.newest()));
            hub.leave(session);
        }
    }

    @Test
    void tellsThatTheEndsOfLanesAreLostAndGoesOnExactly() {
        write(EVENTS);
        Place end = journal.newest();
        long lost = EventId.first(1, EventId.block(end.behind(1)) + 2) - 1;
        Place ahead = journal.behind(ids().get(EVENTS / 2)).with(lost);
        var sink = RecordingSink.wide();
        TailQuery query = new Query().after(Cursor.of(journal.id(), ahead)).build();
        readOn(Steps.session(journal, View.ALL, query, EventFormat.Kind.SSE, sink));
        String rows = String.join("", sink.items());
        assertThat(rows)
                .startsWith("event: gap\nid: " + journal.id() + "-" + ahead.with(end.behind(1))
                        + "\ndata: {\"gap\":{\"from\":\"" + (end.behind(1) + 1) + "\",\"to\":\"" + lost
                        + "\",\"count\":0,\"reason\":\"power-cut\"}}");
        assertThat(ids(rows))
                .isEqualTo(ids().stream()
                        .filter(id -> EventId.lane(id) != 1 && !ahead.covers(id))
                        .toList());
    }

    @Test
    void goesOnBehindWhatAnotherNodeShowedAndThisOneDoesNotYet() {
        write(EVENTS);
        for (String app : APPS) {
            byte[] bytes = Blocks.of(app, written++, "shown elsewhere");
            journal.append(bytes, bytes.length, Blocks.NOBODY);
        }
        try (var hub = hub()) {
            var sink = RecordingSink.wide();
            Cursor after = Cursor.of(journal.id(), journal.end());
            hub.open(View.ALL, new Query().following().after(after).build(), EventFormat.Kind.NDJSON, sink);
            hub.settle();
            int known = ids().size();
            write(EVENTS); // what was shown elsewhere comes first
            hub.settle();
            String rows = String.join("", sink.items());
            assertThat(rows).doesNotContain("gap").doesNotContain("elsewhere");
            assertThat(ids(rows)).containsExactlyInAnyOrderElementsOf(ids().subList(known + APPS.size(), ids().size()));
        }
    }

    @Test
    void showsNothingBeforeAnEventOfALaneThatIsNotThere() {
        write(EVENTS);
        assertThat(read(new Query().before(999_999_999_999_999_999L).build())).doesNotContain("\"id\"");
        assertThat(read(new Query().after(999_999_999_999_999_999L).build()))
                .startsWith("{\"gap\"")
                .contains("\"reset\"");
    }

    @Test
    void showsBlocksThatAreLargerThanItsWindowNewestFirst() {
        for (int block = 0; block < 12; block++, written++) {
            String[] messages = new String[250 + choices.nextInt(30)];
            Arrays.setAll(
                    messages,
                    message -> "\u0001".repeat(150 + choices.nextInt(20)) + message); // six times as long in JSON
            byte[] bytes = Blocks.of(APPS.get(choices.nextInt(APPS.size())), written, messages);
            journal.append(bytes, bytes.length, Blocks.NOBODY);
        }
        journal.commit();
        var sink = new RecordingSink(50);
        var session =
                session(new Query().order(new TailQuery.Order.NewestFirst()).build(), sink);
        while (readOn(session) == Reading.Progress.FULL) {
            session.rest();
            sink.take();
        }
        assertThat(ids(String.join("", sink.items()))).isEqualTo(ids().reversed());
    }

    private SteppedHub hub() {
        return new SteppedHub(journal, () -> 0, System::nanoTime);
    }

    private TailSession session(TailQuery query, TailSink sink) {
        return Steps.session(journal, View.ALL, query, EventFormat.Kind.NDJSON, sink);
    }

    private String read(TailQuery query) {
        return read(View.ALL, query);
    }

    private String read(View view, TailQuery query) {
        var sink = RecordingSink.wide();
        assertThat(readOn(Steps.session(journal, view, query, EventFormat.Kind.NDJSON, sink)))
                .isEqualTo(Reading.Progress.ENDED);
        return String.join("", sink.items());
    }

    private Reading.Progress readOn(Reading reading) {
        Reading.Progress progress = Reading.Progress.MORE;
        while (progress == Reading.Progress.MORE) {
            progress = reading.read(new Turn("j", journal.lanes(), false, System::nanoTime).begin());
        }
        return progress;
    }

    private void write(int events) {
        for (int i = 0; i < events; i++, written++) {
            String app = APPS.get(choices.nextInt(APPS.size()));
            String message = "line %d %s".formatted(written, choices.nextInt(4) == 0 ? "error" : "fine");
            byte[] bytes = Blocks.of(app, written, message);
            journal.append(bytes, bytes.length, Blocks.NOBODY);
            if (choices.nextInt(3) == 0) {
                journal.commit();
            }
        }
        journal.commit();
    }

    private List<Event> events() {
        return journal.written().stream()
                .flatMap(block -> Blocks.events(block).stream())
                .toList();
    }

    private List<Long> ids() {
        return events().stream().map(Event::index).toList();
    }

    private static List<Long> ids(String rows) {
        return ID.matcher(rows)
                .results()
                .map(found -> Long.valueOf(found.group(1)))
                .toList();
    }

    private static String withoutCursors(String rows) {
        return rows.lines().filter(row -> !row.startsWith("{\"cursor\"")).collect(Collectors.joining("\n"));
    }

    private static List<String> messages(String rows) {
        return Pattern.compile("\"message\":\"([^\"]+)\"")
                .matcher(rows)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String lastOf(Pattern pattern, String rows) {
        return pattern.matcher(rows).results().toList().getLast().group(1);
    }
}
