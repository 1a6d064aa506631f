package logtail.journal.kafka;

/**
 * In which lane an app is. Part of the format: where one writer puts an app, all others do, and readers look for it there. So it
 * never changes, and goes by the topic's number of lanes alone.
 */
final class Lanes {
    private static final int FNV_OFFSET = 0x811C9DC5;
    private static final int FNV_PRIME = 0x01000193;

    private Lanes() {}

    /** The lane of the app named {@code bytes[from, from + length)}: FNV-1a, with its bits mixed as Murmur 3 does in the end. */
    static int lane(byte[] bytes, int from, int length, int lanes) {
        int hash = FNV_OFFSET;
        for (int at = from; at < from + length; at++) {
            hash = (hash ^ (bytes[at] & 0xFF)) * FNV_PRIME;
        }
        hash = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >>> 13)) * 0xC2B2AE35;
        return Integer.remainderUnsigned(hash ^ (hash >>> 16), lanes);
    }
}
