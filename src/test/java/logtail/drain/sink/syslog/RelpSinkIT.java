package logtail.drain.sink.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import logtail.RsyslogReceiver;
import logtail.drain.sink.Delivery;
import logtail.drain.sink.NumberedEvents;
import logtail.net.AddressGuard;
import logtail.net.Connector;
import logtail.net.EventLoops;
import logtail.net.ServerAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RELP into a real rsyslog. */
@Timeout(120)
class RelpSinkIT {
    private static final Logger LOG = Logger.getLogger(RelpSinkIT.class.getName());
    private static final EventLoops LOOPS = new EventLoops();
    private static final Connector CONNECTOR = new Connector(LOOPS, AddressGuard.NONE);
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int EVENTS = 200_000;

    @TempDir
    private Path directory;

    @AfterAll
    static void closeLoops() {
        LOOPS.close();
    }

    @Test
    void deliversEveryLineOnceAndInOrder() throws Exception {
        try (var rsyslog = RsyslogReceiver.relp(directory).start();
                var sink = new RelpSink(CONNECTOR, address(rsyslog))) {
            var delivery = new Delivery(new NumberedEvents(), sink, 1, EVENTS);
            long cpuNs = cpuNs();
            long startNs = System.nanoTime();
            delivery.run(DEADLINE, id -> {});
            long tookNs = System.nanoTime() - startNs;
            LOG.info("relp: %d lines in %d ms, %d ns of CPU a line on our side"
                    .formatted(EVENTS, TimeUnit.NANOSECONDS.toMillis(tookNs), (cpuNs() - cpuNs) / EVENTS));
            sink.finish(DEADLINE);
            List<String> expected = LongStream.rangeClosed(1, EVENTS)
                    .mapToObj(NumberedEvents::message)
                    .toList();
            assertThat(rsyslog.messages().equals(expected))
                    .as("all lines, in order")
                    .isTrue();
            assertThat(delivery.failures()).isZero();
        }
    }

    @Test
    void deliversEveryLineThoughTheReceiverIsKilled() throws Exception {
        try (var rsyslog = RsyslogReceiver.relp(directory).start();
                var sink = new RelpSink(CONNECTOR, address(rsyslog))) {
            var delivery = new Delivery(new NumberedEvents(), sink, 1, EVENTS);
            var kills = new long[] {EVENTS / 3, 2 * EVENTS / 3};
            var done = new int[1];
            delivery.run(DEADLINE, id -> {
                if (done[0] < kills.length && id >= kills[done[0]]) {
                    done[0]++;
                    rsyslog.kill();
                    rsyslog.start();
                }
            });
            var seen = new BitSet();
            int doubles = 0;
            for (String message : rsyslog.messages()) {
                int number = Integer.parseInt(message.split(" ", 3)[1]);
                assertThat(message).isEqualTo(NumberedEvents.message(number));
                doubles += seen.get(number) ? 1 : 0;
                seen.set(number);
            }
            assertThat(seen.cardinality()).isEqualTo(EVENTS);
            assertThat(delivery.failures()).isPositive();
            LOG.info("relp: %d lines through two kill -9 of the receiver, all there, %d of them twice"
                    .formatted(EVENTS, doubles));
        }
    }

    private static ServerAddress address(RsyslogReceiver rsyslog) {
        return new ServerAddress("127.0.0.1", rsyslog.port(), Optional.empty());
    }

    private static long cpuNs() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
