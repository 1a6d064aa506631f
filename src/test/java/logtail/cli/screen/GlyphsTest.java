package logtail.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import logtail.cli.base.Surroundings;
import logtail.cli.render.Painter;
import org.junit.jupiter.api.Test;

class GlyphsTest {
    private static final Ink PLAIN = new Ink(false, Glyphs.UNICODE);
    private static final Ink COLORED = new Ink(true, Glyphs.UNICODE);

    @Test
    void aBarIsExactToAnEighthAndSeenWhenThereIsAnything() {
        assertThat(List.of(0L, 1L, 500L, 563L, 1_000L))
                .extracting(value -> Bar.plain(value, 1_000, 4, PLAIN))
                .containsExactly("", "▏", "██", "██▎", "████");
    }

    @Test
    void anErrorAmongManyLinesIsSeenAtTheLeft() {
        var parts = List.of(new Bar.Part(Painter.ERROR, 1), new Bar.Part(Painter.NONE, 999));
        assertThat(Bar.of(parts, 1_000, 4, COLORED)).isEqualTo("\033[31m█\033[0m███");
        assertThat(Bar.of(parts, 100_000, 4, COLORED)).as("less than a cell").isEqualTo("\033[31m▏\033[0m");
    }

    @Test
    void aBarOfPartsIsAsLongAsOneOfTheirSum() {
        for (int sum = 2; sum < 200; sum++) {
            var parts = List.of(
                    new Bar.Part(Painter.ERROR, 1),
                    new Bar.Part(Painter.WARN, sum / 3),
                    new Bar.Part("", sum - 1 - sum / 3));
            assertThat(Bar.of(parts, 200, 7, PLAIN)).isEqualTo(Bar.plain(sum, 200, 7, PLAIN));
        }
    }

    @Test
    void theHighestColumnFillsTheLineAndNothingIsABlank() {
        assertThat(Glyphs.UNICODE.sparkline(new long[] {0, 1, 50, 100})).isEqualTo(" ▁▄█");
        assertThat(Glyphs.ASCII.sparkline(new long[] {0, 1, 50, 100})).isEqualTo(" _-#");
        assertThat(Glyphs.UNICODE.sparkline(new long[] {0, 0})).isEqualTo("  ");
    }

    @Test
    void aLocaleWithoutUtf8HasBarsOfAscii() {
        assertThat(Glyphs.of(around(Map.of("LANG", "de_DE.UTF-8")))).isEqualTo(Glyphs.UNICODE);
        assertThat(Glyphs.of(around(Map.of("LANG", "de_DE.utf8", "LC_CTYPE", "C"))))
                .isEqualTo(Glyphs.ASCII);
        assertThat(Glyphs.of(around(Map.of("LC_ALL", "C.UTF-8", "LANG", "C")))).isEqualTo(Glyphs.UNICODE);
        assertThat(Glyphs.of(around(Map.of()))).isEqualTo(Glyphs.ASCII);
        assertThat(Bar.plain(5, 10, 4, new Ink(false, Glyphs.ASCII))).isEqualTo("##");
    }

    @Test
    void textIsCutByTheCellsThatItTakes() {
        assertThat(Glyphs.UNICODE.cut("日本語アプリ", 12)).isEqualTo("日本語アプリ");
        assertThat(Glyphs.UNICODE.cut("日本語アプリ", 8)).isEqualTo("日本語…");
        assertThat(Glyphs.UNICODE.cutMiddle("abcdefghij", 7)).isEqualTo("abc…hij");
        assertThat(Glyphs.ASCII.cutMiddle("日本語アプリ", 7)).isEqualTo("日~リ");
        assertThat(Cells.width("e\u0301😀")).isEqualTo(3);
        assertThat(Cells.left("日本", 6)).isEqualTo("日本  ");
        assertThat(Cells.harmless("\u001b[2J\ta")).isEqualTo("\\x1b[2J a");
    }

    @Test
    void theSizeIsThatOfTheTerminalOrOfColumnsOrEighty() {
        assertThat(TerminalSize.parse("30 100\n")).contains(new TerminalSize(100, 30));
        assertThat(TerminalSize.parse("0 0\n")).isEmpty();
        assertThat(TerminalSize.parse("")).isEmpty();
        assertThat(TerminalSize.of(around(Map.of())).columns()).isEqualTo(80);
        assertThat(TerminalSize.of(around(Map.of("COLUMNS", "132"))).columns()).isEqualTo(132);
        assertThat(TerminalSize.of(around(Map.of("COLUMNS", "0"))).columns()).isEqualTo(20);
    }

    private static Surroundings around(Map<String, String> env) {
        return new Surroundings(env, false, Instant.EPOCH, ZoneOffset.UTC);
    }
}
