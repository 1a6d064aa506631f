package logtail.parse;

import logtail.event.WholeCharacters;

/**
 * Frames that end at a delimiter: LF, or NUL too. The states: at the start of a frame; inside a frame whose delimiter
 * has not come yet (its first {@link #scanned} bytes hold none); inside the part of a frame beyond the limit
 * ({@link #isSkipping}), which is discarded.
 */
abstract sealed class DelimitedFrames implements Frames permits LineFrames, SyslogFrames {
    private final int maxFrameBytes;
    private final boolean endsAtNul;
    private byte[] bytes = {};
    private int at;
    private int to;
    private int scanned;
    private boolean isSkipping;
    private int frameFrom;
    private int frameTo;
    private boolean isTruncated;
    private int emptyFrames;

    DelimitedFrames(int maxFrameBytes, boolean endsAtNul) {
        if (maxFrameBytes < 1) {
            throw new IllegalArgumentException("maxFrameBytes must be at least 1, is " + maxFrameBytes);
        }
        this.maxFrameBytes = maxFrameBytes;
        this.endsAtNul = endsAtNul;
    }

    @Override
    public void wrap(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.to = to;
        at = from;
        scanned = Math.min(scanned, to - from);
    }

    @Override
    public final int frameFrom() {
        return frameFrom;
    }

    @Override
    public final int frameTo() {
        return frameTo;
    }

    @Override
    public final boolean isTruncated() {
        return isTruncated;
    }

    @Override
    public final int emptyFrames() {
        return emptyFrames;
    }

    @Override
    public final int restFrom() {
        return at;
    }

    @Override
    public boolean end() {
        boolean isFrame = !isSkipping && at < to;
        if (isFrame) {
            give(at, to, false);
        }
        at = to;
        scanned = 0;
        isSkipping = false;
        return isFrame;
    }

    /** Whether the next byte begins a frame, rather than being the middle of one. */
    final boolean isAtStart() {
        return !isSkipping && scanned == 0 && at < to;
    }

    final byte[] bytes() {
        return bytes;
    }

    final int at() {
        return at;
    }

    final int to() {
        return to;
    }

    final int maxFrameBytes() {
        return maxFrameBytes;
    }

    final void skipTo(int place) {
        at = place;
    }

    /** The limit of the frame that begins at {@code from}. */
    int limit(int from, int end) {
        return maxFrameBytes;
    }

    /** Makes {@code bytes[from, end)} the current frame, cut to the limit. */
    final void give(int from, int end, boolean isIncomplete) {
        frameFrom = from;
        frameTo = end - from <= maxFrameBytes ? end : Math.min(end, from + limit(from, end));
        isTruncated = isIncomplete || frameTo < end;
        if (isTruncated) {
            frameTo = WholeCharacters.end(bytes, frameFrom, frameTo);
        }
    }

    /** Moves past one delimiter, or to a frame beyond the limit; true when that is a frame to return. */
    final boolean nextDelimited() {
        int delimiter = endsAtNul
                ? ByteScan.indexOf(bytes, at + scanned, to, (byte) '\n', (byte) 0)
                : ByteScan.indexOf(bytes, at + scanned, to, (byte) '\n');
        if (delimiter < 0) {
            return giveOverlong();
        }
        int from = at;
        at = delimiter + 1;
        scanned = 0;
        if (isSkipping) {
            isSkipping = false;
            return false;
        }
        int end = delimiter;
        if (end > from && bytes[end - 1] == '\r' && bytes[delimiter] == '\n') {
            end--;
        }
        if (end == from) {
            emptyFrames++;
            return false;
        }
        give(from, end, false);
        return true;
    }

    /**
     * Called when no delimiter has come yet: returns a frame beyond the limit at once. A final CR may still be part of
     * its delimiter.
     */
    private boolean giveOverlong() {
        int length = to - at;
        if (isSkipping) {
            at = to;
            return false;
        }
        int limit = limit(at, to);
        if (length <= limit || (length == limit + 1 && bytes[to - 1] == '\r')) {
            scanned = length;
            return false;
        }
        give(at, to, true);
        at = to;
        scanned = 0;
        isSkipping = true;
        return true;
    }
}
