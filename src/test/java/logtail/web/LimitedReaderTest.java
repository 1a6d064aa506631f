package logtail.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import logtail.access.AppScope;
import logtail.access.Gate;
import logtail.access.Principal;
import logtail.access.Right;
import logtail.access.Veils;
import logtail.catalog.AppCatalog;
import logtail.event.Severity;
import logtail.journal.InMemoryJournal;
import logtail.journal.JournalId;
import logtail.net.EventLoops;
import logtail.net.Limits;
import logtail.runtime.CloseStack;
import logtail.runtime.MemoryBudget;
import logtail.tail.Lines;
import logtail.tail.TailHub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a token limited to apps is answered over HTTP: as if there were no others. */
@Timeout(60)
class LimitedReaderTest {
    private static final long NOW_NS = 1_800_000_000L * 1_000_000_000L;
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Pattern VEILED = Pattern.compile("[ep][0-9a-v]{26,58}");
    private static final Principal LIMITED = limited("web-*");

    private final JournalId id = JournalId.random();
    private final Veils veils = Veils.unkept(id.toString());
    private final CloseStack closing = new CloseStack();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(LONG).build();
    private final EventLoops loops = closing.push(new EventLoops());
    private volatile Principal sender = LIMITED;

    /** A daemon's reading side. */
    private final class Side {
        final InMemoryJournal journal = new InMemoryJournal(id);
        final URI address;

        Side(int mostTails) {
            var metrics = new SimpleMeterRegistry();
            TailHub hub = closing.push(TailHub.start(
                    journal,
                    () -> NOW_NS,
                    metrics,
                    (where, fault) -> faults.add(fault),
                    MemoryBudget.Share.of("held", 1 << 20)));
            AppCatalog catalog = closing.push(AppCatalog.start(journal, (where, fault) -> faults.add(fault)));
            var limits = new TailLimits(
                    mostTails, MemoryBudget.Share.of("tails", 8 << 20), MemoryBudget.Share.of("output", 64 << 20));
            var tail = new TailEndpoint(hub, limits, veils, () -> NOW_NS);
            var context = new HttpContext(
                    new Limits(100, 100, LONG, LONG, LONG),
                    MemoryBudget.Share.of("bodies", 1 << 20),
                    Inflation.STANDARD,
                    TrustedProxies.NONE);
            HttpServer server = closing.push(new HttpServer(loops, context, metrics));
            Gate gate = given -> sender;
            InetSocketAddress bound = server.listen(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    List.of(),
                    gate,
                    List.of(
                            new TailRoutes(
                                    tail,
                                    new EventEndpoint(tail, journal),
                                    new AppsEndpoint(catalog, tail, () -> NOW_NS)),
                            new CountRoutes(
                                    new CountsEndpoint(journal, veils, catalog, () -> NOW_NS),
                                    new FieldsEndpoint(journal, veils, catalog, () -> NOW_NS))));
            address = URI.create("http://127.0.0.1:" + bound.getPort());
        }

        void write(int second, String... appsAndMessages) {
            var lines = new Lines();
            for (int i = 0; i < appsAndMessages.length; i += 2) {
                lines.add(
                        NOW_NS - (100L - second) * 1_000_000_000L,
                        appsAndMessages[i],
                        "p",
                        "h",
                        Severity.INFO,
                        appsAndMessages[i + 1]);
            }
            lines.commitTo(journal);
        }

