package logtail.parse;

/**
 * Frames of syslog over a stream (RFC 6587). Each message chooses its framing: one that begins with
 * {@code [1-9][0-9]{0,8} SP <} is octet-counted (section 3.4.1), every other ends at LF or NUL (section 3.4.2). In a
 * counted frame LF is text. Empty frames are keep-alives and skipped.
 */
public final class SyslogFrames extends DelimitedFrames {
    private int skipBytes; // bytes still to come of a counted frame beyond the limit
    private boolean isCounted;

    /** @param maxFrameBytes the longest message, at least 1; longer ones are cut */
    public SyslogFrames(int maxFrameBytes) {
        super(maxFrameBytes, true);
    }

    @Override
    public boolean next() {
        while (at() < to()) {
            int before = at();
            if (skipBytes > 0) {
                skipCounted();
            } else {
                int body = isAtStart() ? OctetCount.bodyFrom(bytes(), at(), to()) : OctetCount.NONE;
                if (body == OctetCount.UNFINISHED) {
                    return false;
                }
                isCounted = body != OctetCount.NONE;
                if (isCounted ? nextCounted(body) : nextDelimited()) {
                    return true;
                }
            }
            if (at() == before) {
                return false;
            }
        }
        return false;
    }

    /** {@inheritDoc} An incomplete counted frame is returned as far as it came, marked as truncated. */
    @Override
    public boolean end() {
        int body = isAtStart() && skipBytes == 0 ? OctetCount.bodyFrom(bytes(), at(), to()) : OctetCount.NONE;
        skipBytes = 0;
        isCounted = body >= 0;
        if (!isCounted) {
            return super.end();
        }
        give(body, to(), true);
        skipTo(to());
        return true;
    }

    @Override
    public boolean isCounted() {
        return isCounted;
    }

    private boolean nextCounted(int body) {
        int count = OctetCount.value(bytes(), at(), body);
        int kept = Math.min(count, maxFrameBytes());
        if (to() - body < kept) {
            return false;
        }
        give(body, body + kept, kept < count);
        skipTo(body + kept);
        skipBytes = count - kept;
        return true;
    }

    private void skipCounted() {
        int skipped = Math.min(skipBytes, to() - at());
        skipBytes -= skipped;
        skipTo(at() + skipped);
    }
}
