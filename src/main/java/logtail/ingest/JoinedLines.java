package logtail.ingest;

import java.util.Arrays;
import logtail.event.Line;
import logtail.event.Slice;
import logtail.parse.join.JoinRules;
import logtail.parse.join.Joiner;

/**
 * The lines of another decoder, joined to events. The last line of each source is held back until the next one, the end of the
 * stream, or {@link #release}. So events are not given in the order in which their lines came; a token that a line shows is given
 * to all behind it here, where that order is known.
 */
final class JoinedLines implements Decoder {
    private static final Object ONE_SENDER = JoinedLines.class;

    private final Decoder inner;
    private final JoinRules rules;
    private final Joiner joiner;
    private byte[] shown = {}; // the last token
    private byte[] bytes = {};
    private int to;
    private long nowNs;
    private int emptyBefore; // of the last line
    private boolean isEnded;

    JoinedLines(Decoder inner, JoinRules rules, Joiner joiner) {
        this.inner = inner;
        this.rules = rules;
        this.joiner = joiner;
        if (rules.readsCri()) {
            inner.expectCri();
        }
    }

    @Override
    public void feed(byte[] bytes, int from, int to, long receivedAtNs) {
        this.bytes = bytes;
        this.to = to;
        nowNs = receivedAtNs;
        inner.feed(bytes, from, to, receivedAtNs);
    }

    @Override
    public boolean next(Line into) {
        while (!joiner.next(into)) {
            if (inner.next(into)) {
                passTokenOn(into);
                int empty = inner.emptyLines() - emptyBefore;
                emptyBefore += empty;
                if (!joiner.takes(into, empty, following(into), ONE_SENDER, nowNs)) {
                    return true;
                }
            } else if (isEnded && joiner.isHolding()) {
                joiner.releaseAll();
            } else {
                return false;
            }
        }
        return true;
    }

    private void passTokenOn(Line line) {
        Slice token = line.token;
        if (token.isEmpty()) {
            token.set(shown, 0, shown.length);
        } else if (!Arrays.equals(shown, 0, shown.length, token.bytes(), token.from(), token.to())) {
            shown = Arrays.copyOfRange(token.bytes(), token.from(), token.to());
        }
    }

    /** The byte that the line behind {@code line} begins with, when both are text of the same source. */
    private int following(Line line) {
        boolean isText = inner.areLines() && line.app.isEmpty() && line.process.isEmpty() && !rules.readsCri();
        if (!isText) {
            return Joiner.UNKNOWN;
        }
        int at = inner.restFrom();
        byte first = at < to ? bytes[at] : (byte) '\n';
        return first == '\n' || first == '\r' || first == '{' ? Joiner.UNKNOWN : first & 0xFF;
    }

    @Override
    public int restFrom() {
        return inner.restFrom();
    }

    @Override
    public void end() {
        isEnded = true;
        inner.end();
    }

    @Override
    public int maxMessageBytes() {
        return inner.maxMessageBytes();
    }

    @Override
    public long heldBytes() {
        return joiner.heldBytes();
    }

    @Override
    public long dueInNs(long nowNs) {
        return joiner.dueInNs(nowNs);
    }

    @Override
    public boolean nextHeld(Line into) {
        return joiner.next(into);
    }

    @Override
    public void release(long nowNs) {
        if (nowNs == Long.MAX_VALUE) {
            joiner.releaseAll();
        } else {
            joiner.release(nowNs);
        }
    }

    @Override
    public int emptyLines() {
        return inner.emptyLines();
    }

    @Override
    public int rejected() {
        return inner.rejected();
    }

    @Override
    public String firstReason() {
        return inner.firstReason();
    }
}
