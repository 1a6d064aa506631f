package logtail.drain.sink.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is shown of what servers say. */
class QuotationTest {
    private final Quotation quotation = new Quotation(List.of("s3cret", "s3cret-longer", "ab", ""));

    @Test
    void leavesOutOurSecrets() {
        assertThat(quotation.of("token s3cret-longer and s3cret are bad, about that"))
                .isEqualTo("token *** and *** are bad, about that");
    }

    @Test
    void isOneLineThatHarmsNoTerminal() {
        assertThat(quotation.of("\u001b[31m\r\n  <p>no\u0000\u0085\u202e\t good</p>\n"))
                .isEqualTo("[31m <p>no good</p>");
    }

    @Test
    void makesBytesThatAreNoTextShort() {
        byte[] bytes = {'a', (byte) 0xFF, (byte) 0xC0, 'b'};
        assertThat(quotation.of(bytes)).isEqualTo("a b");
    }

    @Test
    void isNoLongerThanTwoHundredCharacters() {
        String emoji = "😀".repeat(300);
        assertThat(quotation.of(emoji.getBytes(UTF_8))).isEqualTo("😀".repeat(200));
        assertThat(quotation.of(new byte[10_000_000])).isEmpty();
    }
}
