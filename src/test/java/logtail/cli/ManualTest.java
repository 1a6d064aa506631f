package logtail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ManualTest {
    @Test
    void describesEveryCommandWithItsOptionsAndExamples() {
        assertThat(Manual.page())
                .startsWith(".TH LOGTAIL 1 ")
                .contains(
                        ".SS Which lines\n.TP\n\\fB\\-a\\fR \\fIAPP\\fR, \\fB\\-\\-app\\fR \\fIAPP\\fR\nOnly this app")
                .contains("\\-i 'time(d )?out'", ".SH LOGTAIL APPS\n", ".SS journal verify\n", ".SH LOGTAIL PIPE\n")
                .doesNotContain("gen-manpage", "%n");
    }

    @Test
    void noLineOfTextIsTakenForACommandOfTroff() {
        assertThat(Manual.page().lines().filter(line -> line.startsWith("'"))).isEmpty();
        assertThat(Manual.page().lines().filter(line -> line.startsWith(".")))
                .allMatch(line -> line.matches("\\.(TH|SH|SS|TP|PP|nf|fi)( .*)?"));
    }
}
