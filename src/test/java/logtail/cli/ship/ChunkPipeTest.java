package logtail.cli.ship;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ChunkPipeTest {
    private final ChunkPipe pipe = new ChunkPipe(4);

    @Test
    void eachChunkIsReadWithItsTimeAndTheEndBehindAll() throws Exception {
        write("ab", 1);
        write("cde", 2);
        pipe.end();
        write("dropped", 3);
        byte[] read = new byte[8];
        assertThat(pipe.read(read, 0, 1)).isEqualTo(1);
        assertThat(pipe.read(read, 1, 7)).isEqualTo(1);
        assertThat(pipe.lastReadAtNs()).isEqualTo(1);
        assertThat(pipe.read(read, 2, 6)).isEqualTo(3);
        assertThat(pipe.lastReadAtNs()).isEqualTo(2);
        assertThat(pipe.available()).isZero();
        assertThat(pipe.read(read, 5, 1)).isNegative();
        assertThat(new String(read, 0, 5, US_ASCII)).isEqualTo("abcde");
    }

    @Test
    void theWriterWaitsForRoomUntilTheReaderReadsOrLeaves() throws Exception {
        write("abcd", 1);
        var written = new CountDownLatch(2);
        Thread writer = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 2; i++) {
                try {
                    write("efgh", 2);
                } catch (InterruptedException e) {
                    return;
                }
                written.countDown();
            }
        });
        assertThat(pipe.read(new byte[4], 0, 4)).isEqualTo(4);
        while (written.getCount() > 1) {
            Thread.onSpinWait();
        }
        assertThat(writer.isAlive()).isTrue();
        pipe.close();
        written.await();
    }

    private void write(String text, long readAtNs) throws InterruptedException {
        pipe.write(text.getBytes(US_ASCII), text.length(), readAtNs);
    }
}
