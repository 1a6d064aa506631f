package logtail.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Random;
import logtail.event.IdRange;
import logtail.filter.Filter.All;
import logtail.filter.Filter.And;
import logtail.filter.Filter.Condition.Between;
import logtail.filter.Filter.Condition.Has;
import logtail.filter.Filter.Condition.Is;
import logtail.filter.Filter.Condition.Like;
import logtail.filter.Filter.Condition.Present;
import logtail.filter.Filter.Contains;
import logtail.filter.Filter.Facilities;
import logtail.filter.Filter.Header;
import logtail.filter.Filter.Ids;
import logtail.filter.Filter.Levels;
import logtail.filter.Filter.Limit;
import logtail.filter.Filter.Matches;
import logtail.filter.Filter.Not;
import logtail.filter.Filter.Or;
import logtail.filter.Filter.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterParserTest {
    private static final Filter A = new Contains("a", true);
    private static final Filter B = new Contains("b", true);
    private static final Filter C = new Contains("c", true);

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
        assertThat(FilterParser.parse("NOT NOT a")).isEqualTo(A);
    }

    @Test
    void bindsNotTighterThanAndAndThatTighterThanOr() {
        assertThat(FilterParser.parse("a b OR c")).isEqualTo(new Or(List.of(new And(List.of(A, B)), C)));
        assertThat(FilterParser.parse("a OR NOT b c")).isEqualTo(new Or(List.of(A, new And(List.of(new Not(B), C)))));
        assertThat(FilterParser.parse("a (b OR c)")).isEqualTo(new And(List.of(A, new Or(List.of(B, C)))));
        assertThat(FilterParser.parse("-(a b)")).isEqualTo(new Not(new And(List.of(A, B))));
        assertThat(FilterParser.parse("NOT(a)OR(b)")).isEqualTo(new Or(List.of(new Not(A), B)));
        assertThat(FilterParser.parse("a AND (b (c))")).isEqualTo(new And(List.of(A, B, C)));
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
        assertThat(FilterParser.parse("\\temp\\n")).isEqualTo(new Contains("\\temp\\n", true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12:30",
                "http://x/y?a=b",
                "std::vector",
                "Error:",
                "10.0.0.1:80",
                "/var/log/x",
                "/api/users/",
                "/",
                "a-b",
                "NOTE",
                "ORDER",
                "or",
                "not",
                "user/42/i",
                "main()",
                "f(x)=y",
                "a->b",
                "[x=y]",
                "<init>",
                "don't",
                "#a:b",
                "caf\u00E9:x",
                "ANDROID",
                "a.b.",
                "$x=1",
                "*",
                "a*b",
                ":"
            })
    void takesForPlainWordsWhatIsNoField(String word) {
        assertThat(FilterParser.parse(word)).isEqualTo(Contains.smartCase(word));
        assertThat(FilterParser.parse("(" + word + " )")).isEqualTo(Contains.smartCase(word));
    }

    @Test
    void readsRegularExpressions() {
        assertThat(FilterParser.parse("/a b\\/c (d)/")).isEqualTo(new Matches("a b/c (d)", false));
        assertThat(FilterParser.parse("(/a|b/i)")).isEqualTo(new Matches("a|b", true));
        assertThat(FilterParser.parse("user~^a(b|c)\\)$"))
                .isEqualTo(new Filter.Key("user", new Like("^a(b|c)\\)$", false)));
        assertThat(FilterParser.parse("user!~/a b/i"))
                .isEqualTo(new Not(new Filter.Key("user", new Like("a b", true))));
        assertThat(FilterParser.parse("message~x+")).isEqualTo(new Matches("x+", false));
        assertThat(FilterParser.parse("path~/api/v1")).isEqualTo(new Filter.Key("path", new Like("/api/v1", false)));
    }

    @Test
    void readsConditionsOnFields() {
        assertThat(FilterParser.parse("user:al")).isEqualTo(new Filter.Key("user", new Has("al", true)));
        assertThat(FilterParser.parse("user=\"Al B\",c"))
                .isEqualTo(new Filter.Key("user", new Is(List.of("Al B", "c"))));
        assertThat(FilterParser.parse("user!=a=b")).isEqualTo(new Not(new Filter.Key("user", new Is(List.of("a=b")))));
        assertThat(FilterParser.parse("-user:*")).isEqualTo(new Not(new Filter.Key("user", new Present())));
        assertThat(FilterParser.parse("user:\"*\"")).isEqualTo(new Filter.Key("user", new Has("*", true)));
        assertThat(FilterParser.parse("app=web")).isEqualTo(new Header(Place.APP, new Is(List.of("web"))));
        assertThat(FilterParser.parse("message:x")).isEqualTo(new Contains("x", true));
        assertThat(FilterParser.parse(".app=web")).isEqualTo(new Filter.Key(".app", new Is(List.of("web"))));
        assertThat(new Filter.Key(".app", new Present()).name()).isEqualTo("app");
    }

    @Test
    void readsComparisonsAndRanges() {
        Limit five = new Limit(Quantity.parse("5").orElseThrow(), true);
        Limit nine = new Limit(Quantity.parse("9").orElseThrow(), true);
        assertThat(FilterParser.parse("n>=5")).isEqualTo(new Filter.Key("n", new Between(five, null)));
        assertThat(FilterParser.parse("n<9"))
                .isEqualTo(new Filter.Key("n", new Between(null, new Limit(nine.quantity(), false))));
        assertThat(FilterParser.parse("n:5..9")).isEqualTo(new Filter.Key("n", new Between(five, nine)));
        assertThat(FilterParser.parse("n:5..")).isEqualTo(new Filter.Key("n", new Between(five, null)));
        assertThat(FilterParser.parse("n:..9")).isEqualTo(new Filter.Key("n", new Between(null, nine)));
        assertThat(FilterParser.parse("path:../lib")).isEqualTo(new Filter.Key("path", new Has("../lib", true)));
        assertThat(FilterParser.parse("n:\"5..9\"")).isEqualTo(new Filter.Key("n", new Has("5..9", true)));
    }

    @ParameterizedTest
    @CsvSource({
        "level>=warn, 0b11111",
        "level>WARNING, 0b1111",
        "level<err, 0b11110000",
        "level<=error, 0b11111000",
        "'level=panic,i', 0b1000001",
        "level:error, 0b1000",
        "level!=debug, 0b1111111",
        "level:crit..warn, 0b11100",
        "level:warn..crit, 0b11100",
        "level:notice.., 0b111111",
        "level:*, 0b11111111"
    })
    void ordersLevelsBySeverity(String filter, String codes) {
        assertThat(FilterParser.parse(filter)).isEqualTo(new Levels(Integer.parseInt(codes.substring(2), 2)));
    }

    @Test
    void readsFacilitiesAndIds() {
        assertThat(FilterParser.parse("facility=daemon,16")).isEqualTo(new Facilities(1 << 3 | 1 << 16));
        assertThat(FilterParser.parse("facility>=local6")).isEqualTo(new Facilities(3 << 22));
        assertThat(FilterParser.parse("facility!=kern")).isEqualTo(new Not(new Facilities(1)));
        assertThat(FilterParser.parse("id>7")).isEqualTo(new Ids(IdRange.closed(8, Long.MAX_VALUE)));
        assertThat(FilterParser.parse("id:3..5")).isEqualTo(new Ids(IdRange.closed(3, 5)));
        assertThat(FilterParser.parse("id=3,5"))
                .isEqualTo(new Or(List.of(new Ids(IdRange.of(3)), new Ids(IdRange.of(5)))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "ok \"open | 9 | column 4 is not closed | closing",
                "ok \"\" | 4 | empty | between the quotes",
                "ok - | 4 | nothing to negate | right after it",
                "- ok | 1 | nothing to negate | right after it",
                "--ok | 1 | nothing to negate | right after it",
                "ok NOT | 4 | nothing to negate | after it",
                "(ok NOT) | 5 | nothing to negate | after it",
                "\"a\"b | 4 | follows the closing quote | space",
                "a\"b | 2 | a quote inside a word | space",
                "OR a | 1 | OR stands where | in quotes",
                "a OR | 5 | ends where a term should | a term",
                "a OR OR b | 6 | OR stands where | in quotes",
                "a OR ) | 6 | closes nothing | quotes",
                "a AND | 6 | nothing on its right | a term",
                "AND | 1 | AND stands where | in quotes",
                "(a | 3 | column 1 is not closed | )",
                "a) | 2 | closes nothing | (",
                "x () | 4 | empty | a term",
                "/(/ | 2 | regular expression is wrong | RE2",
                "/(?=a)/ | 2 | regular expression is wrong | RE2",
                "x~/(a{500}){500}/ | 4 | too large | fewer",
                "x>abc | 3 | needs a quantity | 250ms",
                "List<String> | 6 | needs a quantity | quotes",
                "status >= 500 | 8 | stands alone | status>=500",
                "user= | 6 | has no value | right after it",
                "user=a, | 8 | has no value | right after it",
                "abc== | 5 | has no value | quotes",
                "a=>1 | 3 | has no value | quotes",
                "x:\"\" | 3 | value is empty | x:*",
                "x=\"a\"b | 6 | follows the closing quote | space",
                "x=\"a | 5 | column 3 is not closed | closing",
                "s:(1 OR 2) | 3 | begin with ( | commas",
                "x:9..5 | 3 | range is empty | smaller",
                "x:5..9s | 3 | do not compare | two durations",
                "level=loud | 7 | no such level | emerg",
                "level:warn..loud | 13 | no such level | emerg",
                "level<debug | 7 | excludes every level | meets",
                "level~x | 6 | no text to match | one of",
                "facility=24 | 10 | no such facility | 0 to 23",
                "id=abc | 4 | ids are numbers | .id",
                "id:5..3 | 4 | excludes every id | smaller",
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
        assertThatThrownBy(() -> FilterParser.parse("\uD83D\uDE00\t)"))
                .isInstanceOfSatisfying(FilterSyntaxException.class, e -> {
                    assertThat(e.column()).isEqualTo(3);
                    assertThat(e.caretLines()).isEqualTo("\uD83D\uDE00 )\n   ^");
                });
    }

    /** Forms of other languages that can mean nothing else here. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "status==500 | status=500",
                "level==warn | level=warn",
                "path=~^/api | path~/^\\/api/",
                "a && b | a b",
                "(a &&(b)) | a b",
                "!a | -a",
                "!app=web | app!=web",
                "!(a b) | -(a b)",
                "a !\"b c\" | a -\"b c\"",
                "!/x/ | -/x/",
                "app=w* | app~/^w.*$/",
                "app=w*.1 | app~/^w.*\\.1$/",
                "app!=w* | -app~/^w.*$/",
                "app=w*,db | app=db OR app~/^w.*$/",
                "app=* | app:*",
                "status=5xx | status=\"5xx\" OR status:500..599",
                "status=4XX,500 | status=\"4XX\",500 OR status:400..499",
                "app=\"w*\" | app=\"w*\"",
            })
    void takesWhatOtherLanguagesWrite(String filter, String canonical) {
        assertThat(FilterParser.parse(filter)).hasToString(canonical);
    }

    @Test
    void takesTheSignForOrToo() {
        assertThat(FilterParser.parse("a || b")).isEqualTo(new Or(List.of(A, B)));
        assertThat(FilterParser.parse("(a)||(b c)")).isEqualTo(new Or(List.of(A, new And(List.of(B, C)))));
    }

    @ParameterizedTest
    @CsvSource({
        "a and b, 3, AND",
        "a or b, 3, OR",
        "no such file or directory, 14, OR",
        "(a or b), 4, OR",
        "web#worker, 4, web OR worker",
        "a web#worker.1, 6, web OR worker.1",
        "app=web#worker, 8, 'app=web,worker'",
        "timed.*out, 6, /timed.*out/",
        "com.foo.*, 8, /com.foo.*/",
    })
    void answersWhatWouldBePlainTextWithOurForm(String written, int column, String ours) {
        String filter = written.replace('#', '|');
        var e = catchThrowableOfType(FilterSyntaxException.class, () -> FilterParser.parse(filter));
        assertThat(e).hasMessageContaining(ours);
        assertThat(e.caretLines()).isEqualTo(filter + "\n" + " ".repeat(column - 1) + "^");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"and", "or", "not found", "a and", "or b", "a (or)", "\"and\"", "a|", "|b", "!", "!!!", "a.b"})
    void leavesWordsThatAreWords(String filter) {
        assertThat(FilterParser.parse(filter)).isNotNull();
    }

    @Test
    void putsTheCaretBelowWideAndBelowCombiningCharacters() {
        var wide = catchThrowableOfType(FilterSyntaxException.class, () -> FilterParser.parse("東京 )"));
        assertThat(wide.caretLines()).isEqualTo("東京 )\n     ^");
        var combining = catchThrowableOfType(FilterSyntaxException.class, () -> FilterParser.parse("e\u0301 )"));
        assertThat(combining.caretLines()).isEqualTo("e\u0301 )\n  ^");
    }

    @Test
    void refusesEndlessFilters() {
        assertThat(FilterParser.parse("x".repeat(FilterParser.MAX_LENGTH))).isNotNull();
        assertRefused("x".repeat(FilterParser.MAX_LENGTH + 1), "4096");
        assertThat(FilterParser.parse("x ".repeat(FilterParser.MAX_TERMS))).isNotNull();
        assertRefused("x ".repeat(FilterParser.MAX_TERMS + 1), "256");
        assertRefused("x=1" + ",1".repeat(FilterParser.MAX_TERMS), "256");
        assertThat(FilterParser.parse(nested(FilterParser.MAX_DEPTH))).isEqualTo(new Contains("x", true));
        assertRefused(nested(FilterParser.MAX_DEPTH + 1), "32");
        assertRefused("/" + "(".repeat(2000) + ")".repeat(2000) + "/", "too large");
        assertRefused("/((a{1000}){1000}){1000}/", "too large");
        assertRefused("/a{900}/ ".repeat(3), "too large");
        assertThat(FilterParser.parse("NOT ".repeat(1000) + "x")).isEqualTo(new Contains("x", true));
    }

    private static void assertRefused(String filter, String problem) {
        assertThatThrownBy(() -> FilterParser.parse(filter))
                .isInstanceOf(FilterSyntaxException.class)
                .hasMessageContaining(problem);
    }

    private static String nested(int depth) {
        return "(".repeat(depth) + "x" + ")".repeat(depth);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "a  AND (b c) | a b c",
                "a OR (b OR -(c d)) | a OR b OR -(c d)",
                "(a OR b) \"x y\" | (a OR b) \"x y\"",
                "Error: \"OR\" | \"Error:\" \"OR\"",
                "user!=a,\"b c\" | user!=a,\"b c\"",
                "NOT user:a | -user:a",
                "n:5..9 n>1.5s n<=10KiB | n:5..9 n>1.5s n<=10KiB",
                "level>=warning -level=info | level>=warn -level=info",
                "level=err,warn facility=kern | level=error,warn facility=0",
                "id>7 id=3 | id>=8 id:3..3",
                "/a\\/b \\d/i path~^x$ | /a\\/b \\d/i path~/^x$/",
            })
    void printsFiltersInOneForm(String filter, String canonical) {
        assertThat(FilterParser.parse(filter)).hasToString(canonical);
        assertThat(FilterParser.parse(canonical)).hasToString(canonical);
    }

    @Test
    void readsOrRefusesAnything() {
        String[] pieces = {
            "(",
            ")",
            "\"",
            "/",
            "\\",
            "-",
            "NOT ",
            " OR ",
            " AND ",
            ":",
            "=",
            "!=",
            "~",
            "..",
            ",",
            ">",
            "<=",
            "*",
            " ",
            "a",
            "level",
            "id",
            "facility",
            "app",
            "500",
            "1s",
            "warn",
            "[",
            "]",
            "{2,3}",
            "+",
            "?",
            "|",
            "(?i)",
            "\\Q",
            "\\x{",
            "\\p{L}",
            "(?P<n>",
            "[:alpha:]",
            "^",
            "$",
            "\uD83D\uDE00",
            "\uD83D",
            "\u0000",
            "\u00E9",
            "\n"
        };
        int refused = 0;
        for (int seed = 0; seed < 100_000; seed++) {
            var random = new Random(seed);
            var filter = new StringBuilder();
            for (int length = random.nextInt(14); length > 0; length--) {
                boolean isPiece = random.nextInt(8) > 0;
                filter.append(isPiece ? pieces[random.nextInt(pieces.length)] : "" + (char) random.nextInt(0x100));
            }
            refused += isRefused(filter.toString(), seed) ? 1 : 0;
        }
        assertThat(refused).isBetween(10_000, 90_000);
    }

    private static boolean isRefused(String text, int seed) {
        try {
            Filter filter = FilterParser.parse(text);
            assertThat(FilterParser.parse(filter.toString()))
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(filter);
            assertThat(Matcher.of(filter)).isNotNull();
            assertThat(Explanation.of(filter).lines()).isNotEmpty();
            return false;
        } catch (FilterSyntaxException e) {
            assertThat(e.column()).as("seed %d: %s", seed, text).isBetween(1, text.length() + 1);
            return true;
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + text, e);
        }
    }
}
