package logtail.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class ByteScanTest {
    @Test
    void findsWhatALoopFinds() {
        var random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(8) - 4 + random.nextInt(2) * 128);
            }
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length + 1 - from);
            byte wanted = (byte) (random.nextInt(8) - 4);
            byte other = (byte) (random.nextInt(8) + 124);
            assertThat(ByteScan.indexOf(bytes, from, to, wanted)).isEqualTo(loop(bytes, from, to, wanted, wanted));
            assertThat(ByteScan.indexOf(bytes, from, to, wanted, other))
                    .isEqualTo(loop(bytes, from, to, wanted, other));
        }
    }

    private static int loop(byte[] bytes, int from, int to, byte wanted, byte other) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == wanted || bytes[at] == other) {
                return at;
            }
        }
        return -1;
    }
}
