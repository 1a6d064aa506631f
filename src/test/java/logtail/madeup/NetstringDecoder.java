package logtail.madeup;

import logtail.event.Line;
import logtail.ingest.Decoder;
import logtail.ingest.MalformedMessageException;

/** Netstrings, {@code LENGTH:APP TEXT,}; a netstring without an app is refused alone. */
final class NetstringDecoder implements Decoder {
    private static final int PREFIX_BYTES = 8;

    private final int maxMessageBytes;
    private byte[] bytes = {};
    private int at;
    private int to;
    private int rejected;
    private boolean isEnded;

    NetstringDecoder(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    public void feed(byte[] bytes, int from, int to, long receivedAtNs) {
        this.bytes = bytes;
        at = from;
        this.to = to;
    }

    @Override
    public boolean next(Line into) {
        while (at < to) {
            int colon = indexOf(':', at, to);
            int end = colon < 0 ? to : colon + 1 + length(colon);
            if (colon < 0 || end >= to) {
                if (isEnded) {
                    throw new MalformedMessageException("the last netstring is not complete");
                }
                return false;
            }
            int from = colon + 1;
            at = end + 1;
            int space = indexOf(' ', from, end);
            if (space >= 0) {
                into.clear();
                into.app.set(bytes, from, space - from);
                into.message.set(bytes, space + 1, end - space - 1);
                into.wireBytes = end - from;
                return true;
            }
            rejected++;
        }
        return false;
    }

    @Override
    public int restFrom() {
        return at;
    }

    @Override
    public void end() {
        isEnded = true;
    }

    @Override
    public int maxMessageBytes() {
        return maxMessageBytes + PREFIX_BYTES;
    }

    @Override
    public int rejected() {
        return rejected;
    }

    @Override
    public String firstReason() {
        return rejected == 0 ? "" : "a netstring has no app";
    }

    private int length(int colon) {
        int length = 0;
        for (int i = at; i < colon; i++) {
            if (bytes[i] < '0' || bytes[i] > '9' || length > maxMessageBytes) {
                throw new MalformedMessageException(
                        "no length of a netstring of at most " + maxMessageBytes + " bytes");
            }
            length = length * 10 + bytes[i] - '0';
        }
        return length;
    }

    private int indexOf(char wanted, int from, int end) {
        for (int i = from; i < end; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
