package logtail.encode;

import static java.nio.charset.StandardCharsets.UTF_8;

import logtail.event.Block;

/** One line of text per event, {@code 2026-11-24T14:00:00.123Z app[process]: message}, safe for a terminal. */
public final class PlainFormat implements EventFormat {
    private final Timestamps timestamps = new Timestamps();
    private final Ids ids;

    PlainFormat(Ids ids) {
        this.ids = ids;
    }

    @Override
    public void event(Block block, int marks, Output out) {
        byte[] bytes = block.bytes();
        int source = block.source();
        timestamps.put(block.timeNs(), 3, out);
        out.put(' ');
        out.put(bytes, block.appFrom(source), block.appLength(source));
        if (block.processLength(source) > 0) {
            out.put('[');
            out.put(bytes, block.processFrom(source), block.processLength(source));
            out.put(']');
        }
        out.put(':');
        out.put(' ');
        out.putVisible(bytes, block.messageFrom(), block.messageFrom() + block.messageLength());
        out.put('\n');
    }

    @Override
    public void omitted(Omitted omitted, Output out) {
        out.put("--- omitted: %d events%n".formatted(omitted.count()).getBytes(UTF_8));
    }

    @Override
    public void gap(Gap gap, Output out) {
        out.put("--- gap: %s%n".formatted(gap.words(ids.areVeiled())).getBytes(UTF_8));
    }
}
