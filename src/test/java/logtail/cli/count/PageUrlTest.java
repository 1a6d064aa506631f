package logtail.cli.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import logtail.cli.base.Surroundings;
import logtail.cli.client.DaemonAddress;
import logtail.cli.client.UrlQuery;
import logtail.cli.tail.Selection;
import logtail.cli.tail.SelectionArguments;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class PageUrlTest {
    private static final String HOME = "http://127.0.0.1:8514";

    @Test
    void whatIsNotChosenIsNotInIt() {
        assertThat(url(List.of())).isEqualTo(HOME + "/#/live");
    }

    @Test
    void namesAndValuesAreThoseOfATailPercentEncoded() {
        assertThat(url(List.of("a b", "c&d#"), "-a", "web,api", "-p", "web.1", "-l", "=warn", "-S", "15m"))
                .isEqualTo(HOME + "/#/live?app=web,api&process=web.1&level=%3Dwarn&filter=a%20b%20c%26d%23&since=15m");
    }

    @Test
    void aTimeOfDayIsAMomentThatIsTheSameEverywhere() {
        assertThat(url(List.of(), "-S", "9:00", "-U", "10m", "--utc"))
                .isEqualTo(HOME + "/#/live?since=2026-11-24T09%3A00%3A00Z&until=10m");
    }

    @Test
    void ordersAndLinesFollow() {
        var others = new UrlQuery().add("order", "time").add("id", "48211");
        assertThat(PageUrl.of(new DaemonAddress(HOME + "/logs"), "status", selection(List.of()), others))
                .isEqualTo(HOME + "/logs/#/status?order=time&id=48211");
    }

    @Test
    void theBrowserOfTheUserComesFirstAndWithoutADisplayThereIsNone() {
        assertThat(Browser.commands(around(Map.of()), "Linux", "u")).isEmpty();
        assertThat(Browser.commands(around(Map.of("DISPLAY", ":0", "BROWSER", "my --new %s:w3m")), "Linux", "u;$(x)"))
                .containsExactly(
                        List.of("my", "--new", "u;$(x)"), List.of("w3m", "u;$(x)"), List.of("xdg-open", "u;$(x)"));
        assertThat(Browser.commands(around(Map.of()), "Mac OS X", "u")).containsExactly(List.of("open", "u"));
        assertThat(Browser.commands(around(Map.of("SSH_CONNECTION", "x")), "Mac OS X", "u"))
                .isEmpty();
    }

    @Test
    void aBrowserThatFailsGivesWayToTheNext() throws InterruptedException {
        assertThat(Browser.open(List.of(List.of("/nonexistent/browser"), List.of("false"), List.of("true"))))
                .isTrue();
        assertThat(Browser.open(List.of(List.of("false")))).isFalse();
    }

    private static String url(List<String> words, String... args) {
        return PageUrl.of(new DaemonAddress(HOME), "live", selection(words, args), new UrlQuery());
    }

    private static Selection selection(List<String> words, String... args) {
        var typed = new Typed();
        new CommandLine(typed).parseArgs(args);
        return typed.selection.resolve(words, around(Map.of()));
    }

    @Command
    static final class Typed {
        @Mixin
        SelectionArguments selection = new SelectionArguments();
    }

    private static Surroundings around(Map<String, String> env) {
        return new Surroundings(env, false, Instant.parse("2026-11-24T14:10:00Z"), ZoneOffset.UTC);
    }
}
