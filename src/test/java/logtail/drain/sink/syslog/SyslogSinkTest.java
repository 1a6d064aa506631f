package logtail.drain.sink.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import logtail.drain.sink.Batch;
import logtail.drain.sink.NumberedEvents;
import logtail.drain.sink.Sink;
import logtail.net.AddressGuard;
import logtail.net.Connector;
import logtail.net.EventLoops;
import logtail.net.ServerAddress;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What counts as accepted when a receiver ends the connection soon. */
@Timeout(60)
class SyslogSinkTest {
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(4); // less than it takes to settle by time

    @AutoClose
    private final EventLoops loops = new EventLoops();

    @AutoClose
    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

    @AutoClose
    private final Sink sink = new SyslogSink(
            new Connector(loops, AddressGuard.NONE),
            new ServerAddress("127.0.0.1", listener.getLocalPort(), Optional.empty()));

    private final Batch batch = new NumberedEvents().batch(sink.writing(), 1, 50);

    SyslogSinkTest() throws IOException {}

    @RepeatedTest(30)
    void whatAReceiverHasReadThatClosesAtOnceIsAccepted() throws Exception {
        CompletableFuture<Void> receiver = receive(batch.lengthBytes());
        sink.send(batch);
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (sink.accepted() != 50) {
            assertThat(System.nanoTime()).isLessThan(deadlineNs);
            LockSupport.parkNanos(100_000);
        }
        receiver.get();
    }

    @Test
    void whatAReceiverHasNotReadThatClosesIsNot() throws Exception {
        CompletableFuture<Void> receiver = receive(batch.lengthBytes() - 1);
        sink.send(batch);
        receiver.get();
        assertThatThrownBy(() -> {
                    long deadlineNs = System.nanoTime() + DEADLINE_NS;
                    while (System.nanoTime() < deadlineNs) {
                        assertThat(sink.accepted()).isEqualTo(Batch.NOTHING);
                    }
                })
                .isInstanceOf(IOException.class);
    }

    /** Reads so many bytes and closes. */
    private CompletableFuture<Void> receive(int bytes) {
        return CompletableFuture.runAsync(() -> {
            try (Socket socket = listener.accept()) {
                assertThat(socket.getInputStream().readNBytes(bytes)).hasSize(bytes);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }
}