        HttpResponse<String> get(String target, String... headers) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + target))
                    .timeout(LONG)
                    .version(HttpClient.Version.HTTP_1_1);
            if (headers.length > 0) {
                request.headers(headers);
            }
            try {
                return http.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(target, e);
            }
        }

        List<String> ids() {
            return Stream.of(get("/tail?lines=all&follow=false").body().split("\n"))
                    .map(line -> line.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1"))
                    .toList();
        }

        /** The answer without what is bound to differ; veiled ids numbered in the order of their appearance. */
        String shown(String target, String... headers) {
            HttpResponse<String> answer = get(target, headers);
            var shown = new TreeMap<>(answer.headers().map());
            shown.remove("date");
            Map<String, Integer> numbers = new HashMap<>();
            String body = VEILED.matcher(answer.body())
                    .replaceAll(found -> "#" + numbers.computeIfAbsent(found.group(), unused -> numbers.size()));
            return answer.statusCode() + " " + VEILED.matcher(shown.toString()).replaceAll("#") + " " + body;
        }
    }

    private Side few;
    private Side many;

    @BeforeEach
    void write() {
        few = new Side(100);
        many = new Side(100);
        for (int i = 0; i < 20; i++) {
            few.write(i, "web-1", "one " + i, "web-2", "two " + i);
            for (int other = 0; other < i; other++) {
                many.write(i, "db", "secret " + other, "pay", "secret");
            }
            many.write(i, "db", "secret", "web-1", "one " + i, "db", "secret", "web-2", "two " + i);
        }
        many.write(20, "db", "secret", "late", "secret");
        few.write(20, "db", "x");
    }

    @AfterEach
    void close() {
        closing.close();
        assertThat(faults).isEmpty();
    }

    @Test
    void theAnswersOfTwoDaemonsThatDifferInOtherAppsAreEqual() {
        var targets = new ArrayList<>(List.of(
                "/apps",
                "/counts",
                "/fields?sample=7",
                "/fields?field=app&prefix=w",
                "/fields?clock=time&budget=1ms",
                "/counts?by=app&step=1s&filter=o",
                "/counts?by=none&clock=time&budget=1ms",
                "/tail?lines=all&follow=false",
                "/tail?lines=5&follow=false&context_before=3&filter=two",
                "/tail?app=db,web-1&follow=false",
                "/tail?filter=app%3Ddb%20OR%20secret&follow=false",
                "/tail?filter=NOT%20app%3Dweb-1&follow=false&reverse=1",
                "/tail?order=time&lines=all&follow=false",
                "/tail?since=95s&follow=false&by=received",
                "/tail?after=7&follow=false",
                "/tail?after=" + id + "-7&follow=false",
                "/tail?after=" + id + "-" + "e".repeat(27) + "&follow=false",
                "/tail?after=3w5e11264sgsf-7&follow=false&lines=3",
                "/tail?before=7",
                "/tail?before=" + id + "-7",
                "/tail?before=" + id + "-" + "e".repeat(27),
                "/tail?before=3w5e11264sgsf-" + "e".repeat(27),
                "/tail?filter=(&follow=false",
                "/filter?q=app%3Ddb%20OR%20x",
                "/filter?q=(",
                "/events/7",
                "/events/0",
                "/events/999999",
                "/events/" + "e".repeat(27),
                "/events/x?before=-1",
                "/nowhere"));
        for (String target : targets) {
            assertThat(many.shown(target))
                    .as(target)
                    .isEqualTo(few.shown(target))
                    .doesNotContain("secret");
            assertThat(many.shown(target, "Accept", "text/event-stream"))
                    .as(target)
                    .isEqualTo(few.shown(target, "Accept", "text/event-stream"));
            assertThat(many.shown(target, "Accept", "text/plain"))
                    .as(target)
                    .isEqualTo(few.shown(target, "Accept", "text/plain"));
        }
        List<String> ids = many.ids();
        List<String> same = few.ids();
        for (int i = 0; i < ids.size(); i++) {
            String query = "?before=2&after=3";
            assertThat(many.shown("/events/" + ids.get(i) + query))
                    .startsWith("200")
                    .isEqualTo(few.shown("/events/" + same.get(i) + query));
        }
    }

    @Test
    void goesOnExactlyBehindEachOfItsIds() {
        List<String> ids = many.ids();
        assertThat(ids).hasSize(40).doesNotHaveDuplicates().allMatch(VEILED.asMatchPredicate());
        for (int i = 0; i < ids.size(); i++) {
            String rest = ids.size() == i + 1 ? "" : String.join(" ", ids.subList(i + 1, ids.size()));
            for (String after : List.of(ids.get(i), id + "-" + ids.get(i))) {
                assertThat(ids(many.get("/tail?follow=false&after=" + after).body()))
                        .isEqualTo(rest);
            }
            assertThat(ids(many.get("/tail?follow=false", "Last-Event-ID", id + "-" + ids.get(i))
                            .body()))
                    .isEqualTo(rest);
        }
    }

    @Test
    void endsExactlyBeforeEachOfItsIdsAndPlaces() {
        List<String> ids = many.ids();
        for (int i = 0; i < ids.size(); i++) {
            String older = String.join(" ", ids.subList(0, i));
            for (String before : List.of(ids.get(i), id + "-" + ids.get(i))) {
                assertThat(ids(many.get("/tail?lines=all&before=" + before).body()))
                        .isEqualTo(older);
            }
        }
        String newest = newest("/tail?follow=false&lines=0");
        assertThat(ids(many.get("/tail?lines=all&before=" + newest).body())).isEqualTo(String.join(" ", ids));
        assertThat(ids(many.get("/tail?after=" + ids.get(3) + "&before=" + ids.get(6))
                        .body()))
                .isEqualTo(ids.get(4) + " " + ids.get(5));
    }

    @Test
    void aPlaceIsWrittenInAnotherWayEachTimeAndIsNoEvent() {
        String one = newest("/tail?follow=false&lines=0");
        String other = newest("/tail?follow=false&lines=0");
        assertThat(one).matches(VEILED).isNotEqualTo(other);
        many.write(30, "web-1", "new");
        for (String place : List.of(one, other)) {
            assertThat(many.get("/tail?follow=false&after=" + place).body())
                    .contains("\"new\"")
                    .hasLineCount(1);
            assertThat(many.get("/events/" + place).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void idsOfOneScopeAreNoneForAnother() {
        String shown = many.ids().getFirst();
        String place = newest("/tail?follow=false&lines=0");
        sender = limited("web-1");
        for (String of : List.of(shown, place)) {
            assertThat(many.get("/tail?follow=false&after=" + of).statusCode()).isEqualTo(400);
            assertThat(many.get("/tail?before=" + of).statusCode()).isEqualTo(400);
            assertThat(many.get("/events/" + of).statusCode()).isEqualTo(400);
        }
        sender = limited("*"); // all of them, but by globs
        assertThat(many.get("/events/" + shown).statusCode()).isEqualTo(400);
        sender = new Principal("all", Set.of(Right.TAIL));
        assertThat(many.get("/tail?follow=false&after=" + shown).statusCode()).isEqualTo(400);
        assertThat(many.get("/tail?follow=false&lines=1").body()).contains("\"late\"");
        sender = LIMITED;
        assertThat(many.get("/events/" + shown).statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsGoneIsToldWithoutNumbersAndAnEventThatIsGoneAsNone() {
        String first = many.ids().getFirst();
        many.journal.forgetBefore(60);
        String next = many.ids().getFirst();
        assertThat(many.get("/tail?follow=false&lines=1&after=" + first).body()).doesNotContain("\"from\"");
        HttpResponse<String> rest = many.get("/tail?follow=false&max=1&after=" + first);
        assertThat(named(rest.body()))
                .startsWith("{\"gap\":{\"reason\":\"retention\",\"after\":\"p\"}}\n{\"id\":\"e\"")
                .as("the next event")
                .isEqualTo(named(
                        many.get("/tail?follow=false&max=1&after=" + first).body()));
        assertThat(rest.body()).contains("{\"id\":\"" + next + "\"");
        String place = rest.body().replaceAll("(?s).*\"after\":\"(p[0-9a-v]+)\".*", "$1");
        assertThat(many.get("/tail?follow=false&max=1&after=" + place).body()).startsWith("{\"id\":\"" + next + "\"");
        assertThat(named(many.get("/tail?follow=false&max=1&after=" + first, "Accept", "text/event-stream")
                        .body()))
                .startsWith("event: gap\nid: " + id
                        + "-p\ndata: {\"gap\":{\"reason\":\"retention\",\"after\":\"p\"}}\n\nid: " + id + "-e\n");
        assertThat(many.get("/tail?follow=false&max=1&after=" + first, "Accept", "text/plain")
                        .body())
                .startsWith("--- gap: events lost (retention), how many of yours is not known\n");
        assertThat(many.shown("/events/" + first)).startsWith("404").contains("there is no such event");
    }

    @Test
    void aRefusalNamesNoNumbersOfOthers() throws Exception {
        var scarce = new Side(3);
        var open = new ArrayList<HttpResponse<java.io.InputStream>>();
        for (int i = 0; i < 3; i++) {
            open.add(http.send(
                    HttpRequest.newBuilder(URI.create(scarce.address + "/tail")).build(),
                    HttpResponse.BodyHandlers.ofInputStream()));
        }
        HttpResponse<String> refused = scarce.get("/tail");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("\"detail\":\"no more tails can be opened now\"");
        for (HttpResponse<java.io.InputStream> one : open) {
            one.body().close();
        }
    }

    private String newest(String target) {
        return many.get(target).headers().firstValue("Logtail-Newest").orElseThrow();
    }

    /** With the first letter alone of what is veiled. */
    private static String named(String body) {
        return VEILED.matcher(body).replaceAll(found -> found.group().substring(0, 1));
    }

    private static String ids(String body) {
        return body.lines()
                .map(line -> line.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1"))
                .reduce((all, next) -> all + " " + next)
                .orElse("");
    }

    private static Principal limited(String glob) {
        return new Principal("tail-" + glob, Set.of(Right.TAIL), AppScope.of(List.of(glob)));
    }
}
