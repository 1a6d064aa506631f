package logtail.ingest;

/**
 * A line of a request that is not stored, while others of it are.
 *
 * @param line its number in the request, from 1; blank lines count, elements of a JSON array each
 * @param reason why, for its sender
 */
public record Rejection(long line, String reason) {}
