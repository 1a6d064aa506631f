package logtail.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.Optional;
import logtail.access.Credentials;
import logtail.net.Remote;
import org.junit.jupiter.api.Test;

class RequestCredentialsTest {
    @Test
    void areFoundWhereverClientsOfOthersPutThem() throws Exception {
        assertToken("Authorization: Bearer tok");
        assertToken("authorization: bearer tok");
        assertToken("Authorization: Splunk tok");
        assertToken("Authorization: Basic " + base64("any:tok"));
        assertToken("Authorization: Basic " + base64("tok:"));
        assertToken("Authorization: ApiKey " + base64("id:tok"));
        assertToken("X-API-Key: tok");
        assertToken("DD-API-KEY: tok");
        assertToken("Authorization: Bearer tok", "X-API-Key: tok");
        assertToken("Authorization: Bearer tok", "Cookie: logtail=a.b.c");
        assertThat(of("Authorization: Basic " + base64(":")).token()).isEmpty();
        assertThat(of("Cookie: a=b; logtail=a.1.c").session()).contains("a.1.c");
        assertThat(of().address()).isEqualTo("192.0.2.1");
    }

    @Test
    void areNoneOfTwoThatDifferOrCannotBeRead() {
        assertMalformed("Authorization: Bearer one", "X-API-Key: two");
        assertMalformed("Authorization: Bearer one", "Authorization: Bearer two");
        assertMalformed("Cookie: logtail=a; logtail=b");
        assertMalformed("Authorization: Bearer");
        assertMalformed("Authorization: Basic !!!");
        assertMalformed("Authorization: Basic " + base64("nocolon"));
        assertMalformed("Authorization: Basic " + Base64.getEncoder().encodeToString(new byte[] {(byte) 0xff, ':'}));
        assertMalformed("Authorization: Digest username=x");
        assertMalformed("X-API-Key: ");
        assertMalformed("X-API-Key: " + "x".repeat(5000));
    }

    @Test
    void areNotTheCookieOfAPageOfOthers() throws Exception {
        assertThat(of("Cookie: logtail=a.1.c", "Sec-Fetch-Site: cross-site").session())
                .isEmpty();
        assertThat(of("Cookie: logtail=a.1.c", "Sec-Fetch-Site: same-site").session())
                .isEmpty();
        assertThat(of("Cookie: logtail=a.1.c", "Sec-Fetch-Site: same-origin").session())
                .isPresent();
        assertThat(of("Cookie: logtail=a.1.c", "Sec-Fetch-Site: none").session())
                .isPresent();
    }

    private static void assertToken(String... headers) throws Exception {
        Credentials given = of(headers);
        assertThat(given.token()).contains("tok");
        assertThat(given.session()).isEmpty();
        assertThat(given).asString().doesNotContain("tok");
    }

    private static void assertMalformed(String... headers) {
        assertThatThrownBy(() -> of(headers)).isInstanceOf(RequestCredentials.MalformedException.class);
    }

    private static Credentials of(String... headers) throws RequestCredentials.MalformedException {
        var all = new DefaultHttpHeaders();
        for (String header : headers) {
            all.add(header.split(": ", 2)[0], header.contains(": ") ? header.split(": ", 2)[1] : "");
        }
        return RequestCredentials.of(all, new Remote(new InetSocketAddress("192.0.2.1", 1), Optional.empty()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
