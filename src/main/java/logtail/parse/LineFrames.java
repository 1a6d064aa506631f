package logtail.parse;

/** Frames of plain text lines: LF ends a line, one CR before it is dropped, empty lines (keep-alives) are skipped. */
public final class LineFrames extends DelimitedFrames {
    /** @param maxFrameBytes the longest line, at least 1, but for those that logtail wrote; longer ones are cut */
    public LineFrames(int maxFrameBytes) {
        super(maxFrameBytes, false);
    }

    @Override
    public int mostBytes(int maxFrameBytes) {
        return OwnNdjson.mostBytes(maxFrameBytes);
    }

    @Override
    int limit(int from, int end) {
        return OwnNdjson.mostBytes(bytes(), from, end, maxFrameBytes());
    }

    @Override
    public boolean next() {
        while (at() < to()) {
            int before = at();
            if (nextDelimited()) {
                return true;
            }
            if (at() == before) {
                return false;
            }
        }
        return false;
    }
}
