package logtail.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import logtail.net.AddressRanges;
import logtail.net.Remote;
import logtail.runtime.Env;
import logtail.runtime.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who sent a request, by the word of proxies that are trusted and of nobody else. */
class TrustedProxiesTest {
    private static final TrustedProxies PROXIES =
            new TrustedProxies(AddressRanges.of("10.0.0.0/8", "192.0.2.7", "fd00::/8"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "203.0.113.5                                                | 203.0.113.5",
                "203.0.113.5:4711                                           | 203.0.113.5",
                "2001:db8::1                                                | 2001:db8::1",
                "[2001:db8::1]:4711                                         | 2001:db8::1",
                "6.6.6.6, 203.0.113.5                                       | 203.0.113.5",
                "6.6.6.6, 203.0.113.5, 10.9.9.9                             | 203.0.113.5",
                "6.6.6.6, 203.0.113.5, fd00::1 , 192.0.2.7                  | 203.0.113.5",
                "10.2.2.2, 10.3.3.3                                         | 10.2.2.2",
                "rubbish, 203.0.113.5                                       | 203.0.113.5",
                "203.0.113.5, rubbish                                       | 10.1.1.1",
                "203.0.113.5, unknown, 10.9.9.9                             | 10.9.9.9",
                "203.0.113.5:99999                                          | 10.1.1.1",
                "localhost                                                  | 10.1.1.1",
                "203.0.113.5,,                                              | 203.0.113.5",
            })
    void findsTheLastHopThatIsNoTrustedProxy(String header, String sender) {
        assertThat(sender("10.1.1.1", "X-Forwarded-For", header)).isEqualTo(sender);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "for=203.0.113.5                                            | 203.0.113.5",
                "For=\"203.0.113.5:4711\";proto=https;by=10.1.1.1           | 203.0.113.5",
                "for=\"[2001:db8::1]:4711\"                                 | 2001:db8::1",
                "for=\"[2001:db8::1]:_port\"                                | 2001:db8::1",
                "for=6.6.6.6, for=203.0.113.5;proto=http, for=10.9.9.9      | 203.0.113.5",
                "for=_hidden, for=10.9.9.9                                  | 10.9.9.9",
                "for=unknown                                                | 10.1.1.1",
                "by=203.0.113.5                                             | 10.1.1.1",
                "for=\"6.6.6.6, for=203.0.113.5                             | 203.0.113.5",
                "for=\"6.6.6.6\\\", for=203.0.113.5;host=\"a,b\"            | 203.0.113.5",
            })
    void readsTheHeaderOfTheStandard(String header, String sender) {
        assertThat(sender("10.1.1.1", "Forwarded", header)).isEqualTo(sender);
    }

    @Test
    void believesNobodyElse() {
        assertThat(sender("203.0.113.9", "X-Forwarded-For", "10.1.1.1")).isEqualTo("203.0.113.9");
        assertThat(sender("203.0.113.9", "Forwarded", "for=10.1.1.1")).isEqualTo("203.0.113.9");
        assertThat(TrustedProxies.NONE
                        .origin(peer("127.0.0.1"), false, headers("X-Forwarded-For", "1.2.3.4"))
                        .remote())
                .isEqualTo(peer("127.0.0.1"));
    }

    @Test
    void readsSeveralHeadersAsOneList() {
        HttpHeaders headers = headers("X-Forwarded-For", "6.6.6.6").add("X-Forwarded-For", "203.0.113.5");
        assertThat(PROXIES.origin(peer("10.1.1.1"), false, headers).remote().host())
                .isEqualTo("203.0.113.5");
    }

    /** A proxy that writes one of the two passes on the other as a stranger wrote it. */
    @Test
    void believesNeitherOfTwoHeadersThatContradictEachOther() {
        HttpHeaders headers = headers("X-Forwarded-For", "203.0.113.5").add("Forwarded", "for=6.6.6.6");
        assertThat(PROXIES.origin(peer("10.1.1.1"), false, headers).remote().host())
                .isEqualTo("10.1.1.1");
        headers.set("Forwarded", "for=\"203.0.113.5:99\"");
        assertThat(PROXIES.origin(peer("10.1.1.1"), false, headers).remote().host())
                .isEqualTo("203.0.113.5");
    }

    @Test
    void tellsTheProtocolAndTheHostThatTheSenderUsed() {
        var forwarded = PROXIES.origin(
                peer("10.1.1.1"),
                false,
                headers("Forwarded", "for=203.0.113.5;proto=https;host=logs.example.com, for=10.9.9.9;proto=http"));
        assertThat(forwarded.isSecure()).isTrue();
        assertThat(forwarded.host()).contains("logs.example.com");
        HttpHeaders usual = headers("X-Forwarded-For", "203.0.113.5, 10.9.9.9")
                .add("X-Forwarded-Proto", "https, http")
                .add("X-Forwarded-Host", "logs.example.com");
        assertThat(PROXIES.origin(peer("10.1.1.1"), false, usual).isSecure()).isTrue();
        assertThat(PROXIES.origin(peer("10.1.1.1"), false, usual).host()).contains("logs.example.com");
        assertThat(PROXIES.origin(peer("203.0.113.9"), false, usual).isSecure()).isFalse();
        assertThat(PROXIES.origin(peer("203.0.113.9"), true, usual).host()).isEmpty();
    }

    @Test
    void looksAtSoManyHopsAndNoMore() {
        String many = "10.9.9.9, ".repeat(500) + "10.9.9.8";
        assertThat(sender("10.1.1.1", "X-Forwarded-For", many)).isEqualTo("10.9.9.9");
    }

    @Test
    void refusesASettingThatIsNoAddress() {
        for (String bad : new String[] {"localhost", "10.0.0.0/33", "10.0.0", "10.0.0.0/x", "::1/129"}) {
            var env = new Env(Map.of("LOGTAIL_TRUSTED_PROXIES", "127.0.0.1, " + bad));
            TrustedProxies.from(env);
            assertThatThrownBy(env::finish)
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("LOGTAIL_TRUSTED_PROXIES=" + bad);
        }
        var env = new Env(Map.of("LOGTAIL_TRUSTED_PROXIES", "127.0.0.1 , 10.0.0.0/8,::1"));
        TrustedProxies.Origin origin =
                new TrustedProxies(TrustedProxies.from(env)).origin(peer("::1"), false, headers("X-Forwarded-For", "203.0.113.5"));
        assertThat(origin.remote().host()).isEqualTo("203.0.113.5");
    }

    private static String sender(String peer, String header, String value) {
        return PROXIES.origin(peer(peer), false, headers(header, value))
                .remote()
                .host();
    }

    private static HttpHeaders headers(String name, String value) {
        return new DefaultHttpHeaders().add(name, value);
    }

    private static Remote peer(String address) {
        try {
            return new Remote(new InetSocketAddress(InetAddress.getByName(address), 9999), Optional.empty());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
