package logtail.cli;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import logtail.cli.base.ExitCode;
import logtail.cli.base.OutputClosedException;
import org.jspecify.annotations.Nullable;

/**
 * The stdout of what prints a table or a help and is done: a {@link PrintStream} swallows why it could not write, such as a
 * full disk. Lines have {@link logtail.cli.base.LineOutput}, which throws at once. One thread writes.
 */
final class CheckedStdout extends FilterOutputStream {
    private static final int BUFFER_BYTES = 8 * 1024;

    private volatile @Nullable IOException failure;

    CheckedStdout(OutputStream target) {
        super(target);
    }

    PrintStream printStream(Charset charset) {
        return new PrintStream(new BufferedOutputStream(this, BUFFER_BYTES), true, charset);
    }

    /** The exit code of a command that ended with {@code code}; says what could not be written, unless its reader is gone. */
    int exitCode(int code, PrintStream stderr) {
        System.out.flush(); // what was printed without the end of a line
        IOException lost = failure;
        if (code != ExitCode.OK || lost == null || new OutputClosedException(lost).isReaderGone()) {
            return code;
        }
        stderr.println("logtail: cannot write the output: " + lost.getMessage());
        return ExitCode.LOST;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        try {
            out.write(bytes, from, count);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
