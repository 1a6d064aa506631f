package logtail.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import logtail.Seeds;
import logtail.event.Line;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes of RELP clients, good and bad, cut anywhere. */
final class RelpDecoderTest {
    private static final int MAX_MESSAGE_BYTES = 1024;
    private static final long NOW_NS = 1_795_000_000_000_000_000L;
    private static final RelpDecoder.Factory DECODERS = RelpDecoder.in(ZoneOffset.UTC);
    private static final String OFFERS = "relp_version=0\nrelp_software=librelp,1.11.0\ncommands=syslog";

    @Test
    void readsWhatRsyslogSends() {
        assertThat(read(frame(1, "open", OFFERS)
                        + frame(2, "syslog", "<13>2026-11-30T19:28:34.288983+00:00 vm root: one")
                        + frame(3, "syslog", "<13>1 2026-11-30T19:28:34Z vm root - - - two\nlines\n")
                        + "4 close 0\n"))
                .containsExactly("1 open " + OFFERS, "2 one", "3 two\nlines", "4 close ");
    }

    @Test
    void takesASpaceBehindTheLengthOfNoData() {
        assertThat(read("1 open 0 \n2 close 0 \n3 other 1 x\n")).containsExactly("1 open ", "2 close ", "3 other x");
    }

    @Test
    void makesNoLineOfAnEmptyFrameButAnswersIt() {
        assertThat(read("2 syslog 0\n3 syslog 5 hello\n")).containsExactly("2 syslog ", "3 hello");
    }

    @Test
    void cutsAFrameThatIsTooLongAndTakesTheNextWhole() {
        String text = "x".repeat(100_000);
        List<String> frames = read(frame(2, "syslog", "<13>1 - - app - - - " + text) + frame(3, "syslog", "next"));
        assertThat(frames).element(0).asString().startsWith("2 cut xxx").hasSizeGreaterThan(MAX_MESSAGE_BYTES);
        assertThat(frames).element(1).isEqualTo("rest of 2");
        assertThat(frames).element(2).isEqualTo("3 next");
    }

    @Test
    void flagsAMessageThatWillBeCut() {
        assertThat(read(frame(2, "syslog", "x".repeat(MAX_MESSAGE_BYTES + 1))))
                .singleElement()
                .asString()
                .startsWith("2 cut xxx");
    }

    @Test
    void takesNumbersFromOneAgainBehindTheLast() {
        assertThat(read(frame(7, "syslog", "a")
                        + frame(500_000_000, "syslog", "b")
                        + frame(999_999_999, "syslog", "c")
                        + frame(1, "syslog", "d")))
                .containsExactly("7 a", "500000000 b", "999999999 c", "1 d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 syslog 1 x\n",
                "1000000000 syslog 1 x\n",
                "2 syslog 10000000000 x\n",
                "2 syslog 99999999999999999999 x\n",
                "2 syslog -1 x\n",
                "2 syslog x\n",
                "2 syslog 1\n",
                "2 syslog 1 xx",
                "2 syslog  1 x\n",
                "2 sys/log 1 x\n",
                " 2 syslog 1 x\n",
                "2 other 5000 x\n",
                "2  1 x\n",
                "2 abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq 1 x\n",
                "<13>hello\n",
                "2 syslog 1 a\n2 syslog 1 a\n",
                "3 syslog 1 a\n2 syslog 1 a\n",
                "2 syslog 5 a\n3 syslog 1 a\n",
            })
    void refusesWhatIsNoFrame(String bytes) {
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void givesEqualDataEqualDigestsOnly() {
        var digests = new ArrayList<Long>();
        for (String data : List.of("abc", "abd", "abc", "abcdefghi", "abcdefgh", "abcdefghi", "")) {
            byte[] bytes = ("__" + data + "_").getBytes(ISO_8859_1);
            digests.add(Digest.of(bytes, 2, 2 + data.length(), data.length()));
        }
        assertThat(digests).element(0).isEqualTo(digests.get(2));
        assertThat(digests).element(3).isEqualTo(digests.get(5));
        assertThat(Set.copyOf(digests)).hasSize(5);
    }

    @Test
    void readsTheSameHoweverTheStreamIsCut() {
        var random = new Random(Seeds.draw(RelpDecoderTest.class));
        for (int round = 0; round < 2_000; round++) {
            String stream = stream(random);
            assertThat(read(stream, random)).isEqualTo(read(stream));
        }
    }

    @Test
    void neverFailsOtherwiseThanByRefusing() {
        var random = new Random(Seeds.draw(RelpDecoderTest.class));
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = stream(random).getBytes(ISO_8859_1);
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] =
                        (byte) (random.nextBoolean() ? "0123456789 \n".charAt(random.nextInt(12)) : random.nextInt());
            }
            String damaged = new String(bytes, 0, 1 + random.nextInt(bytes.length), ISO_8859_1);
            try {
                read(damaged, random);
            } catch (MalformedMessageException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    private static String stream(Random random) {
        var stream = new StringBuilder(frame(1, "open", OFFERS));
        for (int i = 2; i < 2 + random.nextInt(1, 8); i++) {
            String command = random.nextInt(8) == 0 ? "other" : "syslog";
            int length = random.nextInt(10) == 0 && command.equals("syslog") ? 20_000 : random.nextInt(40);
            stream.append(frame(i, command, "a\n b1 2".repeat(length / 7 + 1).substring(0, length)));
        }
        return stream.append("99 close 0\n").toString();
    }

    private static String frame(int number, String command, String data) {
        return "%d %s %d %s\n".formatted(number, command, data.length(), data);
    }

    private static List<String> read(String stream) {
        return read(stream, null);
    }

    /** Feeds the stream as {@link StreamIntake} does: in pieces, each behind what the one before left. */
    private static List<String> read(String stream, @Nullable Random cuts) {
        var frames = new ArrayList<String>();
        var numbers = new int[1];
        RelpDecoder decoder = DECODERS.open(MAX_MESSAGE_BYTES, new RelpDecoder.Commands() {
            @Override
            public void take(RelpHeader header, byte[] bytes, int from, int to) {
                String command = header.isSyslog()
                        ? "syslog"
                        : header.isCommand(new byte[] {'o', 'p', 'e', 'n'})
                                ? "open"
                                : header.isCommand("close".getBytes(ISO_8859_1)) ? "close" : "other";
                frames.add(header.number() + " " + command + " " + new String(bytes, from, to - from, ISO_8859_1));
            }

            @Override
            public void takeRest() {
                frames.add("rest of " + numbers[0]);
            }
        });
        byte[] bytes = stream.getBytes(ISO_8859_1);
        byte[] rest = {};
        var line = new Line();
        for (int at = 0; at < bytes.length; ) {
            int count = cuts == null ? bytes.length : Math.min(bytes.length - at, 1 + cuts.nextInt(3_000));
            byte[] fed = Arrays.copyOf(rest, rest.length + count);
            System.arraycopy(bytes, at, fed, rest.length, Math.min(count, bytes.length - at));
            at += count;
            decoder.feed(fed, 0, fed.length, NOW_NS);
            while (decoder.next(line)) {
                numbers[0] = decoder.number();
                String cut = (line.flags & Line.TRUNCATED) == 0 ? "" : "cut ";
                frames.add(decoder.number() + " " + cut + line.message);
            }
            rest = Arrays.copyOfRange(fed, decoder.restFrom(), fed.length);
            assertThat(rest.length).isLessThanOrEqualTo(decoder.maxMessageBytes());
        }
        return frames;
    }
}
