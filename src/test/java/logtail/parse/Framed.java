package logtail.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Plays the caller of {@link Frames}, for tests: feeds a stream in pieces, carries the rest, ends the stream. Frames come
 * out as text, one character per octet, cut ones with an ellipsis.
 */
final class Framed {
    private static final int MARGIN = 2;
    private static final int COUNT_BYTES = 12;

    private final Frames frames;
    private final int maxFrameBytes;
    private final List<String> texts = new ArrayList<>();
    private byte[] rest = {};

    Framed(Frames frames, int maxFrameBytes) {
        this.frames = frames;
        this.maxFrameBytes = maxFrameBytes;
    }

    /** All frames of a stream that arrives in pieces, cut at these places. */
    static List<String> all(Frames frames, int maxFrameBytes, byte[] stream, int... cuts) {
        var framed = new Framed(frames, maxFrameBytes);
        int from = 0;
        for (int cut : cuts) {
            framed.feed(stream, from, cut);
            from = cut;
        }
        framed.feed(stream, from, stream.length);
        return framed.end();
    }

    void feed(byte[] stream, int from, int to) {
        // Digits, LF and NUL around the bytes: whoever reads beyond them finds something else.
        byte[] bytes = new byte[MARGIN + rest.length + to - from + MARGIN];
        System.arraycopy(rest, 0, bytes, MARGIN, rest.length);
        System.arraycopy(stream, from, bytes, MARGIN + rest.length, to - from);
        int end = bytes.length - MARGIN;
        bytes[end] = '\n';
        frames.wrap(bytes, MARGIN, end);
        while (frames.next()) {
            take(bytes);
        }
        assertThat(frames.restFrom()).isBetween(MARGIN, end);
        rest = Arrays.copyOfRange(bytes, frames.restFrom(), end);
        assertThat(rest.length).isLessThanOrEqualTo(maxFrameBytes + COUNT_BYTES);
    }

    List<String> end() {
        frames.wrap(rest, 0, rest.length);
        if (frames.end()) {
            take(rest);
        }
        assertThat(frames.end()).isFalse();
        return texts;
    }

    private void take(byte[] bytes) {
        int length = frames.frameTo() - frames.frameFrom();
        assertThat(length).isBetween(1, maxFrameBytes);
        texts.add(new String(bytes, frames.frameFrom(), length, ISO_8859_1) + (frames.isTruncated() ? "…" : ""));
    }
}
