package logtail.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import logtail.Seeds;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.event.Slice;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random and mutated input from a new seed each time: nothing throws, nothing is read beyond the frame, nothing gets lost. */
@Tag("slow")
final class FuzzTest {
    private static final long NOW_NS = 1_795_000_000_000_000_000L;
    private static final int MARGIN = 24;
    private static final Pattern DELIMITERS = Pattern.compile("(\\r?\\n|\\x00)*");
    private static final Pattern COUNT = Pattern.compile("\\d{1,9} ");
    private static final String ALPHABET = "<>[]{}()\"\\:=.,-+ZT 0123456789\n\r\0\tNov1aé%/";
    private static final List<String> PLAIN = List.of(
            "{\"time\":1700000000.5,\"level\":\"info\",\"app\":\"a\",\"n\":[1,{\"b\":\"\\\"\"}],\"x\":null}",
            "{\"ts\":\"2026-11-23T19:03:14.5+01:00\",\"severity\":30,\"host\":\"h\"}",
            "level=error msg=\"x y\" lvl=warn",
            "2026-11-24 12:00:00,123 [main] WARN  org.apache.Main - up",
            "[core:error] [pid 5] x.c:3: warning: y");

    private final Random random = new Random(Seeds.draw(FuzzTest.class));

    @Test
    void parsesAnythingWithoutReadingBeyondIt() {
        var vectors = Vector.all().stream()
                .filter(Vector::isMessage)
                .map(Vector::input)
                .toList();
        var syslog = new SyslogParser(ZoneId.of("Europe/Paris"));
        var plain = new PlainLineParser();
        for (int round = 0; round < 60_000; round++) {
            byte[] seed = round % 4 == 0
                    ? PLAIN.get(random.nextInt(PLAIN.size())).getBytes(UTF_8)
                    : vectors.get(random.nextInt(vectors.size()));
            byte[] frame = mutate(seed);
            assertSameWhateverSurrounds(syslog, frame);
            assertSameWhateverSurrounds(plain, frame);
        }
    }

    /** The frame amid two different surroundings, and at the very end of the array. */
    private void assertSameWhateverSurrounds(LineParser parser, byte[] frame) {
        String first = parse(parser, frame, MARGIN, (byte) '9');
        assertThat(parse(parser, frame, MARGIN, (byte) '"')).isEqualTo(first);
        assertThat(parse(parser, frame, 0, (byte) 0)).isEqualTo(first);
    }

    private static String parse(LineParser parser, byte[] frame, int margin, byte filler) {
        byte[] bytes = new byte[frame.length + 2 * margin];
        Arrays.fill(bytes, filler);
        System.arraycopy(frame, 0, bytes, margin, frame.length);
        var line = new Line();
        parser.parse(bytes, margin, margin + frame.length, NOW_NS, line);
        for (Slice slice : List.of(line.app, line.process, line.host, line.msgId, line.message)) {
            boolean isInside = slice.from() >= margin && slice.to() <= margin + frame.length;
            @SuppressWarnings("ReferenceEquality") // which array
            boolean isConstant = slice.bytes() != bytes; // the kind of a device
            assertThat(slice.isEmpty() || isInside || isConstant).isTrue();
        }
        assertThat(line.severity).isBetween(Severity.NONE, 7);
        assertThat(line.facility == Line.NO_FACILITY || (line.facility >= 0 && line.facility <= 23))
                .isTrue();
        if (line.flags == Line.MALFORMED || parser instanceof PlainLineParser) {
            assertThat(line.message.length()).isBetween(Math.max(0, frame.length - 13), frame.length);
        }
        return String.join(
                        "|", line.app.toString(), line.process.toString(), line.host.toString(), line.msgId.toString())
                + "|" + line.message + "|" + line.timeNs + "|" + line.severity + "|" + line.facility + "|" + line.flags;
    }

    private byte[] mutate(byte[] seed) {
        byte[] bytes = Arrays.copyOf(seed, random.nextInt(8) == 0 ? random.nextInt(seed.length + 20) : seed.length);
        int changes = random.nextInt(4);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            int at = random.nextInt(Math.min(bytes.length, 120));
            bytes[at] = random.nextBoolean() ? letter() : (byte) random.nextInt();
        }
        return bytes;
    }

    private byte letter() {
        return (byte) ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    }

    @Test
    void framesAnyStreamAlikeHoweverItIsSplit() {
        for (int round = 0; round < 30_000; round++) {
            int max = 1 + random.nextInt(30);
            byte[] stream = stream();
            var whole = Framed.all(new SyslogFrames(max), max, stream);
            assertThat(Framed.all(new SyslogFrames(max), max, stream, cuts(stream.length)))
                    .isEqualTo(whole);
            var lines = Framed.all(new LineFrames(max), max, stream);
            assertThat(Framed.all(new LineFrames(max), max, stream, cuts(stream.length)))
                    .isEqualTo(lines);
        }
    }

    @Test
    void accountsForEveryByteOfAStream() {
        for (int round = 0; round < 30_000; round++) {
            byte[] stream = stream();
            int max = stream.length + 1;
            var frames = Framed.all(new SyslogFrames(max), max, stream, cuts(stream.length));
            String text = new String(stream, ISO_8859_1);
            int at = skip(DELIMITERS, text, 0);
            for (String frame : frames) {
                String content = frame.replace("…", "");
                int from = text.startsWith(content, at) ? at : skip(COUNT, text, at);
                assertThat(text.substring(from)).startsWith(content);
                at = skip(DELIMITERS, text, from + content.length());
            }
            assertThat(at).isEqualTo(text.length());
        }
    }

    private static int skip(Pattern pattern, String text, int from) {
        var matcher = pattern.matcher(text).region(from, text.length());
        return matcher.lookingAt() ? matcher.end() : from;
    }

    /** Frames of all kinds, some broken. */
    private byte[] stream() {
        var stream = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            var body = new StringBuilder("<1>");
            for (int j = random.nextInt(20); j > 0; j--) {
                body.append((char) letter());
            }
            switch (random.nextInt(5)) {
                case 0 -> stream.append(body.length()).append(' ').append(body);
                case 1 -> stream.append(body).append('\n');
                case 2 -> stream.append(body).append("\r\n");
                case 3 -> stream.append(random.nextInt(100)).append(' ').append(body);
                default -> stream.append(body.substring(random.nextInt(4))).append('\0');
            }
        }
        return stream.toString().getBytes(ISO_8859_1);
    }

    private int[] cuts(int length) {
        return random.ints(random.nextInt(6), 0, length + 1).sorted().toArray();
    }
}
