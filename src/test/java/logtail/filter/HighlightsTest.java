package logtail.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HighlightsTest {
    @Test
    void marksTextsAndRegularExpressionsInMessages() {
        assertThat(marks("timeout Refused \"two words\" /took \\d+ms/i"))
                .containsExactly(
                        "timeout in any case", "Refused", "two words in any case", "/took \\d+ms/ in any case");
        assertThat(marks("message:slow OR message~/q.*y/ OR message=\"GET /\""))
                .containsExactly("slow in any case", "/q.*y/", "GET /");
        assertThat(marks("a OR a OR (b a)")).as("once").containsExactly("a in any case", "b in any case");
    }

    @Test
    void marksNothingThatIsNegatedOrStandsElsewhere() {
        assertThat(marks("-debug NOT /x/ -(a OR b) message!=\"y\"")).isEmpty();
        assertThat(marks("-(a -b)")).as("which may be there, but need not").isEmpty();
        assertThat(marks("app:web status=500 level>=warn path~/x/")).isEmpty();
        assertThat(marks("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timeout|",
                "status>=500 timeout|status",
                "-path:/api status=1 .status:2|path status",
                "level>=warn (app=web OR host=h) facility=3 id>5|level app host facility id",
                "user.name=x msgid:y process=z|user.name msgid process",
            })
    void namesTheFieldsThatItLooksAt(String filter, String fields) {
        assertThat(String.join(" ", Highlights.of(FilterParser.parse(filter)).fields()))
                .isEqualTo(fields == null ? "" : fields);
    }

    private static List<String> marks(String filter) {
        return Highlights.of(FilterParser.parse(filter)).inMessage().stream()
                .map(mark -> (mark.isRegex() ? "/" + mark.pattern() + "/" : mark.pattern())
                        + (mark.ignoreCase() ? " in any case" : ""))
                .toList();
    }
}
