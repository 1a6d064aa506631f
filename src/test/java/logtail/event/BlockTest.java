package logtail.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class BlockTest {
    private final BlockEncoder encoder = new BlockEncoder(4096, 1024);
    private final Line line = new Line();
    private final CRC32C crc = new CRC32C();

    @Test
    void givesBackEveryFieldOfALine() {
        line.app.set(Slice.of("web"));
        line.process.set(Slice.of("web.1"));
        line.host.set(Slice.of("h/1"));
        line.msgId.set(Slice.of("LOGIN"));
        line.message.set(Slice.of("héllo"));
        line.severity = 4;
        line.facility = 16;
        line.timeNs = 5;
        byte[] pair = "idkeyvalue".getBytes(UTF_8);
        line.attributes.begin(pair, 0, 2, 2, 5);
        line.attributes.append(pair, 5, 10);
        line.attributes.end();
        assertThat(encoder.tryAppend(line, 7)).isTrue();

        Block block = sealed(41);
        assertThat(block.nextEvent()).isTrue();
        Event event = block.event();
        assertThat(event.index()).isEqualTo(41);
        assertThat(event.receivedAtNs()).isEqualTo(7);
        assertThat(event.timeNs()).isEqualTo(5);
        assertThat(event.app()).isEqualTo("web");
        assertThat(event.process()).isEqualTo("web.1");
        assertThat(event.host()).isEqualTo("h/1");
        assertThat(event.msgId()).isEqualTo("LOGIN");
        assertThat(event.severity()).isEqualTo(Severity.WARN);
        assertThat(event.facility()).isEqualTo(16);
        assertThat(event.text()).isEqualTo("héllo");
        assertThat(event.attributes()).isEqualTo(Map.of("id.key", "value"));
        assertThat(block.nextEvent()).isFalse();
    }

    @Test
    void leavesOutFirstEventsAndCountsOnlyTheOthers() {
        for (String app : List.of("web", "db", "web", "cron")) {
            line.app.set(Slice.of(app));
            line.message.set(Slice.of("of " + app));
            assertThat(encoder.tryAppend(line, 7)).isTrue();
        }
        encoder.finish();
        long first = EventId.first(3, 5);
        Block.sealInLane(encoder.bytes(), 0, first, 9, crc);
        byte[] placed = new byte[encoder.lengthBytes() + 3];
        System.arraycopy(encoder.bytes(), 0, placed, 3, encoder.lengthBytes());
        byte[] bytes = new Block().wrap(placed, 3).without(3, crc);
        assertThat(Block.isSound(bytes, 0, bytes.length, crc)).isTrue();
        var left = new Block().wrap(bytes, 0);
        assertThat(left.count()).isEqualTo(1);
        assertThat(left.sourceCount()).isEqualTo(3);
        assertThat(List.of(left.sourceEvents(0), left.sourceEvents(1), left.sourceEvents(2)))
                .containsExactly(0, 0, 1);
        assertThat(left.nextEvent()).isTrue();
        assertThat(left.event().app()).isEqualTo("cron");
        assertThat(left.index()).isEqualTo(first + 3);
        assertThat(left.ordinal()).isZero();
        assertThat(left.nextEvent()).isFalse();
        assertThat(left.firstIndex()).isEqualTo(first);
        assertThat(left.lastIndex()).isEqualTo(first + EventId.MOST_EVENTS - 1);
        assertThat(left.highWaterNs()).isEqualTo(9);
    }

    @Test
    void fillsInWhatTheSenderLeftOut() {
        append("bare");
        Block block = sealed(1);
        block.nextEvent();
        Event event = block.event();
        assertThat(event.app()).isEqualTo("unknown");
        assertThat(event.severity()).isEqualTo(Severity.INFO);
        assertThat(event.timeNs()).isEqualTo(7);
    }

    @Test
    void cutsALongMessageAndSaysSo() {
        append("x".repeat(2000));
        Block block = sealed(1);
        block.nextEvent();
        assertThat(block.messageLength()).isEqualTo(1024);
        assertThat(block.flags()).isEqualTo(Line.TRUNCATED);
    }

    @Test
    void carriesTheReceiptsOfItsDeliveriesThroughAMerge() {
        var first = AttemptKey.of("app", "1");
        var second = AttemptKey.of("app", "2");
        append("a");
        encoder.addReceipt(first, 1);
        append("b");
        encoder.addReceipt(first, 2);
        append("c");
        encoder.addReceipt(second, 1);
        Block block = sealed(1);
        var merged = new BlockEncoder(4096, 1024);
        assertThat(merged.tryAppendAll(block)).isTrue();
        merged.finish();
        Block both = new Block().wrap(merged.bytes(), 0);
        assertThat(both.receiptCount()).isEqualTo(2);
        assertThat(both.receiptKey(0)).isEqualTo(first);
        assertThat(both.receiptLines(0)).isEqualTo(2);
        assertThat(both.receiptKey(1)).isEqualTo(second);
        assertThat(both.receiptLines(1)).isEqualTo(1);
        encoder.reset();
        append("d");
        assertThat(sealed(4).receiptCount()).isZero();
    }

    @Test
    void isFullWhenItHoldsAsManyReceiptsAsItCan() {
        var merged = new BlockEncoder(1 << 20, 1024);
        append("a");
        encoder.addReceipt(AttemptKey.of("app", "x"), 1);
        Block block = sealed(1);
        int count = 0;
        while (merged.tryAppendAll(block)) {
            merged.addReceipt(AttemptKey.of("app", "y" + count++), 1);
            assertThat(count).isLessThan(100);
        }
        assertThat(merged.count()).isEqualTo(32);
    }

    @Test
    void namesEachSourceOnce() {
        for (int i = 0; i < 10; i++) {
            line.app.set(Slice.of("app" + i % 2));
            append("m" + i);
        }
        Block block = sealed(1);
        assertThat(block.sourceCount()).isEqualTo(2);
        assertThat(block.sourceEvents(1)).isEqualTo(5);
        for (int i = 0; i < 10; i++) {
            block.nextEvent();
            assertThat(block.event().app()).isEqualTo("app" + i % 2);
            assertThat(block.event().text()).isEqualTo("m" + i);
        }
    }

    @Test
    void refusesWhatDoesNotFitAndStaysWhole() {
        int taken = 0;
        while (append("y".repeat(1000))) {
            taken++;
        }
        assertThat(taken).isPositive();
        assertThat(sealed(1).count()).isEqualTo(taken);
    }

    @Test
    void mergesSmallBlocksIntoOne() {
        var merged = new BlockEncoder(4096, 1024);
        for (String name : new String[] {"a", "b", "a"}) {
            encoder.reset();
            line.app.set(Slice.of(name));
            append("from " + name);
            assertThat(merged.tryAppendAll(sealed(1))).isTrue();
        }
        merged.finish();
        Block.seal(merged.bytes(), 0, 10, 0, crc);
        Block block = new Block().wrap(merged.bytes(), 0);
        assertThat(block.sourceCount()).isEqualTo(2);
        assertThat(block.lastIndex()).isEqualTo(12);
        assertThat(block.sourceEvents(0)).isEqualTo(2);
        assertThat(block.sourceEvents(1)).isEqualTo(1);
        for (String name : new String[] {"a", "b", "a"}) {
            block.nextEvent();
            assertThat(block.event().app()).isEqualTo(name);
            assertThat(block.event().text()).isEqualTo("from " + name);
        }
    }

    @Test
    void seesEveryFlippedByte() {
        append("sound");
        Block block = sealed(3);
        int length = block.lengthBytes();
        byte[] bytes = block.bytes();
        assertThat(Block.isSound(bytes, 0, length, crc)).isTrue();
        for (int i = 0; i < length; i++) {
            bytes[i] ^= 1;
            assertThat(Block.isSound(bytes, 0, length, crc)).as("byte %d", i).isFalse();
            bytes[i] ^= 1;
        }
    }

    private boolean append(String message) {
        line.message.set(Slice.of(message));
        return encoder.tryAppend(line, 7);
    }

    private Block sealed(long firstIndex) {
        encoder.finish();
        Block.seal(encoder.bytes(), 0, firstIndex, 7, crc);
        return new Block().wrap(encoder.bytes(), 0);
    }

    @Test
    void isCutBetweenTwoCharacters() {
        for (String text : List.of("ab\u20ACd", "abc\u00e9", "ab\uD83D\uDE00", "abcde", "abc\u20AC")) {
            for (int limit = 3; limit <= 5; limit++) {
                var encoder = new BlockEncoder(4096, limit);
                var line = new Line();
                byte[] bytes = text.getBytes(UTF_8);
                line.message.set(bytes, 0, bytes.length);
                encoder.tryAppend(line, 1);
                encoder.finish();
                var block = new Block().wrap(encoder.bytes(), 0);
                block.nextEvent();
                boolean isCut = bytes.length > limit;
                assertThat(text).startsWith(block.event().text());
                assertThat(block.messageLength()).isBetween(isCut ? limit - 3 : bytes.length, limit);
                assertThat(block.flags()).isEqualTo(isCut ? Line.TRUNCATED : 0);
            }
        }
    }

    @Test
    void isCutAnywhereInBytesThatAreNoText() {
        byte[] bytes = {'a', (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80};
        assertThat(WholeCharacters.end(bytes, 0, 5)).isEqualTo(5);
        assertThat(WholeCharacters.end(bytes, 1, 5)).isEqualTo(5);
        assertThat(WholeCharacters.end(new byte[] {(byte) 0xE2, (byte) 0x82}, 0, 2))
                .isEqualTo(2);
    }
}
