package logtail.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.Map;
import java.util.Random;
import logtail.Seeds;
import logtail.event.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token in a line of syslog: given to whoever asks, and in no part of the event. */
class SentTokenTest {
    private static final String SECRET = "lt_s3cret";
    private static final String ELEMENT = "[logtail@32473 token=\"" + SECRET + "\"]";
    private static final String NOW = "2026-11-24T12:00:00Z";

    private final SyslogParser parser = new SyslogParser(ZoneOffset.UTC);

    @Test
    void isTakenOutOfStructuredData() {
        String frame = "<13>1 - h web 1 id [a b=\"c\"]" + ELEMENT + "[d e=\"f\"] hello";
        assertThat(token(frame)).isEqualTo(SECRET);
        Parsed line = Parsed.of(parser, frame, NOW);
        assertThat(line.attributes()).isEqualTo(Map.of("a.b", "c", "d.e", "f"));
        assertThat(line.message()).isEqualTo("hello");
    }

    @Test
    void leavesTheOtherParametersOfItsElement() {
        String frame = "<13>1 - h web 1 id [logtail@32473 x=\"1\" token=\"" + SECRET + "\" tokens=\"2\"] hello";
        assertThat(token(frame)).isEqualTo(SECRET);
        assertThat(Parsed.of(parser, frame, NOW).attributes())
                .isEqualTo(Map.of("logtail@32473.x", "1", "logtail@32473.tokens", "2"));
    }

    @Test
    void isReadBeforeAMessageInBrackets() {
        assertThat(token("<13>1 - h web 1 id " + ELEMENT + " [INFO] hello")).isEqualTo(SECRET);
    }

    @Test
    void isNoneOfAnotherElementOrName() {
        assertThat(token("<13>1 - h web 1 id [logtail token=\"x\"][logtail@32473 Token=\"y\"] hello"))
                .isEmpty();
    }

    /** Declared tokens may have them. */
    @Test
    void isReadWithoutTheEscapesOfStructuredData() {
        assertThat(token("<13>1 - h web 1 id [logtail@32473 token=\"a\\\"b\\]c\\\\d\\e]f\"] m"))
                .isEqualTo("a\"b]c\\d\\e]f");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<13>Nov 24 14:00:00 host app: [logtail@32473 token=\"a\\\"s3cret\\]s3cret\\\\\"] text",
                "<13>1 - h web 1 id - [logtail@32473 token=\"a]s3cret\\\"s3cret\"] text",
                "<13>1 - h web 1 id - {\"m\":\"[logtail@32473 token=\\\"a\\\\\\\"s3cret\\\"]\"} text",
                "<13>1 - h web 1 id [logtail@32473 token=\"mine\"] relayed <13>1 - h a - - [logtail@32473 token=\"s3cret\"] text",
            })
    void isOverwrittenToItsVeryEndWhereItDoesNotBelong(String frame) {
        assertThat(Parsed.of(parser, frame, NOW).message())
                .contains("logtail@32473 token=")
                .contains("**")
                .doesNotContain("s3cret")
                .endsWith(" text");
    }

    @Test
    void isForgottenWithTheNextLine() {
        var line = new Line();
        byte[] first = ("<13>1 - h web 1 id " + ELEMENT + " m").getBytes(UTF_8);
        parser.parse(first, 0, first.length, 0, line);
        byte[] second = "<13>1 - h web 1 id - m".getBytes(UTF_8);
        parser.parse(second, 0, second.length, 0, line);
        assertThat(line.token.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<13>1 - h web 1 id [a b=c]%s text", // broken structured data
                "<13>1 - h web 1 id %s%s[ text",
                "<13>1 - h web 1 id %stext",
                "<13>1 - h web 1 id [x y=\"z\"] %s text", // a second group of it
                "<13>1 - h web %s text", // too few fields
                "<13>1 - %s",
                "<13>1 2026-99-99T00:00:00Z h web 1 id %s text",
                "<999>1 - h web 1 id %s text",
                "<13>Nov 24 14:00:00 host app[7]: %s text",
                "<13>Nov 24 14:00:00 host %s text",
                "<13>%s: text",
                "%s text",
                "1 of 2 %s",
                "<13>1 - h web 1 id [logtail@32473 token=\"lt_s3cret", // cut short
                "<13>1 - h web 1 id [logtail@32473 token=lt_s3cret] text",
                "<13>1 - h web 1 id [logtail@32473  token= \"lt_s3cret\"x] text",
            })
    void isOverwrittenWhereItIsText(String form) {
        String frame = form.replace("%s", ELEMENT);
        Parsed line = Parsed.of(parser, frame, NOW);
        assertThat(line.toString() + line.messageOctets()).doesNotContain("s3cret");
        assertThat(token(frame)).isEmpty();
    }

    @Test
    void isInNoPartOfTheEventHoweverItsMessageIsBroken() {
        Random random = new Random(Seeds.draw(getClass()));
        String valid = "<13>1 2026-11-24T12:00:00Z h web 1 id [a b=\"c\"]" + ELEMENT + "[d e=\"f\"] hello";
        int element = valid.indexOf(ELEMENT);
        for (int i = 0; i < 20_000; i++) {
            var frame = new StringBuilder(valid);
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                int at = random.nextInt(frame.length());
                boolean isOfToken = at >= element && at < element + ELEMENT.length();
                if (!isOfToken) {
                    frame.setCharAt(at, " []\"\\=<>1@".charAt(random.nextInt(10)));
                }
            }
            assertThat(Parsed.of(parser, frame.toString(), NOW).toString())
                    .as(frame.toString())
                    .doesNotContain("s3cret");
        }
    }

    private String token(String frame) {
        byte[] bytes = frame.getBytes(ISO_8859_1);
        var line = new Line();
        parser.parse(bytes, 0, bytes.length, 0, line);
        return line.token.toString();
    }
}
