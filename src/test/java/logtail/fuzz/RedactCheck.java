package logtail.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import logtail.redact.Redaction;
import logtail.redact.RuleSyntaxException;

/** Redacting never writes to what it reads, ends, and changes nothing the second time. */
final class RedactCheck implements FuzzTarget.Check {
    private static final String KEY = "a key for the tests";
    private final Redaction redaction =
            Redaction.of("card=hash token key email=hash ipv4=hash ipv6 re:/pass=(\\w+)/=hash", KEY);

    @Override
    public void run(byte[] input) {
        byte[] before = input.clone();
        byte[] once = redaction.redactor().redact(input, 0, input.length);
        assertThat(input).isEqualTo(before);
        assertThat(redaction.redactor().redact(once, 0, once.length)).isEqualTo(once);
    }

    static void rules(byte[] input) {
        try {
            Redaction.of(new String(input, UTF_8), KEY);
        } catch (RuleSyntaxException e) {
            assertThat(e.getMessage()).contains("column");
        }
    }
}
