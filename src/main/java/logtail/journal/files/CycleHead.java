package logtail.journal.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import logtail.event.ByteOrders;

/**
 * Reads the {@code writePosition} that Chronicle keeps in the head of a cycle file: an array of two longs, the first of
 * which is the offset of the newest document. Chronicle writes it after the document, so a file that ends before it has
 * lost data.
 */
public final class CycleHead {
    private static final byte[] NAME = "writePosition".getBytes(US_ASCII);
    private static final int HEAD_BYTES = 256;
    private static final byte ARRAY_OF_LONGS = (byte) 0x8D;
    private static final int PADDING_BYTES = 12; // the most between the name and the array
    private static final int TO_VALUES_BYTES = 1 + 2 * Long.BYTES; // type, capacity, used

    private CycleHead() {}

    /** The offset of the newest document, or 0 when the head does not tell or cannot be read. */
    static long newestDocument(FileWindow window) throws ClosedChannelException {
        try {
            return window.load(0, HEAD_BYTES) ? newestDocumentIn(window) : 0;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            return 0;
        }
    }

    private static long newestDocumentIn(FileWindow window) {
        byte[] head = Arrays.copyOfRange(window.bytes(), window.at(0), window.at(0) + HEAD_BYTES);
        for (int at = 0; at + NAME.length + PADDING_BYTES + TO_VALUES_BYTES + Long.BYTES < HEAD_BYTES; at++) {
            if (Arrays.equals(head, at, at + NAME.length, NAME, 0, NAME.length)) {
                return firstLong(head, at + NAME.length);
            }
        }
        return 0;
    }

    private static long firstLong(byte[] head, int from) {
        for (int at = from; at < from + PADDING_BYTES; at++) {
            if (head[at] == ARRAY_OF_LONGS && ByteOrders.getLong(head, at + 1) == 2) {
                return ByteOrders.getLong(head, at + TO_VALUES_BYTES);
            }
        }
        return 0;
    }
}
