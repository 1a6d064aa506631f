package logtail.journal.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import logtail.Seeds;
import logtail.event.AttemptKey;
import logtail.event.Block;
import logtail.event.ByteOrders;
import logtail.event.EventId;
import logtail.journal.Blocks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackedBlockTest {
    private static final long FIRST = EventId.first(7, 43);
    private static final long APPENDED_NS = 1_700_000_000_000_000_000L;
    private static final int HEAD_BYTES = 20;
    private static final Stamp STAMP = new Stamp(new AttemptKey(1, 2, false), 1, 60, 3);

    private final PackedBlock packer = new PackedBlock();

    @AfterEach
    void close() {
        packer.close();
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void giveBackTheBlockWithTheIdsOfItsPlace(Packing packing) {
        byte[] value = packer.pack(Blocks.of("web", 5, lines(200)), packing, 12, null);
        byte[] bytes = packer.unpack(value, FIRST, APPENDED_NS, 0);
        var block = new Block().wrap(bytes, 0);
        assertThat(Block.isSound(bytes, 0, bytes.length, new CRC32C())).isTrue();
        assertThat(block.firstIndex()).isEqualTo(FIRST);
        assertThat(block.lastIndex()).isEqualTo(FIRST + EventId.MOST_EVENTS - 1);
        assertThat(block.lane()).isEqualTo(7);
        assertThat(block.highWaterNs()).isEqualTo(APPENDED_NS);
        assertThat(block.maxReceivedNs()).isEqualTo(5);
        assertThat(block.count()).isEqualTo(200);
        assertThat(Blocks.texts(block))
                .isEqualTo(IntStream.range(0, 200)
                        .mapToObj(i -> (FIRST + i) + ":" + line(i))
                        .toList());
        assertThat(PackedBlock.lanes(value)).isEqualTo(12);
        assertThat(PackedBlock.isPlausible(value)).isTrue();
        assertThat(PackedBlock.isNewer(value)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void tellAboutTheirEventsWithoutBeingUnpacked(Packing packing) {
        for (Stamp stamp : new Stamp[] {STAMP, null}) {
            byte[] value = packer.pack(Blocks.of("web", 5, lines(60)), packing, 12, stamp);
            var outline = new Block().wrap(PackedBlock.outline(value), 0);
            assertThat(outline.count()).isEqualTo(60);
            assertThat(outline.maxReceivedNs()).isEqualTo(5);
            assertThat(outline.sourceCount()).isEqualTo(1);
            assertThat(outline.sourceEvents(0)).isEqualTo(60);
            assertThat(outline.appLength(0)).isEqualTo(3);
            assertThat(outline.nextEvent()).isFalse();
        }
    }

    @Test
    void areDamagedWhereTheyCannotTellAboutTheirEvents() {
        byte[] value = packer.pack(Blocks.of("web", 5, lines(60)), Packing.ZSTD, 12, null);
        for (int length = 0; length < HEAD_BYTES + Block.HEADER_BYTES + 8; length++) {
            byte[] cut = Arrays.copyOf(value, length);
            assertThatThrownBy(() -> PackedBlock.outline(cut)).isInstanceOf(DamagedBlockException.class);
        }
        byte[] other = value.clone();
        other[HEAD_BYTES + 68] = 9; // sources
        assertThatThrownBy(() -> PackedBlock.outline(other)).isInstanceOf(DamagedBlockException.class);
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void areTheSameTheNextTime(Packing packing) {
        byte[] small = Blocks.of("web", 5, lines(3));
        byte[] value = packer.pack(small.clone(), packing, 1, null);
        packer.unpack(packer.pack(Blocks.of("db", 6, lines(3_000)), packing, 1, null), FIRST, 0, 0);
        assertThat(packer.pack(small, packing, 1, null)).isEqualTo(value);
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void tellOfTheirDeliveryWithoutBeingUnpacked(Packing packing) {
        for (boolean isSequence : new boolean[] {false, true}) {
            var stamp = new Stamp(new AttemptKey(-5, 1L << 62, isSequence), 7, 206, EventId.MOST_BLOCKS);
            byte[] value = packer.pack(Blocks.of("web", 5, lines(200)), packing, 12, stamp);
            assertThat(PackedBlock.stamp(value)).isEqualTo(stamp);
            assertThat(PackedBlock.events(value)).isEqualTo(200);
            assertThat(packer.unpack(value, FIRST, APPENDED_NS, 0))
                    .isEqualTo(packer.unpack(
                            packer.pack(Blocks.of("web", 5, lines(200)), packing, 12, null), FIRST, APPENDED_NS, 0));
        }
        assertThat(PackedBlock.stamp(packer.pack(Blocks.of("web", 5, "one"), packing, 12, null)))
                .isNull();
        assertThat(PackedBlock.stamp(new byte[0])).isNull();
        assertThat(PackedBlock.events(new byte[] {1, 1, 1, 1})).isZero();
    }

    @Test
    void leaveOutFirstEventsAndKeepTheIdsOfTheOthers() {
        byte[] value = packer.pack(Blocks.of("web", 5, lines(20)), Packing.ZSTD, 12, STAMP);
        for (int leftOut = 0; leftOut <= 20; leftOut++) {
            byte[] bytes = packer.unpack(value, FIRST, APPENDED_NS, leftOut);
            var block = new Block().wrap(bytes, 0);
            assertThat(Block.isSound(bytes, 0, bytes.length, new CRC32C())).isTrue();
            assertThat(block.firstIndex()).isEqualTo(FIRST);
            assertThat(block.lastIndex()).isEqualTo(FIRST + EventId.MOST_EVENTS - 1);
            assertThat(block.lane()).isEqualTo(7);
            assertThat(block.highWaterNs()).isEqualTo(APPENDED_NS);
            assertThat(block.count()).isEqualTo(20 - leftOut);
            assertThat(block.sourceEvents(0)).isEqualTo(20 - leftOut);
            assertThat(Blocks.texts(block))
                    .isEqualTo(IntStream.range(leftOut, 20)
                            .mapToObj(i -> (FIRST + i) + ":" + line(i))
                            .toList());
        }
    }

    @Test
    void takeLessRoomWherePacked() {
        byte[] block = Blocks.of("web", 5, lines(200));
        int plain = packer.pack(block, Packing.OFF, 12, null).length;
        assertThat(plain).isEqualTo(block.length + HEAD_BYTES);
        assertThat(packer.pack(block, Packing.LZ4, 12, null).length).isLessThan(plain / 2);
        assertThat(packer.pack(block, Packing.ZSTD, 12, null).length).isLessThan(plain / 3);
    }

    @Test
    void arePackedFastWhenTheyAreSmall() {
        assertThat(packing(packer.pack(Blocks.of("web", 5, lines(5)), Packing.ZSTD, 12, null)))
                .isEqualTo(Packing.LZ4);
        assertThat(packing(packer.pack(Blocks.of("web", 5, lines(200)), Packing.ZSTD, 12, null)))
                .isEqualTo(Packing.ZSTD);
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void arePlainWhenNothingIsSaved(Packing packing) {
        var random = new SplittableRandom(5);
        var noise = new StringBuilder();
        random.ints(20_000, ' ', 0x7F).forEach(c -> noise.append((char) c));
        byte[] tiny = packer.pack(Blocks.of("web", 5, "x"), packing, 12, null);
        assertThat(Blocks.texts(block(tiny))).containsExactly(FIRST + ":x");
        byte[] value = packer.pack(Blocks.of("web", 5, noise.toString()), packing, 12, null);
        assertThat(Blocks.texts(block(value))).containsExactly(FIRST + ":" + noise);
        assertThat(packing(packer.pack(Blocks.of("web", 5, noise.substring(0, 3_000)), packing, 12, null)))
                .isEqualTo(Packing.OFF);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 12, 255, 256})
    void tellTheNumberOfLanes(int lanes) {
        assertThat(PackedBlock.lanes(packer.pack(Blocks.of("web", 5, "one"), Packing.ZSTD, lanes, null)))
                .isEqualTo(lanes);
    }

    @Test
    void areRefusedWhenAByteOfAPlainOneIsDamagedAnywhere() {
        byte[] value = packer.pack(Blocks.of("web", 5, lines(60)), Packing.OFF, 12, STAMP);
        for (int at = 0; at < value.length; at++) {
            if (at != 2) {
                byte[] damaged = value.clone();
                damaged[at] ^= 0x10;
                assertDamaged(damaged, "byte %d of %d".formatted(at, value.length));
            }
        }
    }

    /** Byte 2 holds the number of lanes, which the record's own checksum guards. */
    @ParameterizedTest
    @EnumSource(Packing.class)
    void neverChangeWhateverByteIsDamaged(Packing packing) {
        byte[] value = packer.pack(Blocks.of("web", 5, lines(60)), packing, 12, STAMP);
        byte[] bytes = packer.unpack(value, FIRST, APPENDED_NS, 0);
        for (int at = 0; at < value.length; at++) {
            if (at != 2) {
                for (int mask : new int[] {1, 0x80, 0xFF}) {
                    byte[] damaged = value.clone();
                    damaged[at] ^= (byte) mask;
                    assertDamagedOrSame(damaged, bytes, "byte %d of %d xor %d".formatted(at, value.length, mask));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void areRefusedWhenCutOff(Packing packing) {
        byte[] value = packer.pack(Blocks.of("web", 5, lines(60)), packing, 12, STAMP);
        for (int length = 0; length < value.length; length++) {
            byte[] cut = Arrays.copyOf(value, length);
            assertDamaged(cut, "cut at " + length);
        }
        assertDamaged(Arrays.copyOf(value, value.length + 1), "too long");
    }

    @Test
    void neverChangeWhateverBytesAreDamaged() {
        var random = new SplittableRandom(Seeds.draw(PackedBlockTest.class));
        byte[] value = packer.pack(Blocks.of("web", 5, lines(60)), Packing.ZSTD, 12, null);
        byte[] bytes = packer.unpack(value, FIRST, APPENDED_NS, 0);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = value.clone();
            int from = random.nextInt(damaged.length);
            byte[] noise = new byte[Math.min(damaged.length - from, 1 + random.nextInt(40))];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, damaged, from, noise.length);
            damaged[2] = value[2];
            assertDamagedOrSame(damaged, bytes, "noise of %d at %d".formatted(noise.length, from));
        }
    }

    @Test
    void tellALaterVersionFromDamage() {
        byte[] value = packer.pack(Blocks.of("web", 5, "one"), Packing.OFF, 12, null);
        value[0]++;
        assertThat(PackedBlock.isNewer(value)).as("damaged").isFalse();
        var crc = new CRC32C(); // as every version has it
        crc.update(value, 0, HEAD_BYTES - Integer.BYTES);
        ByteOrders.putInt(value, HEAD_BYTES - Integer.BYTES, (int) crc.getValue());
        assertThat(PackedBlock.isNewer(value)).isTrue();
        assertThat(PackedBlock.isPlausible(value)).isFalse();
        assertThat(PackedBlock.older(value)).contains("which is 2");
        for (String foreign : List.of("", "hello", "hello, this is no block of any version")) {
            assertThat(PackedBlock.isNewer(foreign.getBytes(UTF_8))).isFalse();
        }
    }

    @Test
    void areNoneWithAnotherNumberOfLanes() {
        byte[] value = packer.pack(Blocks.of("web", 5, "one"), Packing.OFF, 12, null);
        value[2] = 4;
        assertThat(PackedBlock.isPlausible(value)).isFalse();
        assertThatThrownBy(() -> packer.unpack(value, FIRST, APPENDED_NS, 0)).isInstanceOf(DamagedBlockException.class);
    }

    /** Some other bytes unpack to the same block, and that is no damage. */
    private void assertDamagedOrSame(byte[] value, byte[] bytes, String what) {
        try {
            assertThat(packer.unpack(value, FIRST, APPENDED_NS, 0)).as(what).isEqualTo(bytes);
        } catch (DamagedBlockException e) {
            assertThat(e).hasMessageMatching("its .*|the .*|it .*");
        }
    }

    private void assertDamaged(byte[] value, String what) {
        assertThatThrownBy(() -> packer.unpack(value, FIRST, APPENDED_NS, 0))
                .as(what)
                .isInstanceOf(DamagedBlockException.class);
    }

    private Block block(byte[] value) {
        return new Block().wrap(packer.unpack(value, FIRST, APPENDED_NS, 0), 0);
    }

    private static Packing packing(byte[] value) {
        return Packing.of(value[1]);
    }

    private static String[] lines(int count) {
        return IntStream.range(0, count).mapToObj(PackedBlockTest::line).toArray(String[]::new);
    }

    private static String line(int number) {
        return "GET /items/%d 200 in %d ms".formatted(number * 7919 % 1_000, number * 31 % 97);
    }
}
