package logtail.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckedStdoutTest {
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final PrintStream stderr = new PrintStream(told, true, UTF_8);

    @ParameterizedTest
    @CsvSource({
        "No space left on device, 0, 4, logtail: cannot write the output: No space left on device",
        "No space left on device, 3, 3, ''",
        "Broken pipe, 0, 0, ''",
    })
    void whatCannotBeWrittenIsToldUnlessTheReaderIsGone(String fault, int code, int ended, String message) {
        var stdout = new CheckedStdout(new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException(fault);
            }
        });
        stdout.printStream(UTF_8).println("a table");
        assertThat(stdout.exitCode(code, stderr)).isEqualTo(ended);
        assertThat(told.toString(UTF_8).strip()).isEqualTo(message);
    }

    @Test
    void whatIsWrittenIsWrittenAtOnce() {
        var written = new ByteArrayOutputStream();
        var stdout = new CheckedStdout(written);
        stdout.printStream(UTF_8).print("é\n");
        assertThat(written.toString(UTF_8)).isEqualTo("é\n");
        assertThat(stdout.exitCode(0, stderr)).isZero();
    }
}
