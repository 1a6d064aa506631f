package logtail.catalog;

/**
 * What is known of one app.
 *
 * @param events how many lines of it have been counted
 * @param perSecond lines a second over the last minute
 * @param lastSeenNs when its newest line was received, in nanoseconds since the Unix epoch
 */
public record AppActivity(String app, long events, double perSecond, long lastSeenNs) {}
