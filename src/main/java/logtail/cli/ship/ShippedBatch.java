package logtail.cli.ship;

import logtail.cli.client.UrlQuery;

/**
 * Lines on their way.
 *
 * @param key unlike that of any other batch; the daemon takes a key once, however often it is sent
 * @param query whose lines they are
 * @param bytes the lines as they came
 * @param lines how many
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ShippedBatch(String key, UrlQuery query, byte[] bytes, int lines) {}
