package logtail.cli.base;

import java.io.IOException;

/** Our output takes no more bytes; most often its reader ({@code head}, {@code less}) has seen enough. */
public final class OutputClosedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public OutputClosedException(IOException cause) {
        super(cause.getMessage(), cause);
    }

    /** Whether the reader went away, which is no failure; otherwise, say, the disk is full. */
    public boolean isReaderGone() {
        String message = getMessage();
        return message != null && (message.contains("Broken pipe") || message.contains("reset by peer"));
    }
}
