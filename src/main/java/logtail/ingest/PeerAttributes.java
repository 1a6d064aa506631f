package logtail.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.event.Line;

/**
 * Who sent a line over a Unix socket, as the kernel says, for the attributes {@code peer.pid}, {@code peer.uid} and {@code peer.gid}.
 * They come first and always fit; what the sender itself says under these names is left out, so nobody can pass for another. One
 * thread.
 */
final class PeerAttributes {
    /** A user or group that nobody tells. */
    static final int UNKNOWN = -1;

    private static final int DIGITS = 10;
    private static final byte[] PID = "peer.pid".getBytes(US_ASCII);
    private static final byte[] UID = "peer.uid".getBytes(US_ASCII);
    private static final byte[] GID = "peer.gid".getBytes(US_ASCII);

    private final byte[] digits = new byte[DIGITS];

    /** @param pid 0 when it is not known */
    void add(Line line, int pid, int uid, int gid) {
        put(line, GID, gid, gid != UNKNOWN);
        put(line, UID, uid, uid != UNKNOWN);
        put(line, PID, pid, pid != 0);
    }

    private void put(Line line, byte[] name, int number, boolean isKnown) {
        line.attributes.remove(name);
        if (!isKnown) {
            return;
        }
        int at = DIGITS;
        long left = Integer.toUnsignedLong(number); // uid_t has no sign
        do {
            digits[--at] = (byte) ('0' + left % 10);
            left /= 10;
        } while (left > 0);
        line.attributes.prepend(name, digits, at, DIGITS);
    }
}
