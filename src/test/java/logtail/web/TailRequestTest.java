package logtail.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import logtail.access.Gate;
import logtail.access.Veils;
import logtail.catalog.AppCatalog;
import logtail.filter.Explanation;
import logtail.filter.FilterParser;
import logtail.journal.Blocks;
import logtail.journal.InMemoryJournal;
import logtail.net.EventLoops;
import logtail.net.Limits;
import logtail.runtime.Clock;
import logtail.runtime.CloseStack;
import logtail.runtime.MemoryBudget;
import logtail.tail.TailHub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code GET /tail} answers to the parameters that a page in a browser gives, right ones and wrong ones. */
@Timeout(60)
class TailRequestTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    private final CloseStack closing = new CloseStack();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final InMemoryJournal journal = new InMemoryJournal();
    private InetSocketAddress http;

    @BeforeEach
    void listen() {
        var metrics = new SimpleMeterRegistry();
        var loops = closing.push(new EventLoops());
        TailHub hub = closing.push(TailHub.start(
                journal,
                Clock.system(),
                metrics,
                (where, fault) -> faults.add(fault),
                MemoryBudget.Share.of("held", 1 << 20)));
        AppCatalog catalog = closing.push(AppCatalog.start(journal, (where, fault) -> faults.add(fault)));
        var limits =
                new TailLimits(100, MemoryBudget.Share.of("tails", 8 << 20), MemoryBudget.Share.of("output", 64 << 20));
        var tail = new TailEndpoint(hub, limits, Veils.unkept("j"), Clock.system());
        var context = new HttpContext(
                new Limits(100, 100, LONG, LONG, LONG),
                MemoryBudget.Share.of("bodies", 1 << 20),
                Inflation.STANDARD,
                TrustedProxies.NONE);
        HttpServer server = closing.push(new HttpServer(loops, context, metrics));
        http = server.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(),
                Gate.open(),
                List.of(new TailRoutes(
                        tail, new EventEndpoint(tail, journal), new AppsEndpoint(catalog, tail, Clock.system()))));
        Blocks.commit(journal, 1, "one", "two", "three", "four");
    }

    @AfterEach
    void close() {
        closing.close();
        assertThat(faults).isEmpty();
    }

    @Test
    void showsWhatIsOlderAndEnds() throws IOException {
        assertThat(messages("/tail?before=3")).containsExactly("one", "two");
        assertThat(messages("/tail?before=" + journal.id() + "-4&reverse=1&lines=2"))
                .containsExactly("three", "two");
        assertThat(messages("/tail?after=1&before=4&follow=0")).containsExactly("two", "three");
    }

    @Test
    void tellsEverySecondHowFarItIsThoughNothingComes() throws IOException {
        try (var tail = HttpSocket.open(http)) {
            var rows = tail.send(HttpSocket.head("GET", "/tail?stats=1&filter=nowhere"))
                    .receiveStream();
            for (int i = 0; i < 2; i++) {
                assertThat(Json.object(rows.readLine()).get("stats"))
                        .isEqualTo(Map.of(
                                "at", "4", "newest", "4", "live", true, "matched", 0L, "sent", 0L, "n", Map.of()));
            }
        }
    }

    @Test
    void showsOfAFloodOnlySoManyLinesAndGivesTheOthersToWhoAsks() throws IOException {
        var lines = new String[500];
        Arrays.setAll(lines, i -> "flood " + i);
        Blocks.commit(journal, 2_000_000_000L, lines);
        List<Map<String, Object>> rows = rows("/tail?rate=100&lines=all&follow=0");
        Map<?, ?> run = rows.stream()
                .map(row -> row.get("omitted"))
                .filter(Map.class::isInstance)
                .map(Map.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(rows.stream().filter(row -> row.containsKey("message"))).hasSize(4 + 100);
        assertThat(messages("/tail?follow=0&after=" + run.get("after") + "&before=" + run.get("before")))
                .hasSize(Integer.parseInt(String.valueOf(run.get("count"))));
        assertThat(HttpSocket.get(http, "/tail?rate=100&lines=all&follow=0", "Accept: text/plain")
                        .text())
                .containsPattern("--- omitted: \\d+ events\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "before=x|parameter before is 'x'; it takes the id of an event, or JOURNAL-ID as a cursor has it",
                "before=|parameter before is ''; it takes the id of an event, or JOURNAL-ID as a cursor has it",
                "before=PAAAA|parameter before is 'PAAAA'; it takes the id of an event, or JOURNAL-ID as a cursor has it",
                "after=PAAAA|parameter after is 'PAAAA'; it takes the id of an event, or JOURNAL-ID as a cursor has it",
                "after=P|parameter after is 'P'; it takes the id of an event",
                "before=1&before=2|parameter before is given 2 times; it takes one value",
                "before=99999999999999999999|parameter before is '99999999999999999999'; it takes the id of an event",
                "before=3w5e11264sgsf-7|parameter before is '3w5e11264sgsf-7'; it takes the id of an event, or JOURNAL-ID, of this journal",
                "before=7&follow=true|follow=true and before exclude each other",
                "before=7&context_after=1|context_before and context_after exclude before",
                "before=x&lines=y|parameter before is 'x'; it takes the id of an event, or JOURNAL-ID as a cursor has it; parameter lines is 'y'",
                "stats=2|parameter stats is '2'; it takes true or false",
                "stats=1&stats=1|parameter stats is given 2 times; it takes one value",
                "rate=99|parameter rate is '99'; it takes a number of lines a second from 100 to 20000",
                "rate=20001|parameter rate is '20001'; it takes a number of lines a second from 100 to 20000",
                "rate=-1|parameter rate is '-1'; it takes",
                "rate=|parameter rate is ''; it takes",
                "rate=1e3|parameter rate is '1e3'; it takes",
                "rate=99999999999999999999|parameter rate is '99999999999999999999'; it takes",
                "rate=100&rate=100|parameter rate is given 2 times; it takes one value",
                "rate=100&order=time|rate and order exclude each other",
                "rate=100&reverse=1|rate and reverse exclude each other",
                "rate=100&context_before=1|rate and context_before or context_after exclude each other",
                "format=xml|parameter format is 'xml'; it takes ndjson, sse, text or csv",
                "format=CSV|parameter format is 'CSV'; it takes",
                "format=|parameter format is ''; it takes",
                "format=csv&format=text|parameter format is given 2 times; it takes one value",
                "download=|parameter download is ''; it takes a file name, such as errors.csv",
                "download=../..|parameter download is '../..'; it takes a file name",
                "download=a&download=b|parameter download is given 2 times; it takes one value",
                "download=a.csv&follow=true|follow=true and download exclude each other",
                "download=&format=x&lines=y|parameter lines is 'y'; it takes all or a number from 0 to 10000000; parameter format is 'x'",
                "tz=Mars/Olympus|parameter tz is 'Mars/Olympus'; it takes utc, an offset (+02:00), or a zone as in Europe/Berlin",
                "tz=utc&tz=utc|parameter tz is given 2 times; it takes one value",
                "tz=x&since=y|parameter tz is 'x'; it takes utc, an offset (+02:00), or a zone as in Europe/Berlin; parameter since is 'y'",
                "until=1m&follow=true|follow=true excludes until, reverse and an order by a field",
            })
    void refusesWhatMakesNoSense(String query, String detail) throws IOException {
        var answer = HttpSocket.get(http, "/tail?" + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(String.valueOf(Json.object(answer.text()).get("detail"))).startsWith(detail);
    }

    @Test
    void tellsHowFarItIsOnlyWhereThereIsAPlaceForThat() throws IOException {
        var answer = HttpSocket.get(http, "/tail?stats=1", "Accept: text/plain");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("stats=true takes an answer of NDJSON or server-sent events");
        assertThat(HttpSocket.get(http, "/tail?stats=1&follow=0", "Accept: text/event-stream")
                        .text())
                .contains("event: stats\nid: " + journal.id() + "-4\ndata: {\"stats\":{\"at\":\"4\"");
    }

    @Test
    void givesTheFormatThatIsAskedForWhateverIsAccepted() throws IOException {
        assertThat(HttpSocket.get(http, "/tail?follow=0&format=csv&lines=1", "Accept: text/plain")
                        .lines())
                .satisfiesExactly(
                        head -> assertThat(head)
                                .isEqualTo("id,time,received,level,app,process,host,facility,msgid,message,attributes"),
                        row -> assertThat(row)
                                .isEqualTo("4,1970-01-01T00:00:00.000000001Z,"
                                        + "1970-01-01T00:00:00.000000001Z,info,\"web\",,,,,\"four\","));
        assertThat(HttpSocket.get(http, "/tail?follow=0&format=csv").header("content-type"))
                .isEqualTo("text/csv; charset=utf-8; header=present");
        assertThat(HttpSocket.get(http, "/tail?follow=0", "Accept: text/csv").header("content-type"))
                .startsWith("text/csv");
        assertThat(HttpSocket.get(http, "/tail?follow=0&format=text&lines=1", "Accept: application/xml")
                        .text())
                .endsWith(" web: four\n");
        assertThat(HttpSocket.get(http, "/tail?follow=0&format=sse&lines=1").text())
                .startsWith("id: ");
        assertThat(messages("/tail?follow=0&format=ndjson&lines=1")).containsExactly("four");
    }

    @Test
    void readsTimesInTheZoneOfTheReader() throws IOException {
        Blocks.commit(journal, Instant.parse("2026-03-01T12:30:00Z").getEpochSecond() * 1_000_000_000L, "noon");
        String from = "/tail?follow=0&since=2026-03-01%2012:00";
        assertThat(messages(from + "&tz=utc")).containsExactly("noon");
        assertThat(messages(from + "&tz=-02:00")).isEmpty();
        assertThat(messages(from + "&tz=America/New_York")).isEmpty();
        assertThat(messages(from + "&tz=+02:00"))
                .as("a plus in a URL is a blank")
                .containsExactly("noon");
    }

    @Test
    void endsADownloadAndNamesItsFile() throws IOException {
        var answer = HttpSocket.get(http, "/tail?lines=all&download=errors.csv&format=csv");
        assertThat(answer.header("content-disposition"))
                .isEqualTo("attachment; filename=\"errors.csv\"; filename*=UTF-8''errors.csv");
        assertThat(answer.lines()).hasSize(5);
        var packed = HttpSocket.get(http, "/tail?download=a.txt&format=text", "Accept-Encoding: gzip");
        assertThat(packed.header("content-encoding")).isEqualTo("gzip");
        try (var text = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertThat(new String(text.readAllBytes(), UTF_8)).hasLineCount(4);
        }
        var empty = HttpSocket.get(http, "/tail?filter=nowhere&download=none.csv&format=csv");
        assertThat(empty.lines()).as("the header at least").hasSize(1);
        var other = HttpSocket.get(http, "/tail?download=" + "x".repeat(201));
        assertThat(other.status()).isEqualTo(400);
        assertThat(other.text()).contains("download has 201 characters; it takes a file name of at most 200");
    }

    @Test
    void explainsAFilterAndSaysWhatOfItCanBeMarked() throws IOException {
        var answer = HttpSocket.get(http, "/filter?q=timeout%20/took%20%5Cd%2Bms/%20status%3E%3D500%20-debug");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        var explained = Json.object(answer.text());
        assertThat(explained).containsOnlyKeys("explain", "highlight", "fields");
        assertThat(explained.get("highlight"))
                .isEqualTo(List.of(
                        Map.of("text", "timeout", "ignoreCase", true),
                        Map.of("regex", "took \\d+ms", "ignoreCase", false)));
        assertThat(explained.get("fields")).isEqualTo(List.of("status"));
        assertThat(explained.get("explain"))
                .isEqualTo(Explanation.of(FilterParser.parse("timeout /took \\d+ms/ status>=500 -debug"))
                        .lines());
        for (String every : List.of("/filter", "/filter?q=", "/filter?q=%20")) {
            assertThat(Json.object(HttpSocket.get(http, every).text()))
                    .containsEntry("highlight", List.of())
                    .containsEntry("fields", List.of());
        }
    }

    @Test
    void pointsAtWhatIsWrongInAFilter() throws IOException {
        for (String target : List.of("/filter?q=", "/tail?filter=")) {
            String name = target.startsWith("/filter") ? "q" : "filter";
            var answer = HttpSocket.get(http, target + "a%20%C5%BC%20status%3E%3Dlots%20b");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
            assertThat(Json.object(answer.text()))
                    .containsEntry("parameter", name)
                    .containsEntry("column", 13L)
                    .containsEntry("length", 4L)
                    .hasEntrySatisfying(
                            "expected",
                            expected -> assertThat((String) expected).startsWith("a number, a duration or a size"))
                    .hasEntrySatisfying(
                            "detail",
                            detail -> assertThat((String) detail)
                                    .startsWith("parameter " + name
                                            + ": column 13: >= needs a quantity; expected a number"));
            assertThat(Json.object(HttpSocket.get(http, target + "(a").text()))
                    .as("something is missing at the end")
                    .containsEntry("column", 3L)
                    .containsEntry("length", 0L);
            assertThat(Json.object(
                            HttpSocket.get(http, target + "x".repeat(4097)).text()))
                    .containsEntry("parameter", name)
                    .containsEntry("column", 4097L)
                    .containsEntry("expected", "at most 4096 characters");
        }
        assertThat(Json.object(
                        HttpSocket.get(http, "/tail?lines=x&filter=(&tz=y").text()))
                .as("among other mistakes")
                .containsEntry("column", 2L)
                .hasEntrySatisfying(
                        "detail",
                        detail ->
                                assertThat((String) detail).contains("tz is 'y'", "lines is 'x'", "filter: column 2"));
        assertThat(Json.object(HttpSocket.get(http, "/tail?lines=x").text()))
                .as("the filter is right")
                .doesNotContainKeys("parameter", "column");
        assertThat(HttpSocket.get(http, "/filter?q=a&q=b").text())
                .contains("parameter q is given 2 times; it takes one value");
        assertThat(HttpSocket.get(http, "/filter?filter=a").text()).contains("parameter filter is not known");
    }

    private List<String> messages(String target) throws IOException {
        return rows(target).stream()
                .map(row -> String.valueOf(row.get("message")))
                .toList();
    }

    private List<Map<String, Object>> rows(String target) throws IOException {
        var answer = HttpSocket.get(http, target);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return new String(answer.body(), UTF_8).lines().map(Json::object).toList();
    }
}
