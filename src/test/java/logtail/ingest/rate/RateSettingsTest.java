package logtail.ingest.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import logtail.runtime.Env;
import logtail.runtime.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateSettingsTest {
    @Test
    void hasNoRulesUnlessTheyAreSet() {
        assertThat(RateSettings.from(new Env(Map.of())).rules()).isEmpty();
    }

    @Test
    void readsRulesByAppAddressAndToken() {
        var rules = RateSettings.parse(
                "app=web-*:20000/s burst 60000; address=10.0.0.0/8:5MiB/s, address=2001:db8::/32:600/m;token=ci:1/s");
        assertThat(rules).hasSize(4);
        RateRule app = rules.get(0);
        assertThat(app.kind()).isEqualTo(RateRule.Kind.APP);
        assertThat(app.perSecond()).isEqualTo(20_000);
        assertThat(app.burst()).isEqualTo(60_000);
        assertThat(app.isOfBytes()).isFalse();
        assertThat(app.matches().test("web-1")).isTrue();
        assertThat(app.matches().test("db")).isFalse();
        assertThat(app.text()).isEqualTo("app=web-*:20000/s burst 60000");
        RateRule bytes = rules.get(1);
        assertThat(bytes.isOfBytes()).isTrue();
        assertThat(bytes.perSecond()).isEqualTo(5 << 20);
        assertThat(bytes.burst()).isEqualTo(5 << 20);
        assertThat(bytes.matches().test("10.1.2.3")).isTrue();
        assertThat(bytes.matches().test("192.0.2.1")).isFalse();
        assertThat(rules.get(2).perSecond()).isEqualTo(10);
        assertThat(rules.get(2).burst()).isEqualTo(600);
        assertThat(rules.get(2).matches().test("2001:db8::7")).isTrue();
        assertThat(rules.get(3).kind()).isEqualTo(RateRule.Kind.TOKEN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host=a:1/s|column 1, 'host'",
                "app=*|column 1, 'app=*'",
                "app=:1/s|column 1, 'app=:1/s'",
                "app=*:fast|column 7, 'fast'",
                "app=a:1/s; app=*:1/h|column 18, '1/h'",
                "app=*:0/s|column 7, '0'",
                "app=*:1/s burst 0|column 17, '0'",
                "app=*:1/s burst 5MiB|column 17, '5MiB'",
                "address=10.0.0.0/40:1/s|column 9, '10.0.0.0/40'",
                "address=home:1/s|column 9, 'home'",
            })
    void saysWhatIsWrongAndWhere(String text, String told) {
        var env = new Env(Map.of("LOGTAIL_RATE", text));
        assertThat(RateSettings.from(env).rules()).isEmpty();
        assertThatThrownBy(env::finish)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("LOGTAIL_RATE")
                .hasMessageContaining(told);
    }
}
