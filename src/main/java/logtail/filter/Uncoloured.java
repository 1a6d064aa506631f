package logtail.filter;

import logtail.event.Block;
import logtail.parse.TerminalCodes;

/**
 * Tests messages as people see them, without colours and other terminal codes. Those that have none are tested where
 * they are. One thread; holds the last message that had some.
 */
final class Uncoloured implements EventTest {
    private final ValueTest test;
    private byte[] plain = {};

    private Uncoloured(ValueTest test) {
        this.test = test;
    }

    /** A test of the message; {@code isRaw} when it looks for such codes itself. */
    static EventTest of(ValueTest test, boolean isRaw) {
        return isRaw ? block -> test.test(block.bytes(), block.messageFrom(), block.msgIdFrom()) : new Uncoloured(test);
    }

    @Override
    public boolean test(Block block) {
        int from = block.messageFrom();
        int to = block.msgIdFrom();
        if (!block.messageHasCodes()) {
            return test.test(block.bytes(), from, to);
        }
        if (plain.length < to - from) {
            plain = new byte[Math.max(to - from, 2 * plain.length)];
        }
        return test.test(plain, 0, TerminalCodes.leaveOut(block.bytes(), from, to, plain, 0));
    }
}
