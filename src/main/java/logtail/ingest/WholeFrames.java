package logtail.ingest;

import logtail.event.WholeCharacters;
import logtail.parse.Frames;

/** Frames for datagrams: all wrapped bytes are one frame; nothing is carried over. */
final class WholeFrames implements Frames {
    private final int maxFrameBytes;
    private byte[] bytes = {};
    private int from;
    private int to;
    private int at;

    WholeFrames(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    @Override
    public void wrap(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        at = from;
        this.to = to;
    }

    @Override
    public boolean next() {
        from = at;
        at = to;
        return from < to;
    }

    @Override
    public int frameFrom() {
        return from;
    }

    @Override
    public int frameTo() {
        return isTruncated() ? WholeCharacters.end(bytes, from, from + maxFrameBytes) : to;
    }

    @Override
    public boolean isTruncated() {
        return to - from > maxFrameBytes;
    }

    @Override
    public int emptyFrames() {
        return 0;
    }

    @Override
    public int restFrom() {
        return at;
    }

    @Override
    public boolean end() {
        return false;
    }
}
