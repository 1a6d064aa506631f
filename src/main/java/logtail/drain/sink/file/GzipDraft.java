package logtail.drain.sink.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPOutputStream;

/** Compresses into a file that takes its final name when it is whole and on the disk. */
final class GzipDraft extends GZIPOutputStream {
    private static final int PIECE_BYTES = 64 << 10;
    private static final int LEVEL = 3; // much quicker than the usual 6, for a little more space

    private GzipDraft(OutputStream out) throws IOException {
        super(out, PIECE_BYTES);
        def.setLevel(LEVEL);
    }

    /**
     * Compresses all of {@code in}.
     *
     * @throws java.nio.channels.ClosedByInterruptException when the thread was interrupted
     */
    static void write(InputStream in, Path draft) throws IOException {
        try (FileChannel file = FileChannel.open(
                        draft,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                var out = new GzipDraft(new BufferedOutputStream(Channels.newOutputStream(file), PIECE_BYTES))) {
            in.transferTo(out);
            out.finish();
            out.flush();
            file.force(false);
        }
    }
}
