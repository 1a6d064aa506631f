package logtail.parse;

/** Plain text lines: each LF ends one, a CR before it is dropped, empty lines (keep-alives) are passed over. */
public final class LineFrames extends DelimitedFrames {
    /** @param maxFrameBytes longer lines are cut, at least 1 */
    public LineFrames(int maxFrameBytes) {
        super(maxFrameBytes, false);
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
