package logtail.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import logtail.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NamesTest {
    private static final String A127 = "a".repeat(127);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "web",
                "a/b",
                "über",
                "東京",
                "大阪",
                "2001:db8::1",
                "fe80::1%eth0",
                "/usr/sbin/cron",
                "x[9]",
                "a,b",
                "a\"b\\c",
                "👩‍💻",
                "%bzorp",
                "_",
                "-"
            })
    void keepsWhatCanBeSeen(String name) {
        assertThat(stored(name)).isEqualTo(name);
        assertThat(Names.fit(name, Names.MAX_BYTES)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "'a b', a_b",
        "'a \t\r\n b', a_b",
        "' a ', a",
        "'a\u0000', a",
        "'a\u001B[31m', a_[31m",
        "'a\u007Fb', a_b",
        "'a\u0085b', a_b",
        "'a\u00A0b', a_b",
        "'a\u3000b', a_b",
        "'a\u2028b', a_b",
        "'a\u202Eb', a_b",
        "'\uFEFFa', a",
        "'ü b', ü_b",
    })
    void makesOneUnderscoreOfARunOfWhatCannotBeSeen(String name, String stored) {
        assertThat(stored(name)).isEqualTo(stored);
        assertThat(Names.fit(name, Names.MAX_BYTES)).isEqualTo(stored);
    }

    @Test
    void readsBytesThatAreNoUtf8AsLatin1() {
        assertThat(stored("Müller".getBytes(ISO_8859_1))).isEqualTo("Müller");
        assertThat(stored(new byte[] {'a', (byte) 0xC0, (byte) 0x80, 'b'})).isEqualTo("aÀ_b");
        assertThat(stored(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0xBF})).isEqualTo("í_¿");
        assertThat(stored(new byte[] {(byte) 0xFF, 'x'})).isEqualTo("ÿx");
    }

    @Test
    void cutsBetweenTwoCharacters() {
        assertThat(stored(A127 + "b")).isEqualTo(A127 + "b");
        assertThat(stored(A127 + "bc")).isEqualTo(A127 + "b");
        assertThat(stored(A127 + "ü")).isEqualTo(A127);
        assertThat(stored("東".repeat(50))).isEqualTo("東".repeat(42));
        assertThat(stored("👩".repeat(50))).isEqualTo("👩".repeat(32));
        assertThat(stored("ab" + "👩".repeat(32))).isEqualTo("ab" + "👩".repeat(31));
        assertThat(Names.fit("h".repeat(300), Names.MAX_HOST_BYTES)).isEqualTo("h".repeat(255));
    }

    @Test
    void countsOnlyWhatIsKeptOfALongName() {
        String gap = " ".repeat(100);
        assertThat(stored("a" + gap + A127 + "bc")).isEqualTo("a_" + A127.substring(1));
        assertThat(stored(gap + gap + "web")).isEqualTo("web");
        assertThat(stored("a" + gap + "b".repeat(100) + "1")).isNotEqualTo(stored("a" + gap + "b".repeat(100) + "2"));
    }

    @Test
    void tellsANameThatWasCutFromOneOfItsLength() {
        var encoder = new BlockEncoder(1 << 12, 1 << 10);
        for (String name : List.of("h".repeat(256), "h".repeat(255), "h".repeat(257), "h".repeat(255))) {
            var line = new Line();
            line.host.set(Slice.of(name));
            assertThat(encoder.tryAppend(line, 0)).isTrue();
        }
        encoder.finish();
        var block = new Block().wrap(encoder.bytes(), 0);
        for (int flags : new int[] {Line.RENAMED, 0, Line.RENAMED, 0}) {
            assertThat(block.nextEvent()).isTrue();
            assertThat(block.event().host()).isEqualTo("h".repeat(255));
            assertThat(block.event().flags()).isEqualTo(flags);
        }
    }

    @Test
    void changesNothingTwice() {
        var random = new Random(Seeds.draw(NamesTest.class));
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(12) * random.nextInt(1, 30)];
            random.nextBytes(bytes);
            byte[] once = new byte[Names.MAX_BYTES];
            int length = Names.copy(bytes, 0, bytes.length, Names.MAX_BYTES, once, 0);
            String name = new String(once, 0, length, UTF_8);
            assertThat(name.getBytes(UTF_8)).hasSize(length);
            assertThat(Names.isFit(once, 0, length, Names.MAX_BYTES)).isTrue();
            assertThat(Names.fit(name, Names.MAX_BYTES)).isEqualTo(name);
            boolean isSame = new String(bytes, ISO_8859_1).equals(new String(once, 0, length, ISO_8859_1));
            assertThat(Names.isFit(bytes, 0, bytes.length, Names.MAX_BYTES)).isEqualTo(isSame);
        }
    }

    @Test
    void flagsALineWithOtherNamesAndKeepsThoseThatWereSent() {
        var line = new Line();
        line.app.set(Slice.of("a b"));
        line.process.set(Slice.of("p".repeat(200)));
        line.host.set(Slice.of("h"));
        var event = encoded(line);
        assertThat(event.app()).isEqualTo("a_b");
        assertThat(event.process()).isEqualTo("p".repeat(128));
        assertThat(event.host()).isEqualTo("h");
        assertThat(event.flags()).isEqualTo(Line.RENAMED);
        assertThat(event.attributes()).isEqualTo(Map.of("meta.app", "a b", "meta.process", "p".repeat(200)));
    }

    @Test
    void keepsTheNamesThatWereSentOnceThoughTheLineComesTwice() {
        var line = new Line();
        line.app.set(Slice.of("a b"));
        line.host.set(Slice.of("\u0001"));
        var encoder = new BlockEncoder(1, 1000);
        assertThat(encoder.tryAppend(line, 0)).isTrue();
        assertThat(encoder.tryAppend(line.copy(), 0) && encoder.tryAppend(line, 0))
                .as("the block is full some time")
                .isTrue();
        encoder.finish();
        var block = new Block().wrap(encoder.bytes(), 0);
        while (block.nextEvent()) {
            assertThat(block.event().attributes()).isEqualTo(Map.of("meta.app", "a b", "meta.host", "\u0001"));
            assertThat(block.event().host()).isEmpty();
        }
    }

    @Test
    void callsAnAppOfNothingVisibleUnknown() {
        assertThat(stored(" \u0001 ")).isEqualTo("unknown");
    }

    @Test
    void keepsTheLongestNamesThroughAMergeOfBlocks() {
        var line = new Line();
        line.app.set(Slice.of("a".repeat(128)));
        line.process.set(Slice.of("ü".repeat(64)));
        line.host.set(Slice.of("h".repeat(255)));
        var one = new BlockEncoder(4096, 1000);
        one.tryAppend(line, 0);
        line.host.set(Slice.of("g".repeat(255)));
        one.tryAppend(line, 0);
        one.finish();
        var merged = new BlockEncoder(8192, 1000);
        assertThat(merged.tryAppendAll(new Block().wrap(one.bytes(), 0))).isTrue();
        merged.finish();
        var block = new Block().wrap(merged.bytes(), 0);
        assertThat(block.nextEvent()).isTrue();
        assertThat(block.event().app()).isEqualTo("a".repeat(128));
        assertThat(block.event().process()).isEqualTo("ü".repeat(64));
        assertThat(block.event().host()).isEqualTo("h".repeat(255));
        assertThat(block.event().flags()).isZero();
        assertThat(block.nextEvent()).isTrue();
        assertThat(block.event().host()).isEqualTo("g".repeat(255));
    }

    private static String stored(String name) {
        return stored(name.getBytes(UTF_8));
    }

    private static String stored(byte[] name) {
        var line = new Line();
        line.app.set(name, 0, name.length);
        return encoded(line).app();
    }

    private static Event encoded(Line line) {
        var encoder = new BlockEncoder(1 << 12, 1 << 10);
        assertThat(encoder.tryAppend(line, 0)).isTrue();
        encoder.finish();
        var block = new Block().wrap(encoder.bytes(), 0);
        assertThat(block.nextEvent()).isTrue();
        return block.event();
    }
}
