package logtail.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import logtail.access.DeniedException;
import logtail.access.Gate;
import logtail.access.Principal;
import logtail.access.Right;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routing, authentication and authorization of requests. */
class DispatcherTest {
    private final HttpRig rig = HttpRig.of(
            HttpRig.route("GET", "/things", HttpRig.says("all")),
            HttpRig.route("POST", "/things", HttpRig.says("made")),
            HttpRig.route("GET", "/things/{name}", exchange -> say(exchange, "one " + exchange.pathValue("name"))),
            HttpRig.route(
                    "GET",
                    "/things/{name}/parts/{part}",
                    exchange -> say(exchange, exchange.pathValue("name") + " has " + exchange.pathValue("part"))));

    @Test
    void findsTheRouteByMethodAndPath() {
        assertThat(rig.ask("GET", "/things")).startsWith("HTTP/1.1 200").endsWith("all");
        assertThat(rig.ask("GET", "/things?x=1")).endsWith("all");
        assertThat(rig.ask("GET", "/things/a+b%20c%2Fd")).endsWith("one a+b c/d");
        assertThat(rig.ask("GET", "/things/a/parts/b")).endsWith("a has b");
        assertThat(rig.ask("POST", "/things", "Content-Length: 0")).endsWith("made");
    }

    @Test
    void namesAllPatternsWhereThereIsNothing() {
        for (String path : new String[] {"/", "/thing", "/things/", "/things/a/parts", "/things/a/parts/b/c"}) {
            try (var one = HttpRig.of(HttpRig.route("GET", "/things/{name}", HttpRig.says("one")))) {
                assertThat(one.ask("GET", path)).startsWith("HTTP/1.1 404").contains(path, "there are /things/{name}");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"/things/, /things", "//things, /things", "/things//a/, /things/a", "/%74hings, ''", "/, ''"})
    void namesThePathAsItCameAndTheOneThatWasMeant(String path, String meant) {
        String answer = rig.ask("GET", path);
        assertThat(answer)
                .startsWith("HTTP/1.1 404")
                .contains("nothing at " + path)
                .doesNotContain("connection: close");
        if (meant.isEmpty()) {
            assertThat(answer).doesNotContain("did you mean");
        } else {
            assertThat(answer).contains("nothing at %s (did you mean %s?);".formatted(path, meant));
        }
        assertThat(rig.ask("GET", "/things")).endsWith("all");
    }

    @Test
    void takesTheAbsoluteFormOfATarget() {
        assertThat(rig.ask("GET", "http://127.0.0.1:8514/things?x=1")).endsWith("all");
        assertThat(rig.ask("GET", "HTTP://LOGS.example.com/things/a")).endsWith("one a");
        assertThat(rig.ask("GET", "http://logs.example.com?x=1"))
                .startsWith("HTTP/1.1 404")
                .contains("nothing at /;");
        assertThat(rig.ask("GET", "http://evil.example/things"))
                .startsWith("HTTP/1.1 421")
                .contains("evil.example");
    }

    @Test
    void tellsTheMethodsOfTheServerAsAWhole() {
        assertThat(rig.ask("OPTIONS", "*")).startsWith("HTTP/1.1 204").contains("allow: GET, HEAD, POST\r\n");
        assertThat(rig.ask("GET", "*")).startsWith("HTTP/1.1 404");
    }

    @Test
    void datesEveryAnswerAndLetsNobodyKeepIt() {
        for (String target : List.of("/things", "/nowhere")) {
            assertThat(rig.ask("GET", target))
                    .containsPattern("date: \\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\n")
                    .contains("cache-control: no-store");
        }
    }

    @Test
    void givesProblemsTheTypeThatSaysThatTheStatusSaysAll() {
        assertThat(rig.ask("GET", "/nowhere"))
                .contains("{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,");
    }

    @Test
    void refusesVersionsOfHttpThatThereAreNotInTheseWords() {
        assertThat(rig.send("GET /apps HTTP/2.0\r\nHost: localhost\r\n\r\n").answer())
                .startsWith("HTTP/1.1 505 ");
    }

    @Test
    void compressesALongAnswerForThoseWhoWantIt() {
        try (var one = HttpRig.of(HttpRig.route("GET", "/long", HttpRig.says("x".repeat(5000))))) {
            for (String wanted : List.of("gzip", "br, gzip;q=0.5, identity;q=0.2", "*", "GZIP;q=1.0")) {
                assertThat(one.ask("GET", "/long", "Accept-Encoding: " + wanted))
                        .as(wanted)
                        .contains("content-encoding: gzip", "vary: Accept-Encoding")
                        .hasSizeLessThan(1000);
            }
            for (String unwanted : List.of("gzip;q=0", "br", "identity", "gzip;q=0.1, identity;q=0.5", "*;q=0")) {
                assertThat(one.ask("GET", "/long", "Accept-Encoding: " + unwanted))
                        .as(unwanted)
                        .doesNotContain("content-encoding")
                        .endsWith("xxx");
            }
        }
        assertThat(rig.ask("GET", "/things", "Accept-Encoding: gzip")).endsWith("all");
    }

    @Test
    void saysWhichMethodsThereAre() {
        assertThat(rig.ask("OPTIONS", "/things")).startsWith("HTTP/1.1 204").contains("allow: GET, HEAD, POST\r\n");
    }

    @Test
    void refusesMethodsThatAPathHasNot() {
        assertThat(rig.ask("DELETE", "/things"))
                .startsWith("HTTP/1.1 405")
                .contains("allow: GET, HEAD, POST\r\n", "/things takes GET or HEAD or POST, not DELETE");
    }

    @Test
    void answersHeadWhereItAnswersGet() {
        assertThat(rig.ask("HEAD", "/things"))
                .startsWith("HTTP/1.1 200")
                .contains("content-length: 3")
                .endsWith("\r\n\r\n");
    }

    @Test
    void refusesAPathThatIsIllFormed() {
        assertThat(rig.ask("GET", "/things/%f")).startsWith("HTTP/1.1 400").contains("target");
    }

    @Test
    void keepsOutWhatTheDoorKeepsOut() {
        assertThat(rig.send("GET /things HTTP/1.1\r\nHost: evil.example\r\n\r\n")
                        .answer())
                .startsWith("HTTP/1.1 421")
                .contains("LOGTAIL_PUBLIC_HOST")
                .doesNotContain("all");
    }

    @Test
    void keepsOutPostsOfOtherOrigins() {
        assertThat(rig.ask("POST", "/things", "Content-Length: 0", "Origin: http://evil.example"))
                .startsWith("HTTP/1.1 403")
                .doesNotContain("made");
    }

    @Test
    void letsNobodyDoWhatTheyHaveNoRightFor() {
        Gate gate = given -> new Principal("sender", EnumSet.of(Right.INGEST));
        try (var guarded = new HttpRig(1, gate, HttpRig.route("GET", "/things", HttpRig.says("all")))) {
            assertThat(guarded.ask("GET", "/things"))
                    .startsWith("HTTP/1.1 403")
                    .contains("this takes the right tail")
                    .doesNotContain("sender");
        }
    }

    @Test
    void asksForCredentialsWhenThoseOfARequestAreNoGood() {
        Gate gate = given -> {
            throw new DeniedException("the token is not known");
        };
        try (var guarded = new HttpRig(1, gate, HttpRig.route("GET", "/things", HttpRig.says("all")))) {
            assertThat(guarded.ask("GET", "/things"))
                    .startsWith("HTTP/1.1 401")
                    .contains("www-authenticate: Bearer realm=\"logtail\", Basic", "this takes a valid token")
                    .doesNotContain("known");
        }
    }

    @Test
    void countsRequestsByPatternAndStatus() {
        rig.ask("GET", "/things/a");
        rig.ask("GET", "/things/b");
        rig.ask("GET", "/elsewhere");
        assertThat(counted("/things/{name}", "200")).isEqualTo(2);
        assertThat(counted("none", "404")).isEqualTo(1);
    }

    @Test
    void takesOneRouteForAMethodAndPattern() {
        Route route = HttpRig.route("GET", "/things", HttpRig.says("all"));
        assertThatThrownBy(() -> HttpRig.of(route, route)).hasMessageContaining("two routes for GET /things");
    }

    private long counted(String route, String status) {
        return rig.metrics
                .get("logtail.http.requests")
                .tags("route", route, "status", status)
                .timer()
                .count();
    }

    private static void say(Exchange exchange, String text) {
        exchange.respond(Answer.ok("text/plain", text));
    }
}
