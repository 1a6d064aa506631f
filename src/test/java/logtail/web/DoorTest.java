package logtail.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoorTest {
    private final Door door = new Door(List.of("Logs.example.com"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8514",
                "localhost.:8514",
                "127.0.0.1",
                "192.0.2.7:80",
                "[::1]:8514",
                "[fe80::1%25eth0]",
                "logs",
                "logs:8514",
                "box.local",
                "a.b.internal:1",
                "logtail.logging.svc",
                "x.test",
                "logs.EXAMPLE.com:8443",
                ""
            })
    void takesNamesThatNoStrangerCanOwn(String host) {
        assertThat(refusal("GET", "Host", host)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8514",
                "localhost.evil.example",
                "127.0.0.1.nip.io",
                "evil.local.example",
                "example.com",
                "a.logs.example.com",
                "[evil.example]",
                "0x7f.1",
                "evil.example:80:80"
            })
    void refusesNamesThatSomebodysDnsCouldPointHere(String host) {
        Optional<Problem> refusal = refusal("GET", "Host", host);
        assertThat(refusal).hasValueSatisfying(problem -> {
            assertThat(problem.status().code()).isEqualTo(421);
            assertThat(problem.detail()).contains("'" + host + "'", "LOGTAIL_PUBLIC_HOST");
        });
    }

    @Test
    void wantsOneHostUnlessTheRequestIsOlderThanHosts() {
        assertThat(refusal("GET"))
                .hasValueSatisfying(
                        problem -> assertThat(problem.status().code()).isEqualTo(400));
        assertThat(refusal("GET", "Host", "localhost", "Host", "localhost")).isPresent();
        assertThat(door.refusal(HttpMethod.GET, HttpVersion.HTTP_1_0, new DefaultHttpHeaders(), false))
                .isEmpty();
    }

    @Test
    void letsKnownSendersUseAnyNameButNotBorrowABrowser() {
        var headers = new DefaultHttpHeaders().add("Host", "evil.example");
        assertThat(door.refusal(HttpMethod.POST, HttpVersion.HTTP_1_1, headers, true))
                .isEmpty();
        headers.add("Origin", "https://other.example");
        assertThat(door.refusal(HttpMethod.POST, HttpVersion.HTTP_1_1, headers, true))
                .isPresent();
    }

    @Test
    void refusesChangesThatPagesOfOtherOriginsAskFor() {
        for (String method : new String[] {"POST", "PUT", "PATCH", "DELETE"}) {
            expectForeign(method, "Origin", "http://evil.example");
            expectForeign(method, "Origin", "null");
            expectForeign(method, "Origin", "http://localhost:3000");
            expectForeign(method, "Origin", "https://localhost:8514.evil.example");
            expectForeign(method, "Sec-Fetch-Site", "cross-site");
            expectForeign(method, "Sec-Fetch-Site", "same-site");
            expectForeign(method, "Sec-Fetch-Site", "same-site", "Origin", "http://localhost:8514");
        }
    }

    @Test
    void takesChangesOfProgramsAndOfOurOwnPages() {
        assertThat(refusal("POST", "Host", "localhost:8514")).isEmpty();
        assertThat(refusal("POST", "Host", "localhost:8514", "Origin", "http://LOCALHOST:8514"))
                .isEmpty();
        assertThat(refusal("POST", "Host", "logs.example.com", "Origin", "https://logs.example.com"))
                .isEmpty();
        assertThat(refusal("POST", "Host", "[::1]:80", "Origin", "http://[::1]"))
                .isEmpty();
        assertThat(refusal("POST", "Host", "localhost", "Sec-Fetch-Site", "same-origin"))
                .isEmpty();
        assertThat(refusal("POST", "Host", "localhost", "Sec-Fetch-Site", "none"))
                .isEmpty();
        assertThat(refusal("GET", "Host", "localhost", "Sec-Fetch-Site", "cross-site"))
                .isEmpty();
    }

    private void expectForeign(String method, String... headers) {
        var all = new java.util.ArrayList<>(List.of("Host", "localhost:8514"));
        all.addAll(List.of(headers));
        assertThat(refusal(method, all.toArray(String[]::new))).hasValueSatisfying(problem -> {
            assertThat(problem.status().code()).isEqualTo(403);
            assertThat(problem.detail()).contains("origin", method);
        });
    }

    private Optional<Problem> refusal(String method, String... headers) {
        var all = new DefaultHttpHeaders();
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1]);
        }
        return door.refusal(HttpMethod.valueOf(method), HttpVersion.HTTP_1_1, all, false);
    }
}
