package logtail.ingest;

import java.util.function.Consumer;
import logtail.event.Line;

/** Lines of another decoder, to each of which something is added that its bytes do not tell. */
final class CompletedLines implements Decoder {
    private final Decoder lines;
    private final Consumer<Line> completion;

    /** @param completion called with each line before it is given away */
    CompletedLines(Decoder lines, Consumer<Line> completion) {
        this.lines = lines;
        this.completion = completion;
    }

    @Override
    public void feed(byte[] bytes, int from, int to, long receivedAtNs) {
        lines.feed(bytes, from, to, receivedAtNs);
    }

    @Override
    public boolean next(Line into) {
        return isCompleted(lines.next(into), into);
    }

    @Override
    public boolean nextHeld(Line into) {
        return isCompleted(lines.nextHeld(into), into);
    }

    private boolean isCompleted(boolean isLine, Line line) {
        if (isLine) {
            completion.accept(line);
        }
        return isLine;
    }

    @Override
    public long heldBytes() {
        return lines.heldBytes();
    }

    @Override
    public long dueInNs(long nowNs) {
        return lines.dueInNs(nowNs);
    }

    @Override
    public void release(long nowNs) {
        lines.release(nowNs);
    }

    @Override
    public int restFrom() {
        return lines.restFrom();
    }

    @Override
    public void end() {
        lines.end();
    }

    @Override
    public int maxMessageBytes() {
        return lines.maxMessageBytes();
    }

    @Override
    public int emptyLines() {
        return lines.emptyLines();
    }

    @Override
    public int rejected() {
        return lines.rejected();
    }

    @Override
    public String firstReason() {
        return lines.firstReason();
    }
}
