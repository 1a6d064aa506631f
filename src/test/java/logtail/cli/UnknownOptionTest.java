package logtail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownOptionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    -u              | -a APP
                    --unit=nginx    | -a APP
                    -k              | -a kernel
                    -b              | -S TIME
                    -E              | -i RE
                    -d              | -p PROCESS
                    -s              | -S TIME
                    -T              | --time-format full
                    -xe             | -n N
                    -xeu            | -a APP
                    --vacuum-time=1d | LOGTAIL_RETAIN_FOR
                    --previous      | -S TIME
                    -w              | \bWORD\b
                    -c              | logtail count
                    --ps            | -p PROCESS
                    --priority      | -l LEVEL
                    --priorty=err   | -l LEVEL
                    --from          | -S TIME
                    --limit 5       | -n N
                    --sinse         | did you mean --since?
                    --untill        | did you mean --until?
                    --max           | did you mean --max-count?
                    --apps          | did you mean --app?
                    --levle=warn    | did you mean --level?
                    --excldue       | did you mean --exclude?
                    --invert-match  | -e RE
                    """)
    void isAnsweredWithItsNameHere(String given, String told) {
        assertThat(UnknownOption.instead(given, Main.specOf(""), true))
                .get()
                .asString()
                .contains(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nope", "-healthz", "--xyzzy", "-X"})
    void thatIsLikeNothingHasNoAnswer(String given) {
        assertThat(UnknownOption.instead(given, Main.specOf(""), true)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"apps, --json", "apps, -j"})
    void isTheFormatWhereThereIsOne(String command, String given) {
        assertThat(UnknownOption.instead(given, Main.specOf(command), false)).contains("did you mean -o json?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-p", "--port=8080", "--addr", "--data", "--config"})
    void ofTheDaemonIsASettingOfTheEnvironment(String given) {
        assertThat(UnknownOption.instead(given, Main.specOf("serve"), false))
                .get()
                .asString()
                .contains("LOGTAIL_HTTP=8080 logtail serve");
        assertThat(UnknownOption.instead("--hepl", Main.specOf("serve"), false)).contains("did you mean --help?");
    }

    @Test
    void ofAnotherCommandIsOneOfThatCommand() {
        assertThat(UnknownOption.instead("--nmaes", Main.specOf("apps"), false)).contains("did you mean --names?");
        assertThat(UnknownOption.instead("-u", Main.specOf("apps"), false)).isEmpty();
        assertThat(UnknownOption.instead("--since", Main.specOf("apps"), false)).isEmpty();
    }
}
