package logtail.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import logtail.filter.Filter.All;
import logtail.filter.Filter.And;
import logtail.filter.Filter.Contains;
import logtail.filter.Filter.Not;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterParserTest {
    @ParameterizedTest
    @ValueSource(strings = {"", " ", " \t "})
    void takesNothingForEverything(String filter) {
        assertThat(FilterParser.parse(filter)).isEqualTo(new All());
    }

    @Test
    void readsWordsAndPhrasesAndTheirNegations() {
        assertThat(FilterParser.parse(" timeout  \"Connection reset\" -debug NOT \"health check\""))
                .isEqualTo(new And(List.of(
                        new Contains("timeout", true),
                        new Contains("Connection reset", false),
                        new Not(new Contains("debug", true)),
                        new Not(new Contains("health check", true)))));
        assertThat(FilterParser.parse("-\"a b\"")).isEqualTo(new Not(new Contains("a b", true)));
        assertThat(FilterParser.parse("NOT NOT a")).isEqualTo(new Contains("a", true));
    }

    @Test
    void ignoresCaseOnlyOfAllLowerCaseTexts() {
        assertThat(FilterParser.parse("error7")).isEqualTo(new Contains("error7", true));
        assertThat(FilterParser.parse("Error")).isEqualTo(new Contains("Error", false));
        assertThat(FilterParser.parse("Ébène")).isEqualTo(new Contains("Ébène", false));
    }

    @Test
    void readsEscapesInPhrasesOnly() {
        assertThat(FilterParser.parse("\"say \\\"hi\\\" \\\\ \\n\""))
                .isEqualTo(new Contains("say \"hi\" \\ \\n", true));
        assertThat(FilterParser.parse("c:\\temp")).isEqualTo(new Contains("c:\\temp", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"field=value", "a:b", "/var/log/x", "/", "a-b", "NOTE", "ORDER", "or", "not", "user/42/i"})
    void takesForPlainWordsWhatIsNoneOfTheReserved(String word) {
        assertThat(FilterParser.parse(word)).isEqualTo(Contains.smartCase(word));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "ok \"open | 9 | not closed | closing",
                "ok \"\" | 4 | empty | between the quotes",
                "ok - | 4 | nothing to negate | right after it",
                "- ok | 1 | nothing to negate | right after it",
                "--ok | 1 | nothing to negate | right after it",
                "ok NOT | 4 | nothing to negate | after it",
                "a OR b | 3 | OR is not supported yet | quotes",
                "a AND b | 3 | AND | space",
                "(a b) | 1 | parentheses are not supported yet | quotes",
                "main() | 5 | parentheses are not supported yet | quotes",
                "x /re/ | 3 | regular expressions are not supported yet | quotes",
                "/re/i | 1 | regular expressions are not supported yet | quotes",
                "a:\"b c\" | 3 | not supported yet | space",
                "\"a\"b | 4 | follows the closing quote | space",
            })
    void saysWhatIsWrongAndWhere(String filter, int column, String problem, String expected) {
        var e = catchThrowableOfType(FilterSyntaxException.class, () -> FilterParser.parse(filter));
        assertThat(e).hasMessageStartingWith("column " + column + ": ").hasMessageContaining(problem);
        assertThat(e.column()).isEqualTo(column);
        assertThat(e.expected()).contains(expected);
        assertThat(e.caretLines()).isEqualTo(filter + "\n" + " ".repeat(column - 1) + "^");
    }

    @Test
    void pointsAtTheCharacterThatPeopleSee() {
        assertThatThrownBy(() -> FilterParser.parse("\uD83D\uDE00\t(x)"))
                .isInstanceOfSatisfying(FilterSyntaxException.class, e -> {
                    assertThat(e.column()).isEqualTo(3);
                    assertThat(e.caretLines()).isEqualTo("\uD83D\uDE00 (x)\n  ^");
                });
    }

    @Test
    void refusesEndlessFilters() {
        assertThat(FilterParser.parse("x".repeat(FilterParser.MAX_LENGTH))).isNotNull();
        assertThatThrownBy(() -> FilterParser.parse("x".repeat(FilterParser.MAX_LENGTH + 1)))
                .isInstanceOf(FilterSyntaxException.class)
                .hasMessageContaining("4096");
    }
}
