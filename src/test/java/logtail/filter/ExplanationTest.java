package logtail.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExplanationTest {
    @Test
    void tellsTheTreeTheFirstTextAndTheBlocksPassedOver() {
        assertThat(explained("level>=warn app=web (timeout OR -status:500..599)"))
                .containsExactly(
                        "all of",
                        "  level is emerg, alert, crit, error, warn",
                        "  app is exactly web",
                        "  any of",
                        "    message contains \"timeout\" in any case",
                        "    not",
                        "      attribute, JSON member or key= named status is a quantity, :500..599",
                        "first: nothing to search blocks for; each event is looked at",
                        "blocks: passed over unless they have an app that fits and level warn or worse");
    }

    @Test
    void tellsWhichTextsAreLookedForFirst() {
        assertThat(explained("user=alice /time ?out|refused/"))
                .contains("first: blocks are searched for \"alice\" in exactly this case");
        assertThat(explained("Zebra OR quux"))
                .contains("first: blocks are searched for \"Zebra\" in exactly this case or \"quux\" in any case");
        assertThat(explained("")).contains("every event", "blocks: none is passed over for its apps or levels");
    }

    private static Iterable<String> explained(String filter) {
        return Explanation.of(FilterParser.parse(filter)).lines();
    }
}
