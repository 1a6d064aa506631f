package logtail.ingest;

import logtail.parse.Frames;

/** The frames of a stream but for the first few, which are in the journal already. */
final class LaterFrames implements Frames {
    private final Frames all;
    private int left;

    /** @param skipped how many frames are passed over */
    LaterFrames(Frames all, int skipped) {
        this.all = all;
        left = skipped;
    }

    @Override
    public void wrap(byte[] bytes, int from, int to) {
        all.wrap(bytes, from, to);
    }

    @Override
    public boolean next() {
        while (all.next()) {
            if (left == 0) {
                return true;
            }
            left--;
        }
        return false;
    }

    @Override
    public boolean end() {
        return all.end() && left == 0;
    }

    @Override
    public int frameFrom() {
        return all.frameFrom();
    }

    @Override
    public int frameTo() {
        return all.frameTo();
    }

    @Override
    public boolean isTruncated() {
        return all.isTruncated();
    }

    @Override
    public int emptyFrames() {
        return all.emptyFrames();
    }

    @Override
    public int restFrom() {
        return all.restFrom();
    }
}
