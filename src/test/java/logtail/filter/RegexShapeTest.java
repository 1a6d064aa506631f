package logtail.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Random;
import logtail.Seeds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A text that every match must hold is searched for first, so a wrong one would hide matches in silence. */
@Tag("slow")
class RegexShapeTest {
    private static final int ROUNDS = 60_000;
    private static final int TEXTS = 12;
    private static final String LETTERS = "abkKsS1 -/é\u212A\u017F";
    private static final List<String> ELEMENTS = List.of(
            "a",
            "b",
            "ab",
            "abk",
            "k",
            "s",
            "é",
            "1",
            " ",
            ".",
            "\\d",
            "\\w",
            "\\s",
            "\\b",
            "^",
            "$",
            "[ab]",
            "[^a]",
            "[a-k]",
            "[[:alpha:]]",
            "\\x61",
            "\\x{212A}",
            "\\141",
            "\\Qa.b\\E",
            "\\.",
            "\\/",
            "\\pL",
            "\\n",
            "\\t",
            "(?i)",
            "(?s)",
            "(?:ab)",
            "()",
            "\\z",
            "\\A",
            "-",
            "{",
            "}",
            "]",
            ",");
    private static final List<String> REPEATS =
            List.of("*", "+", "?", "*?", "+?", "??", "{0}", "{1}", "{2}", "{0,2}", "{1,}", "{2,3}?");

    private final Random random = new Random(Seeds.draw(RegexShapeTest.class));

    @Test
    void namesTextsOneOfWhichIsInEveryMatch() {
        int matched = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String regex = regex(3);
            boolean ignoreCase = random.nextBoolean();
            Pattern pattern = compile(regex, ignoreCase);
            if (pattern != null) {
                matched += check(regex, ignoreCase, pattern);
            }
        }
        assertThat(matched).as("matches that were looked at").isGreaterThan(ROUNDS / 10);
    }

    private int check(String regex, boolean ignoreCase, Pattern pattern) {
        List<String> texts = RegexShape.of(regex, ignoreCase).literals();
        int matched = 0;
        for (int i = 0; i < TEXTS && !texts.isEmpty(); i++) {
            String line = line(regex);
            if (pattern.matcher(line).find()) {
                matched++;
                byte[] bytes = line.getBytes(java.nio.charset.StandardCharsets.UTF_8);
                assertThat(texts.stream().anyMatch(text -> new Literal(text, ignoreCase).isIn(bytes, 0, bytes.length)))
                        .as("/%s/%s matches '%s' and must hold one of %s", regex, ignoreCase ? "i" : "", line, texts)
                        .isTrue();
            }
        }
        return matched;
    }

    private static @org.jspecify.annotations.Nullable Pattern compile(String regex, boolean ignoreCase) {
        try {
            return RegexShape.compile(regex, ignoreCase);
        } catch (PatternSyntaxException e) {
            return null;
        }
    }

    private String regex(int depth) {
        var regex = new StringBuilder();
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            switch (random.nextInt(depth > 0 ? 10 : 8)) {
                case 0 -> regex.append('|');
                case 8 -> regex.append('(').append(regex(depth - 1)).append(')');
                case 9 -> regex.append("(?:").append(regex(depth - 1)).append(')');
                default -> regex.append(one(ELEMENTS));
            }
            if (random.nextInt(4) == 0) {
                regex.append(one(REPEATS));
            }
        }
        return regex.toString();
    }

    /** Letters, and pieces of the regex, so that it often matches. */
    private String line(String regex) {
        var line = new StringBuilder();
        for (int left = random.nextInt(8); left > 0; left--) {
            if (random.nextInt(3) == 0) {
                int from = random.nextInt(regex.length());
                line.append(regex, from, Math.min(regex.length(), from + 1 + random.nextInt(4)));
            } else {
                line.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
        }
        return line.toString();
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
