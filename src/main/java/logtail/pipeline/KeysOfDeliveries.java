package logtail.pipeline;

import java.util.Optional;
import logtail.event.AttemptKey;
import logtail.journal.Deliveries;
import logtail.runtime.Clock;

/** The keys of a journal that nodes share: it knows itself what is stored of them. Remembers here which bodies they came with. Any thread. */
final class KeysOfDeliveries implements StoredKeys {
    private final Deliveries deliveries;
    private final Clock clock;
    private final RecentKeys bodies;

    /** @param maxBytes the memory for the digests of bodies */
    KeysOfDeliveries(Deliveries deliveries, Clock clock, long maxBytes) {
        this.deliveries = deliveries;
        this.clock = clock;
        bodies = new RecentKeys(maxBytes);
    }

    @Override
    public String trouble() {
        return deliveries.trouble();
    }

    @Override
    public void whenReady(Runnable ready) {
        deliveries.whenReady(ready);
    }

    @Override
    public synchronized Begun begin(AttemptKey key, Optional<AttemptKey> former, long digest) {
        boolean isOfOtherBody = !key.isSequence() && bodies.isOfOtherBody(key, digest);
        return deliveries
                .begin(key, former)
                .map(delivery -> new Begun(0, isOfOtherBody, delivery))
                .orElseGet(() -> new Begun(Attempt.ALL, isOfOtherBody, null));
    }

    @Override
    public synchronized void ended(AttemptKey key, int lines, long digest) {
        if (!key.isSequence()) {
            bodies.put(key, lines, digest, clock.nowNs());
        }
    }

    @Override
    public void close() {}
}
