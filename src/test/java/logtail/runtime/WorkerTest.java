package logtail.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WorkerTest {
    private final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();

    @Test
    void worksAgainAtOnceWhileThereIsMore() throws InterruptedException {
        var rounds = new Semaphore(0);
        var left = new Semaphore(5);
        try (var worker = Worker.start(
                "test",
                () -> {
                    rounds.release();
                    return left.tryAcquire();
                },
                this::note)) {
            assertThat(rounds.tryAcquire(6, 10, TimeUnit.SECONDS)).isTrue();
            worker.wake();
            assertThat(rounds.tryAcquire(1, 10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void missesNoWakeUp() throws InterruptedException {
        var offered = new LinkedBlockingQueue<Integer>();
        var done = new LinkedBlockingQueue<Integer>();
        try (var worker = Worker.start(
                "test",
                () -> {
                    for (Integer next = offered.poll(); next != null; next = offered.poll()) {
                        done.add(next);
                    }
                    return false;
                },
                this::note)) {
            for (int i = 0; i < 20_000; i++) {
                offered.add(i);
                worker.wake();
                if (i % 3 == 2) { // let it go to sleep every now and then
                    for (int expected = i - 2; expected <= i; expected++) {
                        assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo(expected);
                    }
                }
            }
        }
    }

    @Test
    void tellsAFaultAndEnds() throws Exception {
        var where = new CompletableFuture<String>();
        try (var worker = Worker.start(
                "doomed",
                () -> {
                    throw new IllegalStateException("broken");
                },
                (name, fault) -> where.complete(name + ": " + fault.getMessage()))) {
            assertThat(where.get(10, TimeUnit.SECONDS)).isEqualTo("doomed: broken");
            worker.wake();
        }
    }

    @Test
    void endsWhileItSleepsAndMayBeClosedTwice() {
        var worker = Worker.start("test", () -> false, this::note);
        worker.close();
        worker.close();
        assertThat(faults).isEmpty();
    }

    private void note(String where, Throwable fault) {
        faults.add(fault);
    }
}
