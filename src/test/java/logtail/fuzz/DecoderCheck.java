package logtail.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.event.Slice;
import logtail.ingest.Decoder;
import logtail.ingest.MalformedMessageException;

/**
 * What every {@link Decoder} promises: the same lines wherever reads cut the stream and whatever stands around it in the buffer, no
 * exception but {@link MalformedMessageException}, slices within their arrays, no more lines than bytes, a rest within its bound.
 */
final class DecoderCheck implements FuzzTarget.Check {
    private static final long NOW_NS = 1_795_000_000_000_000_000L;
    private static final int MARGIN = 16;
    private static final int[] LIMITS = {40, 2048};
    private static final int MOST_SINGLE_BYTES = 512;
    private static final Pattern HAS_TOKEN = Pattern.compile("logtail@32473"); // which is overwritten

    private final Decoder.Factory decoders;
    private final boolean isWhole; // datagrams, which nothing cuts
    private final boolean isVerbatim;

    /**
     * @param isWhole whether the input is fed at once
     * @param isVerbatim whether each message is a part of the input, byte for byte
     */
    DecoderCheck(Decoder.Factory decoders, boolean isWhole, boolean isVerbatim) {
        this.decoders = decoders;
        this.isWhole = isWhole;
        this.isVerbatim = isVerbatim;
    }

    @Override
    public void run(byte[] input) {
        var random = new Random(Arrays.hashCode(input)); // the same cuts each time
        for (int limit : LIMITS) {
            List<String> lines = lines(input, limit, (byte) '9', input.length);
            assertThat(lines(input, limit, (byte) '"', input.length)).isEqualTo(lines);
            if (isWhole) {
                continue;
            }
            int[] cuts = random.ints(1 + random.nextInt(5), 0, input.length + 1)
                    .sorted()
                    .toArray();
            assertThat(lines(input, limit, (byte) '\n', cuts))
                    .as("cut at %s", Arrays.toString(cuts))
                    .isEqualTo(lines);
            if (input.length <= MOST_SINGLE_BYTES) {
                int[] each = new int[input.length];
                Arrays.setAll(each, i -> i + 1);
                assertThat(lines(input, limit, (byte) 0, each))
                        .as("byte by byte")
                        .isEqualTo(lines);
            }
        }
    }

    /** Plays {@link logtail.ingest.StreamIntake}. */
    private List<String> lines(byte[] input, int limit, byte filler, int... cuts) {
        var lines = new ArrayList<String>();
        Decoder decoder = decoders.open(limit);
        byte[] rest = {};
        int from = 0;
        try {
            for (int i = 0; i <= cuts.length; i++) {
                int to = i == cuts.length ? input.length : cuts[i];
                byte[] buffer = new byte[MARGIN + rest.length + to - from + MARGIN];
                Arrays.fill(buffer, filler);
                System.arraycopy(rest, 0, buffer, MARGIN, rest.length);
                System.arraycopy(input, from, buffer, MARGIN + rest.length, to - from);
                int end = buffer.length - MARGIN;
                decoder.feed(buffer, MARGIN, end, NOW_NS);
                drain(decoder, input, lines);
                assertThat(decoder.restFrom()).isBetween(MARGIN, end);
                rest = Arrays.copyOfRange(buffer, decoder.restFrom(), end);
                assertThat(rest.length).isLessThanOrEqualTo(decoder.maxMessageBytes());
                from = to;
            }
            decoder.feed(rest, 0, rest.length, NOW_NS);
            decoder.end();
            drain(decoder, input, lines);
        } catch (MalformedMessageException e) {
            lines.add("broken: " + e.getMessage());
        }
        lines.add("empty: " + decoder.emptyLines());
        return lines;
    }

    private void drain(Decoder decoder, byte[] input, List<String> lines) {
        var line = new Line();
        while (decoder.next(line)) {
            for (Slice slice : List.of(line.app, line.process, line.host, line.msgId, line.message)) {
                assertThat(slice.from()).isGreaterThanOrEqualTo(0);
                assertThat(slice.to()).isBetween(slice.from(), slice.bytes().length);
            }
            assertThat(line.severity).isBetween(Severity.NONE, 7);
            assertThat(line.facility == Line.NO_FACILITY || (line.facility >= 0 && line.facility <= 23))
                    .as("facility %d", line.facility)
                    .isTrue();
            assertThat(line.message.length()).isLessThanOrEqualTo(input.length);
            lines.add(text(line));
            assertThat(lines.size()).as("lines").isLessThanOrEqualTo(input.length + 1);
            if (isVerbatim && !HAS_TOKEN.matcher(latin1(input, 0, input.length)).find()) {
                assertThat(latin1(input, 0, input.length))
                        .contains(latin1(line.message.bytes(), line.message.from(), line.message.to()));
            }
        }
    }

    private static String text(Line line) {
        var values = new StringBuilder();
        line.attributes.edit((bytes, from, to, edited) -> {
            values.append(latin1(bytes, from, to)).append(';');
            return false;
        });
        return String.join(
                        "|", line.app.toString(), line.process.toString(), line.host.toString(), line.msgId.toString())
                + "|" + latin1(line.message.bytes(), line.message.from(), line.message.to()) + "|" + line.timeNs + "|"
                + line.textTimeNs + "|" + line.severity + "|" + line.facility + "|" + line.flags + "|"
                + line.wireBytes + "|" + values + line.attributes.dropped();
    }

    private static String latin1(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
