package logtail.ingest;

/**
 * What became of the lines of one request, for protocols that answer with more than yes or no.
 *
 * @param taken lines that are in the ring, and in the journal once acknowledged; those of an earlier attempt included
 * @param rejected messages that were refused, each alone
 * @param firstReason why the first of them was; empty when none was
 */
public record Outcome(long taken, int rejected, String firstReason) {}
