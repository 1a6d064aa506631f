package logtail.ingest;

/**
 * The outcome of the lines of one request, for protocols whose answer reports partial success.
 *
 * @param taken lines accepted into the ring, which are stored once acknowledged; includes those of earlier attempts
 * @param truncated how many of them are longer than the limit and cut
 * @param rejected messages that were rejected one by one
 * @param firstReason why the first of them was rejected; empty when none was
 */
public record Outcome(long taken, int truncated, int rejected, String firstReason) {}
