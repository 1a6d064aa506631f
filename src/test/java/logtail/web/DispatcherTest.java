package logtail.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Optional;
import logtail.access.DeniedException;
import logtail.access.Gate;
import logtail.access.Principal;
import logtail.access.Right;
import org.junit.jupiter.api.Test;

/** Routing, authentication and authorization of requests. */
class DispatcherTest {
    private static final Endpoint STREAM = new Endpoint() {
        @Override
        public void begin(Exchange exchange) {
            exchange.respond(Answer.ok("text/plain", "stream"));
        }

        @Override
        public boolean isStream() {
            return true;
        }
    };

    private final HttpRig rig = HttpRig.of(
            HttpRig.route("GET", "/things", HttpRig.says("all")),
            HttpRig.route("POST", "/things", HttpRig.says("made")),
            HttpRig.route("GET", "/things/{name}", exchange -> say(exchange, "one " + exchange.pathValue("name"))),
            HttpRig.route(
                    "GET",
                    "/things/{name}/parts/{part}",
                    exchange -> say(exchange, exchange.pathValue("name") + " has " + exchange.pathValue("part"))),
            HttpRig.route("GET", "/stream", STREAM));

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
        assertThat(rig.ask("HEAD", "/stream")).startsWith("HTTP/1.1 405").contains("allow: GET\r\n");
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
        Gate gate = given -> new Principal(
                "sender",
                given.authorization().equals(Optional.of("Bearer t"))
                        ? EnumSet.of(Right.TAIL)
                        : EnumSet.of(Right.INGEST));
        try (var guarded = new HttpRig(1, gate, HttpRig.route("GET", "/things", HttpRig.says("all")))) {
            assertThat(guarded.ask("GET", "/things", "Authorization: Bearer t")).endsWith("all");
            assertThat(guarded.ask("GET", "/things"))
                    .startsWith("HTTP/1.1 403")
                    .contains("sender lacks the right TAIL");
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
                    .contains("www-authenticate: Bearer", "the token is not known");
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
