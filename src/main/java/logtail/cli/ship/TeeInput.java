package logtail.cli.ship;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Copies what is read to an output until that fails. */
public final class TeeInput extends FilterInputStream {
    private final OutputStream copy;
    private boolean isCopying = true;

    TeeInput(InputStream in, OutputStream copy) {
        super(in);
        this.copy = copy;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int count = super.read(bytes, from, length);
        if (count > 0 && isCopying) {
            copy(bytes, from, count);
        }
        return count;
    }

    private void copy(byte[] bytes, int from, int count) {
        try {
            copy.write(bytes, from, count);
            copy.flush();
        } catch (IOException e) {
            isCopying = false; // its reader closed it; the lines are still sent
        }
    }
}
