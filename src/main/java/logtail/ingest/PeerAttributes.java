package logtail.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.event.Line;

/**
 * Who sent a line over a Unix socket, as the kernel says, for the attributes {@code peer.pid}, {@code peer.uid} and {@code peer.gid}. One
 * thread.
 */
final class PeerAttributes {
    /** A user or group that nobody tells. */
    static final int UNKNOWN = -1;

    private static final int DIGITS = 10;

    private final byte[] names = "peerpiduidgid".getBytes(US_ASCII);
    private final byte[] digits = new byte[DIGITS];

    /** @param pid 0 when it is not known */
    void add(Line line, int pid, int uid, int gid) {
        if (pid != 0) {
            add(line, 4, pid);
        }
        if (uid != UNKNOWN) {
            add(line, 7, uid);
        }
        if (gid != UNKNOWN) {
            add(line, 10, gid);
        }
    }

    private void add(Line line, int nameFrom, int number) {
        int at = DIGITS;
        long left = Integer.toUnsignedLong(number); // uid_t has no sign
        do {
            digits[--at] = (byte) ('0' + left % 10);
            left /= 10;
        } while (left > 0);
        line.attributes.begin(names, 0, 4, nameFrom, nameFrom + 3);
        line.attributes.append(digits, at, DIGITS);
        line.attributes.end();
    }
}
