package logtail.drain.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlSecretsTest {
    /** Shapes of the URLs that the documentation of these services gives, with made-up tokens. */
    @ParameterizedTest
    @CsvSource({
        // Slack, Microsoft Teams, Discord, Telegram
        "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX, https://hooks.slack.com/services/***/***/***",
        "https://acme.webhook.office.com/webhookb2/3f1c9b7e-1@8c2d/IncomingWebhook/5d1f/77, https://acme.webhook.office.com/***/***/***/***/***",
        "https://discord.com/api/webhooks/123456789/AbC-dEf_123, https://discord.com/api/webhooks/***/***",
        "https://api.telegram.org/bot123456:ABC-DEF1234ghIkl/sendMessage, https://api.telegram.org/***/***",
        // Datadog, Splunk, New Relic, Logz.io, Mezmo
        "https://http-intake.logs.datadoghq.com/api/v2/logs?dd-api-key=0123456789abcdef0123456789abcdef&ddsource=syslog, https://http-intake.logs.datadoghq.com/api/v2/logs?dd-api-key=***&ddsource=***",
        "https://http-intake.logs.datadoghq.com/v1/input/0123456789abcdef, https://http-intake.logs.datadoghq.com/v1/input/***",
        "https://splunk.example.com:8088/services/collector/raw?token=B5A79AAD-D822-46CC-80D1-819F80D7BFB0, https://splunk.example.com:8088/services/collector/raw?token=***",
        "https://log-api.newrelic.com/log/v1?Api-Key=eu01xx1234NRAL, https://log-api.newrelic.com/log/v1?Api-Key=***",
        "https://listener.logz.io:8071/?token=AbCdEfGh&type=x, https://listener.logz.io:8071/?token=***&type=***",
        // Loggly, Sumo Logic, Papertrail, Azure
        "https://logs-01.loggly.com/bulk/6a7b1f2c-3d4e/tag/bulk/, https://logs-01.loggly.com/bulk/***/tag/bulk/",
        "https://collectors.de.sumologic.com/receiver/v1/http/ZaVnC4dhaV3x==, https://collectors.de.sumologic.com/receiver/v1/http/***",
        "https://acme.servicebus.windows.net/logs/messages?sig=a%2Fb%3D&se=17, https://acme.servicebus.windows.net/logs/messages?sig=***&se=***",
        // topics that are passwords, short keys, a bare query
        "https://ntfy.sh/phil, https://ntfy.sh/***",
        "https://hooks.zapier.com/hooks/catch/1234567/o2bx9z/, https://hooks.zapier.com/hooks/catch/***/***/",
        "https://webhook.site/3f1c9b7e-55aa-4a1e, https://webhook.site/***",
        "https://example.com/in?s3cret, https://example.com/in?***",
        // passwords
        "https://helen:secret@es.example.com:9200/_bulk, https://***@es.example.com:9200/_bulk",
        "https://token@logs.example.com, https://***@logs.example.com",
        "https://helen:a@b@example.com/, https://***@example.com/",
    })
    void hidesTheTokensOfServices(String url, String shown) {
        Destination to = Destination.parse(url).destination();
        assertThat(to).hasToString(shown);
        assertThat(to.url()).hasToString(url);
    }

    @ParameterizedTest
    @CsvSource({
        "https://loki.example.com/loki/api/v1/push",
        "https://otel.example.com:4318/v1/logs",
        "https://es.example.com:9200/_bulk",
        "https://splunk.example.com:8088/services/collector/event",
        "syslog+tls://logs.example.com:6514",
        "relp://[2001:db8::1]:2514",
        "kafka://one:9092,two:9092/Topic-with-a-very-long-name-2024",
        "file:///var/log/archive/Everything-2024-long-name.log",
    })
    void showsWhatIsNoSecret(String url) {
        assertThat(Destination.parse(url).destination()).hasToString(url);
    }

    @Test
    void namesSecretsAsTheyStandAndDecodedSoThatAnswersCanBeCleaned() {
        assertThat(Destination.parse("https://h.example.com/services/T0/x%2By?k=a+b")
                        .destination()
                        .secrets())
                .containsExactly("T0", "x%2By", "x+y", "a+b");
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/services/T0/B0/XYZ%ZZ",
        "https://helen:XYZ@h h/",
        "https://helen:pass/XYZ@example.com/",
        "mailto:XYZ@example.com",
        "https://example.com/in#XYZ",
    })
    void hidesThemInErrorsToo(String wrong) {
        assertThat(shownOf(wrong)).doesNotContain("XYZ");
    }

    private static String shownOf(String url) {
        try {
            return Destination.parse(url).destination().toString();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasNoCause();
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void saysWhatIsWrongWithoutTheUrl() {
        assertThatThrownBy(() -> Destination.parse("https://h/T0XYZ%ZZ"))
                .hasMessageContaining("'https://h/***' is no URL");
    }
}
