package logtail.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import logtail.cli.base.UsageException;
import logtail.cli.tail.Habits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;

class InvocationTest {
    private final CommandSpec tail = Main.specOf("");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    help                              | --help
                    help pipe                         | pipe --help
                    help drains add                   | drains add --help
                    help me                           | --help
                    version                           | --version
                    -version                          | --version
                    -help                             | --help
                    completion bash                   | --completion bash
                    apps --sort seen                  | apps --sort seen
                    --addr X apps                     | apps --addr X
                    --addr=X apps --names             | apps --addr=X --names
                    -v apps                           | apps
                    -v drains list                    | drains list
                    --addr X count -l error           | count --addr X -l error
                    help fields                       | fields --help
                    --addr X drains list -o json      | drains list --addr X -o json
                    --token-file F drains add a b     | drains add --token-file F a b
                    --addr X run -- echo apps         | run --addr X -- echo apps
                    -q pipe -a x                      | pipe -q -a x
                    """)
    void aCommandIsOneWhateverStandsBeforeIt(String typed, String meant) {
        assertThat(of(typed)).isEqualTo(meant);
    }

    @Test
    void whatRunsADaemonComesFirst() {
        assertThatThrownBy(() -> of("-v serve")).hasMessageContaining("has to come first: logtail serve");
        assertThatThrownBy(() -> of("--addr X up")).hasMessageContaining("has to come first: logtail up");
        assertThat(of("serve")).isEqualTo("serve");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeout",
                "error",
                "timeout upstream",
                "connection pipe run",
                "status 500",
                "server error",
                "-- server",
                "-- status",
                "-- help",
                "--filter status",
                "heap",
                "held",
                "ripe",
                "runs",
                "ran",
                "Server",
                "stopped",
                "started",
                "config error",
                "mount",
                "field",
                "opened",
                "stop it",
                "otp",
                "tops",
                "-- open",
                "-a web",
                "-a apps",
                "-a web status",
                "-n 5 run",
                "-f web",
                "web.1",
                "version 2",
                "-l warn",
            })
    void aPlainSearchGoesOnWorking(String typed) {
        assertThat(of(typed)).isEqualTo(typed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    servee          | did you mean serve?
                    srve            | did you mean serve?
                    sevre           | did you mean serve?
                    server          | did you mean serve?
                    drian list      | did you mean drains list?
                    drain list      | did you mean drains list?
                    drain           | did you mean drains?
                    app             | did you mean apps?
                    APPS            | did you mean apps?
                    pip -a x        | did you mean pipe?
                    pipee           | did you mean pipe?
                    rnu -- cmd      | did you mean run?
                    jounral verify  | did you mean journal verify?
                    journals        | did you mean journal?
                    hlep            | did you mean help?
                    verison         | did you mean version?
                    status          | logtail top
                    stop            | SIGTERM
                    restart         | SIGTERM
                    start           | logtail serve
                    ps              | logtail apps
                    ls              | logtail apps
                    list            | logtail apps
                    logs            | logtail -a NAME
                    logs web        | logtail -a web
                    tail            | logtail -a NAME
                    tail web -n 5   | logtail -a web
                    --addr X tail web | logtail -a web
                    -v status       | logtail top
                    counts          | did you mean count?
                    fieds           | did you mean fields?
                    config          | environment
                    completion      | --completion bash
                    grep            | logtail WORD
                    man             | logtail --help
                    stats           | logtail journal stats
                    verify          | logtail journal verify
                    export          | logtail journal export
                    app list        | did you mean apps?
                    """)
    void whatIsNearlyACommandIsNeverAQuery(String typed, String told) {
        assertThatThrownBy(() -> of(typed))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("there is no command \"")
                .hasMessageContaining(told)
                .hasMessageContaining("\nTo search for the word: logtail -- ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    -50                     | --lines=50
                    -50 err                 | --lines=50 err
                    -20f err                | --lines=20 err
                    --follow=name           | --follow
                    --tail 3                | --lines 3
                    --tail=3                | --lines=3
                    --tail=all              | --lines=all
                    --tail all err          | --lines all err
                    --tail                  | --tail
                    --tail err              | --tail err
                    --follow=false -n 1     | --no-follow -n 1
                    --follow=true           | --follow
                    --colour always         | --color always
                    --no-colour             | --no-color
                    -n -5                   | -n -5
                    -S -1h                  | -S -1h
                    -i -50                  | -i -50
                    -fn -50                 | -fn -50
                    -- -50 --tail 3         | -- -50 --tail 3
                    """)
    void habitsOfTheFingersAreOptions(String typed, String meant) {
        assertThat(String.join(" ", Habits.translated(List.of(typed.split(" ")), tail)))
                .isEqualTo(meant);
    }

    private String of(String typed) {
        Invocation meant = Invocation.of(Habits.translated(List.of(typed.split(" ")), tail), tail);
        String args = String.join(" ", meant.args());
        return (meant.command() + " " + args).strip();
    }
}
