package logtail.redact;

import java.util.Arrays;

/** Bytes that grow, used again for every text. One thread. */
final class Text {
    private static final int LEAST_BYTES = 1024;
    private static final int KEPT_BYTES = 256 * 1024; // a larger array is given away after its text

    byte[] bytes = {};
    int length;

    void clear() {
        length = 0;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[LEAST_BYTES];
        }
    }

    void add(byte[] source, int from, int to) {
        if (to > from) {
            makeRoom(to - from);
            System.arraycopy(source, from, bytes, length, to - from);
            length += to - from;
        }
    }

    void add(byte b) {
        makeRoom(1);
        bytes[length++] = b;
    }

    private void makeRoom(int more) {
        if (more > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(LEAST_BYTES, Math.max(length + more, bytes.length * 2)));
        }
    }
}
