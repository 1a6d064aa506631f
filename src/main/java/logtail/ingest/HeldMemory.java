package logtail.ingest;

import logtail.runtime.MemoryBudget;

/**
 * The memory of what cannot be stored yet.
 *
 * @param stalled for unfinished messages, and for bytes read while the ring was full
 * @param halfLines the unfinished messages of all streams
 */
public record HeldMemory(MemoryBudget.Share stalled, HalfLines halfLines) {}
