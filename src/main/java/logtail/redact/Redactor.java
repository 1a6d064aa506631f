package logtail.redact;

import java.util.Arrays;
import logtail.event.Attributes;
import logtail.event.Line;
import logtail.event.Slice;

/**
 * Redacts the lines of one event loop, or of one stream of the command line. Never writes to the bytes of a line: what is changed is
 * in memory of its own, which the line refers to until the next one. Redacting a line again changes nothing. One thread; allocates
 * nothing for lines without secrets.
 */
public final class Redactor {
    /** The most of the end of a cut line that may be half a secret. */
    private static final int MOST_HALF_BYTES = 256;

    private static final long ONLY_SOURCE = 1;

    private final TextRedactor text;
    private final Runnable dropped;
    private final KeyLines keys = new KeyLines();
    private final Text lines = new Text();
    private final Attributes.Editor values = this::edit;
    private boolean isDropped;
    private long droppedLines;

    /** @param dropped called for each line that is dropped */
    Redactor(TextRedactor text, Runnable dropped) {
        this.text = text;
        this.dropped = dropped;
    }

    /**
     * Redacts the message, the values of attributes and the message id. Names of apps, processes and hosts stay, as lines are found
     * by them.
     *
     * @return false when the line is to be dropped
     */
    public boolean redact(Line line) {
        isDropped = false;
        line.attributes.edit(values);
        redactMsgId(line);
        if (isDropped || !isMessageKept(line)) {
            drop();
            return false;
        }
        return true;
    }

    /** Redacts whole lines, each with its line end but perhaps the last; returns what is left of them. */
    public byte[] redact(byte[] bytes, int from, int to) {
        lines.clear();
        int lineFrom = from;
        while (lineFrom < to) {
            int lineTo = lineFrom;
            while (lineTo < to && bytes[lineTo] != '\n') {
                lineTo++;
            }
            int next = Math.min(to, lineTo + 1);
            if (isKept(ONLY_SOURCE, bytes, lineFrom, lineTo)) {
                lines.add(text.bytes(), text.from(), text.to());
                lines.add(bytes, lineTo, next);
            } else {
                drop();
            }
            lineFrom = next;
        }
        return Arrays.copyOf(lines.bytes, lines.length);
    }

    /** How many lines were dropped here so far. */
    public long droppedLines() {
        return droppedLines;
    }

    private void drop() {
        droppedLines++;
        dropped.run();
    }

    private boolean isMessageKept(Line line) {
        Slice message = line.message;
        long source = text.seeksKeys() ? KeyLines.source(line) : ONLY_SOURCE;
        if (!isKept(source, message.bytes(), message.from(), message.to())) {
            return false;
        }
        if ((line.flags & Line.TRUNCATED) != 0 && !line.isComplete) {
            maskHalf();
        }
        message.set(text.bytes(), text.from(), text.to() - text.from());
        return true;
    }

    private boolean isKept(long source, byte[] bytes, int from, int to) {
        boolean isPart = keys.isAnyOpen() && keys.isPart(source, bytes, from, to);
        boolean isKept = isPart
                ? text.redactKey(bytes, from, to, keys.secretFrom(), keys.secretTo())
                        && text.redact(text.bytes(), text.from(), text.to())
                : text.redact(bytes, from, to);
        if (text.isKeyOpen()) {
            keys.open(source);
        }
        return isKept;
    }

    /** The last word of a line that was cut may be the begin of a secret that nobody knows by half. */
    private void maskHalf() {
        byte[] bytes = text.bytes();
        int end = text.to();
        int least = Math.max(text.from(), end - MOST_HALF_BYTES);
        int at = end;
        while (at > least && (!Bytes.isSpace(bytes[at - 1]) || isBetweenDigits(bytes, at - 1, least, end))) {
            at--;
        }
        if (at < end && !Placeholders.covers(bytes, text.from(), end, at, end)) {
            text.maskEnd(at);
        }
    }

    /** Whether this is the space between two groups of a number. */
    private static boolean isBetweenDigits(byte[] bytes, int space, int least, int end) {
        return space > least
                && Bytes.isDigit(bytes[space - 1])
                && (space + 1 == end || Bytes.isDigit(bytes[space + 1]));
    }

    @SuppressWarnings("ReferenceEquality") // whether it made a copy
    private void redactMsgId(Line line) {
        Slice id = line.msgId;
        if (isDropped || id.isEmpty()) {
            return;
        }
        isDropped = !text.redact(id.bytes(), id.from(), id.to());
        if (text.bytes() != id.bytes()) {
            byte[] own = Arrays.copyOfRange(text.bytes(), text.from(), text.to());
            id.set(own, 0, own.length);
        }
    }

    @SuppressWarnings("ReferenceEquality") // whether it made a copy
    private boolean edit(byte[] bytes, int from, int to, Slice edited) {
        if (isDropped) {
            return false;
        }
        isDropped = !text.redact(bytes, from, to);
        edited.set(text.bytes(), text.from(), text.to() - text.from());
        return text.bytes() != bytes && !isDropped;
    }
}
