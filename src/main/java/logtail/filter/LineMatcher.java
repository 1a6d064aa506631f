package logtail.filter;

import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Line;
import logtail.parse.PlainLineParser;

/**
 * Runs a filter on lines of text without a daemon. It parses a line as {@code POST /logs} does, and gives missing
 * fields the daemon's defaults (app {@code unknown}, level {@code info}, id 0). One thread; allocates only for a line
 * longer than all before.
 */
public final class LineMatcher {
    private static final int FIRST_CAPACITY = 64 << 10;

    private final Matcher matcher;
    private final PlainLineParser parser = new PlainLineParser();
    private final Line line = new Line();
    private final Block block = new Block();
    private BlockEncoder encoder = new BlockEncoder(FIRST_CAPACITY, FIRST_CAPACITY);
    private int capacity = FIRST_CAPACITY;

    public LineMatcher(Filter filter) {
        matcher = Matcher.of(filter);
    }

    /** Whether the line {@code bytes[from, to)}, without its line end, matches. */
    public boolean matches(byte[] bytes, int from, int to) {
        parser.parse(bytes, from, to, 0, line);
        return matches(line);
    }

    /** Whether a line that was parsed already matches. */
    public boolean matches(Line understood) {
        int length = understood.message.length();
        if (length > capacity) {
            capacity = Math.max(length, 2 * capacity);
            encoder = new BlockEncoder(capacity, capacity);
        }
        encoder.reset();
        if (!encoder.tryAppend(understood, 0)) {
            throw new IllegalStateException("a block without room for a line of %d bytes".formatted(length));
        }
        encoder.finish();
        block.wrap(encoder.bytes(), 0);
        return block.nextEvent() && matcher.matches(block);
    }
}
