package logtail.daemon;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import logtail.journal.kafka.KafkaJournal;
import logtail.net.tls.ServerTls;
import logtail.runtime.MemoryBudget;
import logtail.runtime.MemoryBudget.Share;
import logtail.runtime.SettingsException;
import logtail.runtime.Sizes;

/**
 * Division of the heap: a fixed part is reserved for the daemon itself, the rest is divided among the memory shares.
 *
 * @param bodies request bodies that are buffered whole or wait for the ring
 * @param tails output of tails for slow readers, and events held back for an order
 * @param context context of the matches of tails
 * @param drains batches of drains
 * @param stalled lines of stream connections that wait for the ring
 * @param attempts records of upload keys
 */
record HeapPlan(Share bodies, Share tails, Share context, Share drains, Share stalled, Share attempts) {
    private static final long MIB = 1 << 20;
    private static final long CODE_BYTES = 48 * MIB; // buffers of event loops, catalog, metrics, and room to collect
    private static final long LEAST_FREE_BYTES = 16 * MIB;
    private static final long HTTP_CONNECTION_BYTES = 6 * 1024;
    private static final long STREAM_CONNECTION_BYTES = 3 * 1024;

    /**
     * Divides {@code budget}.
     *
     * @throws SettingsException when the settings exceed the heap, with the sum
     */
    static HeapPlan of(DaemonSettings settings, MemoryBudget budget) {
        long connectionBytes = plainBytes(settings) + tlsBytes(settings);
        budget.reserve("code", CODE_BYTES);
        budget.reserve("LOGTAIL_RING", settings.pipeline().memoryBytes());
        budget.reserve("LOGTAIL_MAX_CONNECTIONS", settings.limits().connections() * connectionBytes);
        if (settings.kafka().isPresent()) {
            budget.reserve("LOGTAIL_JOURNAL", KafkaJournal.HEAP_BYTES);
        }
        expectRoom(settings, budget);

        var plan = new HeapPlan(
                budget.share("bodies", 20),
                budget.share("tails", 25),
                budget.share("context", 15),
                budget.share("drains", 20),
                budget.share("stalled", 10),
                budget.share("attempts", 10));
        plan.expectRoomForABody(settings.web().maxBodyBytes(), budget);
        return plan;
    }

    /** What connections take of all listeners without TLS together, one of each. */
    private static long plainBytes(DaemonSettings settings) {
        long ports = settings.web().ports().stream()
                .filter(port -> !port.wrapping().isTls())
                .count();
        return ports * HTTP_CONNECTION_BYTES + settings.ingest().plainStreams() * STREAM_CONNECTION_BYTES;
    }

    /** What connections take of all listeners with TLS together, one of each. */
    private static long tlsBytes(DaemonSettings settings) {
        int listeners = settings.ofTls().size();
        return listeners == 0 ? 0 : listeners * (HTTP_CONNECTION_BYTES + ServerTls.heapBytesPerConnection());
    }

    private static void expectRoom(DaemonSettings settings, MemoryBudget budget) {
        if (budget.freeBytes() < LEAST_FREE_BYTES) {
            throw new SettingsException(List.of(
                    "LOGTAIL_RING=%s and LOGTAIL_MAX_CONNECTIONS=%d do not fit the heap: %s, and %s must be left; lower them, or raise -Xmx (LOGTAIL_JAVA_OPTS)"
                            .formatted(
                                    Sizes.exact(settings.pipeline().ringBytes()),
                                    settings.limits().connections(),
                                    budget.sum(),
                                    Sizes.exact(LEAST_FREE_BYTES))));
        }
    }

    /** Checks that the largest body fits; a growing body needs one and a half times its size. */
    private void expectRoomForABody(long maxBodyBytes, MemoryBudget budget) {
        long most = bodies.limitBytes() * 2 / 3;
        if (maxBodyBytes > most) {
            throw new SettingsException(List.of(
                    "LOGTAIL_MAX_BODY=%s: takes at most %s here, as bodies have %s of the heap (%s, a fifth of what is left); raise -Xmx (LOGTAIL_JAVA_OPTS) for more"
                            .formatted(
                                    Sizes.exact(maxBodyBytes),
                                    Sizes.exact(most & -MIB),
                                    Sizes.about(bodies.limitBytes()),
                                    budget.sum())));
        }
    }

    List<Share> shares() {
        return List.of(bodies, tails, context, drains, stalled, attempts);
    }

    /** Registers gauges for the use of each share. */
    void measure(MeterRegistry metrics) {
        for (Share share : shares()) {
            Gauge.builder("logtail.memory.limit", share, Share::limitBytes)
                    .description("The part of the heap that is set aside for one purpose")
                    .tag("share", share.name())
                    .baseUnit("bytes")
                    .register(metrics);
            Gauge.builder("logtail.memory.used", share, Share::usedBytes)
                    .description("How much of a part of the heap is taken")
                    .tag("share", share.name())
                    .baseUnit("bytes")
                    .register(metrics);
            FunctionCounter.builder("logtail.memory.refusals", share, Share::refusals)
                    .description(
                            "How often a part of the heap was used up, and whoever asked was refused or had to wait")
                    .tag("share", share.name())
                    .register(metrics);
        }
    }
}
