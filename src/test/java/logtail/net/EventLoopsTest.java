package logtail.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import logtail.runtime.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventLoopsTest {
    private static final Duration LITTLE = Duration.ofMillis(100);
    private static final long SECOND_NS = 1_000_000_000;

    @Test
    void closesByTheDeadlineThoughALoopIsStuck() throws InterruptedException {
        var stuck = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var loops = new EventLoops();
        Channel channel = loops.bind(
                new Bootstrap().handler(new ChannelInboundHandlerAdapter()),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        channel.eventLoop().execute(() -> {
            stuck.countDown();
            await(release);
        });
        stuck.await();

        long startNs = System.nanoTime();
        loops.settle(Deadline.in(LITTLE));
        loops.close(Deadline.in(LITTLE));
        assertThat(System.nanoTime() - startNs).isLessThan(4 * SECOND_NS);

        release.countDown();
        loops.close(); // waits for the end of the thread
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
