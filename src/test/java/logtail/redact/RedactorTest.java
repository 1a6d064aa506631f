package logtail.redact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Event;
import logtail.event.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private static final String KEY = "0123456789abcdef";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "card | paid with 4111 1111 1111 1111 | paid with ****1111",
                "card | {\"card\":5555555555554444} | {\"card\":****4444}",
                "card | 3782-822463-10005 12/26 | ****0005 12/26",
                "card | 4111111111111112 has a wrong check digit | 4111111111111112 has a wrong check digit",
                "card | ts=1795528800000000000 id=0000000000000000 | ts=1795528800000000000 id=0000000000000000",
                "card | blk_-4980916519894289629 card-4111111111111111 | blk_-4980916519894289629 card-****1111",
                "card | 3.4111111111111111 x4111111111111111 | 3.4111111111111111 x4111111111111111",
                "email | From: <jöe.b+x@mail.example.com>. | From: <jö****>.",
                "email | /u?mail=joe%40example.com&x | /u?mail=****&x",
                "email | {\"m\":\"joe\\u0040example.com\"} | {\"m\":\"****\"}",
                "email | java.lang.Object@1a2b3c user@localhost pkg@1.0.beta | java.lang.Object@1a2b3c user@localhost pkg@1.0.beta",
                "ipv4 | from 192.0.2.7:514, 10.0.0.0/8. | from ****:514, ****/8.",
                "ipv4 | 1.2.3.4.5 v1.2.3.4 256.1.1.1 01.2.3.4 | 1.2.3.4.5 v1.2.3.4 256.1.1.1 01.2.3.4",
                "ipv6 | [2001:db8::1]:443 ::1 fe80::1%eth0 | [****]:443 **** ****%eth0",
                "ipv6 | iface:fe80::1: down | iface:****: down",
                "ipv6 | ::ffff:192.0.2.1 | ****",
                "ipv6 | 12:34:56 00:11:22:33:44:55:66:77 Fade::Bad a::b std::dec | 12:34:56 00:11:22:33:44:55:66:77 Fade::Bad a::b std::dec",
                "token | Authorization: Bearer abc.def-123 x | Authorization: Bearer **** x",
                "token | {\"authorization\":\"Basic dXNlcjpwYXNzd29yZA==\"} | {\"authorization\":\"Basic ****\"}",
                "token | Proxy-Authorization: Digest username=\"a\", response=\"b\" | Proxy-Authorization: Digest ****",
                "token | Basic authentication failed for bearer of bad news | Basic authentication failed for bearer of bad news",
                "token | api_key=\"k3yk3yk3y\", apiKey: null | api_key=\"****\", apiKey: null",
                "token | postgres://app:s3cret@db:5432/x http://h:80/a@b | postgres://app:****@db:5432/x http://h:80/a@b",
                "token | https://ghp_abcdefghijklmnopqrstuvwxyz0123456789:x-oauth-basic@github.com | https://****:****@github.com",
                "token | task-0123456789012345678901 risk-aaaa | task-0123456789012345678901 risk-aaaa",
                "key | {\"k\":\"-----BEGIN EC PRIVATE KEY-----\\nMHc=\\n-----END EC PRIVATE KEY-----\\n\"} | {\"k\":\"****\\n\"}",
                "key | -----BEGIN CERTIFICATE-----MII | -----BEGIN CERTIFICATE-----MII",
                "re:/password=(\\S+)/ | a password=x;y b | a password=**** b",
                "re:/PASS(?:word)?=\\w+/i | a Password=xyz b | a **** b",
            })
    void masks(String rules, String line, String expected) {
        assertThat(redact(rules, line)).isEqualTo(expected);
    }

    @Test
    void hashesEqualValuesAlikeHoweverTheyAreWritten() {
        String rules = "card=hash email=hash";
        assertThat(redact(rules, "4111 1111 1111 1111")).isEqualTo(redact(rules, "4111-1111-1111-1111"));
        assertThat(redact(rules, "Joe@Example.com")).isEqualTo(redact(rules, "joe@example.com"));
        assertThat(redact(rules, "joe@example.com")).isNotEqualTo(redact(rules, "jim@example.com"));
        assertThat(new String(bytes(Redaction.of(rules, "another key 0123"), "joe@example.com"), UTF_8))
                .isNotEqualTo(redact(rules, "joe@example.com"));
    }

    /** {@code printf joe@example.com | openssl dgst -sha256 -hmac 0123456789abcdef | cut -c1-16}: what somebody searches for. */
    @Test
    void hashesAsOthersCan() {
        assertThat(redact("email=hash", "joe@example.com")).isEqualTo("h:6f7ab77d33042961");
    }

    @Test
    void masksAKeyWhoseLinesAreEventsOfTheirOwn() {
        Redaction redaction = Redaction.of("key", KEY);
        Redactor redactor = redaction.redactor();
        var seen = new ArrayList<String>();
        for (String[] line : new String[][] {
            {"a", "-----BEGIN RSA PRIVATE KEY-----"},
            {"b", "MIIEpAIBAAKCAQEA"},
            {"a", "MIIEpAIBAAKCAQEA"},
            {"a", "the app says something else"},
            {"a", "web | MIIEpAIBAAKCAQEAMIIEpAIBAAKCAQEA"},
            {"a", "-----END RSA PRIVATE KEY----- done"},
            {"a", "MIIEpAIBAAKCAQEA"}
        }) {
            Line parsed = line(line[0], line[1]);
            assertThat(redactor.redact(parsed)).isTrue();
            seen.add(parsed.message.toString());
        }
        assertThat(seen)
                .containsExactly(
                        "****",
                        "MIIEpAIBAAKCAQEA",
                        "****",
                        "the app says something else",
                        "web | ****",
                        "**** done",
                        "MIIEpAIBAAKCAQEA");
        assertThat(Objects.requireNonNull(redaction.hits().get("key")).sum()).isEqualTo(4);
    }

    @Test
    void redactsMessageIdAndAttributesButNoNames() {
        Line line = line("joe@example.com", "to joe@example.com");
        byte[] id = "joe@example.com".getBytes(UTF_8);
        line.msgId.set(id, 0, id.length);
        attribute(line, "a", "1");
        attribute(line, "mail", "joe@example.com and jim@example.com");
        attribute(line, "z", "2");
        assertThat(Redaction.of("email=hash", KEY).redactor().redact(line)).isTrue();
        Event event = event(line);
        assertThat(event.app()).isEqualTo("joe@example.com");
        assertThat(event.text()).isEqualTo("to h:6f7ab77d33042961");
        assertThat(event.msgId()).isEqualTo("h:6f7ab77d33042961");
        assertThat(event.attributes()).containsEntry("a", "1").containsEntry("z", "2");
        assertThat(event.attributes().get("mail")).matches("h:6f7ab77d33042961 and h:[0-9a-f]{16}");
    }

    @Test
    void dropsAndCounts() {
        Redaction redaction = Redaction.of("token key=drop", KEY);
        byte[] left = bytes(redaction, "one\n-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\ntwo\n");
        assertThat(new String(left, UTF_8)).isEqualTo("one\ntwo\n");
        assertThat(redaction.droppedLines()).isEqualTo(3);
        Line line = line("a", "x");
        attribute(line, "k", "-----BEGIN PRIVATE KEY-----");
        assertThat(redaction.redactor().redact(line)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"paid 4111 1111 11", "mail to joe@exam", "half of secr3t"})
    void masksTheEndOfALineThatWasCut(String text) {
        Line line = line("a", text);
        line.flags |= Line.TRUNCATED;
        Redactor redactor = Redaction.of("card email", KEY).redactor();
        redactor.redact(line);
        String once = line.message.toString();
        assertThat(once).matches("(paid|mail to|half of) \\*\\*\\*\\*");
        Line again = line.copy();
        redactor.redact(again);
        assertThat(again.message.toString()).isEqualTo(once);
    }

    @Test
    void keepsBytesThatAreNoUtf8() {
        byte[] line = {'c', (byte) 0xE9, ' ', 'p', 'w', '=', 'x', ' ', (byte) 0xFF};
        byte[] redacted = Redaction.of("re:/pw=(\\w+)/", KEY).redactor().redact(line, 0, line.length);
        assertThat(redacted).containsExactly('c', 0xE9, ' ', 'p', 'w', '=', '*', '*', '*', '*', ' ', 0xFF);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "crad=mask | column 1, 'crad': expected card, token, key, email, ipv4, ipv6 or re:/REGEX/",
                "card email=hsh | column 12, 'hsh': expected mask, hash, drop",
                "card=mask;card=drop | column 11, 'card=drop': expected each kind once",
                "card=mask re:/a | column 11, 're:/a': expected re:/REGEX/, with \\/ for a slash",
                "re:/a(/ | column 1, 're:/a(/': expected a regular expression of RE2, but error parsing regexp: missing closing ): `a(`",
                "re:/a/x | column 7, 'x': expected = and an action, or the end of the rule",
                "email= | column 7, the end: expected mask, hash, drop",
            })
    void saysWhereRulesAreWrong(String rules, String message) {
        assertThatThrownBy(() -> Redaction.of(rules, KEY))
                .isInstanceOf(RuleSyntaxException.class)
                .hasMessage(message);
    }

    @Test
    void readsRulesApartBySpacesCommasOrSemicolons() {
        assertThat(RuleReader.read(" card;, email=HASH\tre:/a b;c\\/d/i=drop "))
                .containsExactly(
                        new Rule("card", Kind.CARD, Action.MASK, "", false),
                        new Rule("email", Kind.EMAIL, Action.HASH, "", false),
                        new Rule("re1", Kind.RE, Action.DROP, "a b;c/d", true));
    }

    @Test
    void takesNoNumberOfHitsForLong() {
        for (String piece :
                List.of("@", "a@", ".", "1.", "1:", "4 ", "4111 ", "eyJ", "://", "-----BEGIN ", "h:", "****")) {
            String line = piece.repeat(400_000 / piece.length());
            long startNs = System.nanoTime();
            redact("card token key email ipv4 ipv6 re:/a@(b)/", line);
            assertThat(System.nanoTime() - startNs).as(piece).isLessThan(5_000_000_000L);
        }
    }

    private static String redact(String rules, String line) {
        return new String(bytes(Redaction.of(rules, KEY), line), UTF_8);
    }

    private static byte[] bytes(Redaction redaction, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return redaction.redactor().redact(bytes, 0, bytes.length);
    }

    private static Line line(String app, String message) {
        var line = new Line();
        byte[] name = app.getBytes(UTF_8);
        byte[] text = message.getBytes(UTF_8);
        line.app.set(name, 0, name.length);
        line.message.set(text, 0, text.length);
        return line;
    }

    private static void attribute(Line line, String name, String value) {
        byte[] bytes = (name + value).getBytes(UTF_8);
        line.attributes.begin(bytes, 0, 0, 0, name.length());
        line.attributes.append(bytes, name.length(), bytes.length);
        line.attributes.end();
    }

    private static Event event(Line line) {
        var encoder = new BlockEncoder(64 * 1024, 1024);
        encoder.tryAppend(line, 1);
        encoder.finish();
        Block block = new Block().wrap(encoder.bytes(), 0);
        block.nextEvent();
        return block.event();
    }
}
