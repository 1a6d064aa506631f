package logtail.ingest;

import java.util.List;

/**
 * The outcome of the lines of one request, for protocols whose answer reports partial success.
 *
 * @param taken lines accepted into the ring, which are stored once acknowledged; includes those of earlier attempts
 * @param truncated how many of them are longer than the limit and cut
 * @param rejected messages that were rejected one by one
 * @param firstReason why the first of them was rejected; empty when none was
 * @param rejections the first lines that were rejected as their sender may not send for their app, at most {@value
 *     Rejections#MOST_TOLD}
 */
public record Outcome(long taken, int truncated, int rejected, String firstReason, List<Rejection> rejections) {}
