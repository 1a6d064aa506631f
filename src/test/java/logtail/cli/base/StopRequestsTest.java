package logtail.cli.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StopRequestsTest {
    private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 5);
    private final StopRequests requests = new StopRequests(nowNs::get);

    @Test
    void whatComesAtOnceBehindARequestIsTheSameOne() {
        assertThat(requests.add()).isEqualTo(1);
        nowNs.addAndGet(StopRequests.AT_ONCE.toNanos() - 1);
        assertThat(requests.add()).isZero();
        nowNs.addAndGet(1);
        assertThat(requests.add()).isEqualTo(2);
        assertThat(requests.add()).isZero();
        nowNs.addAndGet(StopRequests.AT_ONCE.toNanos());
        assertThat(requests.add()).isEqualTo(3);
    }
}
