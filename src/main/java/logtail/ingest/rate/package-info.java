/**
 * How fast lines may come: rules ({@code LOGTAIL_RATE}) by app, address and token, each with a token bucket for every name
 * that matches. Read {@link logtail.ingest.rate.RateMeter} first: one belongs to each stream, and charges the buckets that all
 * streams share.
 */
@NullMarked
package logtail.ingest.rate;

import org.jspecify.annotations.NullMarked;
