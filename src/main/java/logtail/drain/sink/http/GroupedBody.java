package logtail.drain.sink.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import logtail.drain.sink.Batch;
import logtail.encode.Output;

/**
 * Makes JSON of a batch in which events that follow each other and have the same key stand under that key:
 * {@code {"streams":[{"stream":KEY,"values":[EVENT,EVENT]},…]}}.
 */
final class GroupedBody {
    private static final int NONE = -1;

    private final byte[] begin;
    private final byte[] beforeKey;
    private final byte[] behindKey;
    private final byte[] behindGroup;
    private final byte[] end;

    /** The five pieces of text around keys and events, in this order. */
    GroupedBody(String begin, String beforeKey, String behindKey, String behindGroup, String end) {
        this.begin = begin.getBytes(US_ASCII);
        this.beforeKey = beforeKey.getBytes(US_ASCII);
        this.behindKey = behindKey.getBytes(US_ASCII);
        this.behindGroup = behindGroup.getBytes(US_ASCII);
        this.end = end.getBytes(US_ASCII);
    }

    /** @param leftOut positions of events that are not to be there; never all of them */
    void compose(Batch batch, BitSet leftOut, Output body) {
        body.put(begin);
        int last = NONE;
        for (int i = leftOut.nextClearBit(0); i < batch.count(); i = leftOut.nextClearBit(i + 1)) {
            boolean isNew = last == NONE || !hasSameKey(batch, last, i);
            if (isNew && last != NONE) {
                body.put(behindGroup);
            }
            if (last != NONE) {
                body.put(',');
            }
            if (isNew) {
                body.put(beforeKey);
                body.put(batch.bytes(), batch.keyFrom(i), batch.eventFrom(i) - batch.keyFrom(i));
                body.put(behindKey);
            }
            body.put(batch.bytes(), batch.eventFrom(i), batch.eventEnd(i) - batch.eventFrom(i));
            last = i;
        }
        body.put(behindGroup);
        body.put(end);
    }

    /** Whether all events of a batch have the same key. */
    boolean isOneGroup(Batch batch) {
        return IntStream.range(1, batch.count()).allMatch(i -> hasSameKey(batch, i - 1, i));
    }

    private static boolean hasSameKey(Batch batch, int a, int b) {
        byte[] bytes = batch.bytes();
        return Arrays.equals(bytes, batch.keyFrom(a), batch.eventFrom(a), bytes, batch.keyFrom(b), batch.eventFrom(b));
    }
}
