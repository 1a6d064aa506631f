package logtail.drain;

import java.util.Arrays;
import java.util.zip.CRC32C;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Line;

/** Copies one event out of its block. */
final class SingleEvent {
    private SingleEvent() {}

    /** Bytes of a block that holds only the current event of {@code block}, with its id. */
    static byte[] of(Block block) {
        return of(block, block.index());
    }

    /** The same with another id. */
    static byte[] of(Block block, long id) {
        byte[] bytes = block.bytes();
        int source = block.source();
        var line = new Line();
        line.app.set(bytes, block.appFrom(source), block.appLength(source));
        line.process.set(bytes, block.processFrom(source), block.processLength(source));
        line.host.set(bytes, block.hostFrom(source), block.hostLength(source));
        line.msgId.set(bytes, block.msgIdFrom(), block.msgIdLength());
        line.message.set(bytes, block.messageFrom(), block.messageLength());
        line.severity = block.severity();
        line.facility = block.facility();
        line.timeNs = block.timeNs();
        line.flags = block.flags();
        int end = block.attributesFrom() + block.attributesLength();
        for (int pair = block.attributesFrom(); pair < end; ) {
            int value = block.attributeValueFrom(pair);
            int valueEnd = value + block.attributeValueLength(pair);
            line.attributes.begin(bytes, pair, pair, pair + 3, value);
            line.attributes.append(bytes, value, valueEnd);
            line.attributes.end();
            pair = valueEnd;
        }
        int most = Math.max(1, block.messageLength());
        var encoder = new BlockEncoder(most, most);
        encoder.tryAppend(line, block.receivedNs());
        encoder.finish();
        Block.seal(encoder.bytes(), 0, id, block.receivedNs(), new CRC32C());
        return Arrays.copyOf(encoder.bytes(), encoder.lengthBytes());
    }
}
