package logtail.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import logtail.cli.base.BadValueException;
import logtail.cli.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DaemonAddressesTest {
    @Test
    void theyAreSeparatedByCommasAndKeepTheirOrder() {
        var addresses = parse(" http://b:8514 , https://a.example/x/,9000,b:8514 ");
        assertThat(addresses.all())
                .extracting(DaemonAddress::base)
                .containsExactly("http://b:8514", "https://a.example/x", "http://127.0.0.1:9000");
        assertThat(addresses.areSeveral()).isTrue();
        assertThat(addresses).hasToString("http://b:8514,https://a.example/x,http://127.0.0.1:9000");
        assertThat(parse(addresses.toString())).isEqualTo(addresses);
    }

    @Test
    void theOptionIsStrongerThanTheEnvironmentAndThatThanTheDefault() {
        var env = Map.of("LOGTAIL_ADDR", "a,b");
        assertThat(DaemonAddresses.resolve("c", env)).hasToString("http://c:8514");
        assertThat(DaemonAddresses.resolve(null, env)).hasToString("http://a:8514,http://b:8514");
        assertThat(DaemonAddresses.resolve(null, Map.of("LOGTAIL_ADDR", " "))).hasToString(DaemonAddress.DEFAULT);
        assertThat(parse("a, http://A:8514").areSeveral()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    http://a,ftp://b,http://c | ftp://b
                    a,u@b                     | u@b
                    a,,b                      | a,,b
                    http://a/x,               | http://a/x,
                    """)
    void theOneThatIsWrongIsNamed(String typed, String wrong) {
        assertThatThrownBy(() -> parse(typed))
                .isInstanceOf(BadValueException.class)
                .hasMessageStartingWith("bad value \"" + wrong + "\" for --addr; accepted: http://HOST:PORT");
    }

    @Test
    void eachHasToBeSafeForTheTokenAndMeantForTheAuthorities() {
        Token token = Token.of("secret", "--token");
        assertThatThrownBy(() -> new DaemonAccess(parse("https://a,http://b,127.0.0.1"), token, null))
                .isInstanceOf(UsageException.class)
                .hasMessage("the token of --token would cross the network in the clear: name the daemon as https://…, "
                        + "not http://b");
        var tls = (javax.net.ssl.SSLSocketFactory) javax.net.ssl.SSLSocketFactory.getDefault();
        assertThatThrownBy(() -> new DaemonAccess(parse("https://a,http://b"), Token.NONE, tls))
                .isInstanceOf(UsageException.class)
                .hasMessage("--ca-cert is for https://…, and the daemon is at http://b");
    }

    @Test
    void areHereWhenAllOfThemAre() {
        assertThat(parse("8514,[::1]:9").areLoopback()).isTrue();
        assertThat(parse("8514,logs").areLoopback()).isFalse();
    }

    private static DaemonAddresses parse(String text) {
        return DaemonAddresses.resolve(text, Map.of());
    }
}
